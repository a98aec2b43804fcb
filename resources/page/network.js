/**
 * What the network computes, written to be read: every value of every layer for one drawing.
 *
 * A layer's values stand in one row, map by map and in each map row by row, as 32-bit numbers.
 */

/** @typedef {{kind: "conv", filters: number, size: number, stride: number}} Convolution */
/** @typedef {{kind: "pool", size: number, stride: number, partial: boolean}} Pooling */
/** @typedef {Convolution | Pooling | {kind: "relu"} | {kind: "flatten"} | {kind: "dense", units: number}} Layer */
/** @typedef {number[]} Shape `[maps, height, width]`, or `[units]` for a row of neurons. */

/**
 * @typedef {object} Network
 * @property {string[]} classes what a drawing can be
 * @property {number[]} thresholds for each class the confidence from which it is an answer
 * @property {number} gridSize cells along each side of the grid
 * @property {string} head "sigmoid" or "softmax"
 * @property {Layer[]} layers
 * @property {Shape[]} shapes of each layer's output
 * @property {(Float32Array | null)[]} weights of each layer: filters × maps × size × size, or units × inputs
 * @property {(Float32Array | null)[]} biases of each layer: one a filter or unit
 */

/**
 * One forward pass, with every layer's values.
 * @typedef {object} Trace
 * @property {Float32Array} grid what the network saw: ink +1, paper −1
 * @property {Float32Array[]} values output of each layer; the last are the scores
 * @property {(Int32Array | null)[]} winners for each pooling, which value of its input each of its values is
 * @property {Float32Array} confidences one a class, 0 … 1
 */

export const GRID = -1;

/**
 * Read a model file: safetensors, with a description in its header.
 * @param {Uint8Array} file
 * @returns {Network}
 */
export function readNetwork(file) {
    const headerBytes = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerBytes)));
    const about = JSON.parse(header.__metadata__.tickdraw);
    const { layers, head } = readLayers(about.layers, about.classes.length);
    /** @param {string} name */
    const tensor = (name) => {
        if (!(name in header)) return null;
        const [start, end] = header[name].data_offsets;
        // A copy begins where numbers may begin in memory; every browser runs on little-endian machines.
        return new Float32Array(file.slice(8 + headerBytes + start, 8 + headerBytes + end).buffer);
    };
    return {
        classes: about.classes,
        thresholds: about.thresholds,
        gridSize: about.grid_size,
        head,
        layers,
        shapes: shapesOf(layers, about.grid_size),
        weights: layers.map((_, index) => tensor(`layer${index + 1}.weight`)),
        biases: layers.map((_, index) => tensor(`layer${index + 1}.bias`)),
    };
}

/**
 * Read layers such as "conv 8@5x5, relu, pool 2x2, dense, sigmoid"; flattening goes without saying.
 * @param {string} text
 * @param {number} classCount
 */
function readLayers(text, classCount) {
    /** @type {Layer[]} */
    const layers = [];
    let head = "sigmoid";
    let isFlat = false;
    for (const part of text.split(", ")) {
        const [word, spec, ...options] = part.split(" ");
        const after = options.indexOf("stride") + 1;
        const stride = after ? Number(options[after]) : 0;
        if (word === "conv") {
            const [filters, size] = spec.split(/[@x]/).map(Number);
            layers.push({ kind: "conv", filters, size, stride: stride || 1 });
        } else if (word === "pool") {
            const size = parseInt(spec, 10);
            layers.push({ kind: "pool", size, stride: stride || size, partial: options.includes("partial") });
        } else if (word === "relu") {
            layers.push({ kind: "relu" });
        } else if (word === "dense") {
            if (!isFlat) layers.push({ kind: "flatten" });
            isFlat = true;
            layers.push({ kind: "dense", units: spec ? Number(spec) : classCount });
        } else {
            head = word;
        }
    }
    return { layers, head };
}

/**
 * @param {Layer[]} layers
 * @param {number} gridSize
 * @returns {Shape[]}
 */
function shapesOf(layers, gridSize) {
    /** @type {Shape[]} */
    const shapes = [];
    let shape = [1, gridSize, gridSize];
    for (const layer of layers) {
        const [maps, height, width] = shape;
        if (layer.kind === "conv") {
            const steps = (/** @type {number} */ cells) => Math.floor((cells - layer.size) / layer.stride) + 1;
            shape = [layer.filters, steps(height), steps(width)];
        } else if (layer.kind === "pool") {
            shape = [maps, windowCount(layer, height), windowCount(layer, width)];
        } else if (layer.kind === "flatten") {
            shape = [maps * height * width];
        } else if (layer.kind === "dense") {
            shape = [layer.units];
        }
        shapes.push(shape);
    }
    return shapes;
}

/**
 * Along one side, how many windows a pooling has: an odd edge is dropped, or kept as a partial window.
 * @param {Pooling} layer
 * @param {number} cells
 */
function windowCount(layer, cells) {
    if (!layer.partial) return Math.floor((cells - layer.size) / layer.stride) + 1;
    const count = Math.max(0, Math.ceil((cells - layer.size) / layer.stride)) + 1;
    return (count - 1) * layer.stride >= cells ? count - 1 : count; // the last must begin inside the map
}

/**
 * @param {Network} network
 * @param {number} layer index of a layer, or GRID
 * @returns {Shape}
 */
export function shapeOf(network, layer) {
    return layer === GRID ? [1, network.gridSize, network.gridSize] : network.shapes[layer];
}

/**
 * @param {Trace} trace
 * @param {number} layer index of a layer, or GRID
 */
export function outputOf(trace, layer) {
    return layer === GRID ? trace.grid : trace.values[layer];
}

/**
 * Let the network look at a grid.
 * @param {Network} network
 * @param {Float32Array} grid
 * @returns {Trace}
 */
export function lookAt(network, grid) {
    /** @type {Trace} */
    const trace = { grid, values: [], winners: [], confidences: new Float32Array(0) };
    for (const [index, layer] of network.layers.entries()) {
        const before = outputOf(trace, index - 1);
        const from = shapeOf(network, index - 1);
        const to = network.shapes[index];
        let winners = null;
        if (layer.kind === "conv") {
            trace.values.push(convolved(layer, before, from, network.weights[index], network.biases[index], to));
        } else if (layer.kind === "relu") {
            trace.values.push(before.map((value) => (value > 0 ? value : 0)));
        } else if (layer.kind === "pool") {
            winners = winnersOf(layer, before, from, to);
            trace.values.push(Float32Array.from(winners, (winner) => before[winner]));
        } else if (layer.kind === "flatten") {
            trace.values.push(before);
        } else {
            trace.values.push(connected(before, network.weights[index], network.biases[index]));
        }
        trace.winners.push(winners);
    }
    trace.confidences = confidencesOf(trace.values[trace.values.length - 1], network.head);
    return trace;
}

/**
 * Slide each filter over the maps: multiply window and filter cell by cell, add up, divide by the number of cells.
 * @param {Convolution} layer
 * @param {Float32Array} before
 * @param {Shape} from
 * @param {Float32Array | null} weights
 * @param {Float32Array | null} biases
 * @param {Shape} to
 */
function convolved(layer, before, from, weights, biases, [filters, rows, columns]) {
    const cells = from[0] * layer.size * layer.size;
    const windows = windowsIn(layer, before, from, rows, columns);
    const result = new Float32Array(filters * rows * columns);
    let value = 0;
    for (let number = 0; number < filters; number++) {
        const filter = /** @type {Float32Array} */ (weights).subarray(number * cells, (number + 1) * cells);
        const bias = biases ? biases[number] : 0;
        for (let start = 0; start < windows.length; start += cells) {
            let sum = 0;
            for (let i = 0; i < cells; i++) sum += filter[i] * windows[start + i];
            result[value++] = sum / cells + bias;
        }
    }
    return result;
}

/**
 * What a filter sees at each of its places, one window after the other: so that it is read only once for all filters.
 * @param {Convolution} layer
 * @param {Float32Array} before
 * @param {Shape} from
 * @param {number} rows
 * @param {number} columns
 */
function windowsIn({ size, stride }, before, [maps, height, width], rows, columns) {
    const windows = new Float64Array(rows * columns * maps * size * size);
    let place = 0;
    for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
            for (let map = 0; map < maps; map++) {
                for (let i = 0; i < size; i++) {
                    let cell = (map * height + row * stride + i) * width + column * stride;
                    for (let j = 0; j < size; j++) windows[place++] = before[cell++];
                }
            }
        }
    }
    return windows;
}

/**
 * For each window of a pooling, which cell holds its largest value; of equal cells the first.
 * @param {Pooling} layer
 * @param {Float32Array} before
 * @param {Shape} from
 * @param {Shape} to
 */
function winnersOf({ size, stride }, before, from, to) {
    const [, height, width] = from;
    const [maps, rows, columns] = to;
    const winners = new Int32Array(maps * rows * columns);
    let place = 0;
    for (let map = 0; map < maps; map++) {
        for (let row = 0; row < rows; row++) {
            for (let column = 0; column < columns; column++) {
                const bottom = Math.min(row * stride + size, height);
                const right = Math.min(column * stride + size, width);
                let best = (map * height + row * stride) * width + column * stride;
                for (let y = row * stride; y < bottom; y++) {
                    for (let x = column * stride; x < right; x++) {
                        const cell = (map * height + y) * width + x;
                        if (before[cell] > before[best]) best = cell;
                    }
                }
                winners[place++] = best;
            }
        }
    }
    return winners;
}

/**
 * Connect every neuron to every signal: add up signal × weight, and the bias.
 * @param {Float32Array} signals
 * @param {Float32Array | null} weights
 * @param {Float32Array | null} biases
 */
function connected(signals, weights, biases) {
    const own = /** @type {Float32Array} */ (weights);
    const bias = /** @type {Float32Array} */ (biases);
    return bias.map((start, unit) => {
        let score = start;
        for (let i = 0; i < signals.length; i++) score += signals[i] * own[unit * signals.length + i];
        return score;
    });
}

/**
 * @param {Float32Array} scores
 * @param {string} head
 */
function confidencesOf(scores, head) {
    if (head === "sigmoid") return scores.map((score) => Math.fround(Math.tanh(score / 2)) / 2 + 0.5);
    const largest = Math.max(...scores);
    const grown = Array.from(scores, (score) => Math.exp(score - largest));
    const total = grown.reduce((sum, each) => sum + each, 0);
    return Float32Array.from(grown, (each) => each / total);
}

/**
 * The class of the largest confidence among those that reach their threshold, as its index; −1 if none does.
 * @param {Network} network
 * @param {Float32Array} confidences
 */
export function answerOf(network, confidences) {
    let best = -1;
    for (const [unit, confidence] of confidences.entries()) {
        if (confidence < network.thresholds[unit]) continue;
        if (best < 0 || confidence > confidences[best]) best = unit;
    }
    return best;
}

/**
 * Where the largest value stands; of equal ones the first.
 * @param {ArrayLike<number>} values
 */
export function indexOfLargest(values) {
    let best = 0;
    for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
    return best;
}
