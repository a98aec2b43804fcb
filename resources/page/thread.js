/** The thread of a value: the way it came from the drawing, and the way it goes on to the votes. */

import { GRID, indexOfLargest, lookAt, outputOf, shapeOf } from "./network.js";
import { cellAt, cellOf, indexOf, rowOf, valueOf, windowsOf } from "./explain.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {import("./explain.js").Window} Window */

/**
 * The way of a value: the cells it goes through from the drawing to the votes, what it can depend on (nearest
 * first, the last on the grid), and what it adds to the score of each class (empty where that was not asked).
 * @typedef {{cell: Cell, cells: Cell[], windows: Window[], votes: number[]}} Thread
 */
/**
 * The strongest vote for a class, and the first filter's match that most of its signal comes from.
 * @typedef {{vote: number, match: Cell, chain: Cell[]}} Reason
 */

/**
 * Why the network leans towards a class: the strongest vote, followed back; null where nothing speaks for it.
 * @param {Network} network
 * @param {Trace} trace
 * @param {number} unit
 * @returns {Reason | null}
 */
export function reasonOf(network, trace, unit) {
    const last = network.layers.length - 1;
    const signals = outputOf(trace, last - 1);
    const cast = rowOf(network, last, unit).map((weight, i) => weight * signals[i]);
    const best = indexOfLargest(cast);
    if (cast[best] <= 0) return null;
    const chain = [cellAt(last, unit), cellAt(last - 1, best)];
    while (chain[chain.length - 1].layer > 0) {
        const source = strongestSource(network, trace, chain[chain.length - 1]);
        if (!source) return null;
        chain.push(source);
    }
    const match = chain[chain.length - 1];
    return { vote: cast[best], match, chain: chain.slice(0, -1).reverse() };
}

/**
 * The value of the layer before that adds most to a value; null where nothing adds to it.
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 * @returns {Cell | null}
 */
function strongestSource(network, trace, cell) {
    const layer = network.layers[cell.layer];
    const winners = trace.winners[cell.layer];
    if (winners) return cellOf(network, cell.layer - 1, winners[indexOf(network, cell)]);
    if (layer.kind === "flatten") return cellOf(network, cell.layer - 1, cell.map);
    if (layer.kind === "relu") return { ...cell, layer: cell.layer - 1 };
    const [window] = windowsOf(network, cell);
    const weights = rowOf(network, cell.layer, cell.map);
    /** @type {Cell | null} */
    let best = null;
    let most = 0;
    let weight = 0;
    for (let map = window.maps[0]; map < window.maps[1]; map++) {
        for (let row = window.rows[0]; row < window.rows[1]; row++) {
            for (let column = window.columns[0]; column < window.columns[1]; column++) {
                // A dense layer reads a row of neurons: there the map is the neuron.
                const source = cellAt(cell.layer - 1, map, row, column);
                const product = Math.fround(weights[weight++] * valueOf(network, trace, source));
                if (product > most) [best, most] = [source, product];
            }
        }
    }
    return best;
}

/**
 * The way of one value through the network, and what it adds to each score.
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 * @returns {Thread}
 */
export function threadOf(network, trace, cell) {
    const slopes = scoreSlopes(network, trace, cell.layer);
    const place = indexOf(network, cell);
    const value = valueOf(network, trace, cell);
    const cells = [cell];
    for (let at = cell; at.layer > 0; ) {
        const source = strongestSource(network, trace, at);
        if (!source) break;
        cells.unshift(source);
        at = source;
    }
    for (let at = cell; ; ) {
        const next = nextOf(network, trace, at, slopes);
        if (!next) break;
        cells.push(next);
        at = next;
    }
    const votes = slopes[cell.layer - GRID].map((slope) => slope[place] * value);
    return { cell, cells, windows: windowsOf(network, cell), votes };
}

/**
 * The slope of every score at every value, from the last layer back to one: `slopes[layer - GRID][unit]`.
 *
 * What a value adds to a score is value × slope: as long as the same ReLUs are lit and the same cells win, a network
 * of convolutions, ReLUs and poolings is linear.
 * @param {Network} network
 * @param {Trace} trace
 * @param {number} until
 * @returns {Float32Array[][]}
 */
export function scoreSlopes(network, trace, until) {
    const last = network.layers.length - 1;
    const units = network.classes.map((_, unit) => unit);
    /** @type {Float32Array[][]} */
    const slopes = [];
    slopes[last - GRID] = units.map((unit) => Float32Array.from(units, (other) => (other === unit ? 1 : 0)));
    for (let index = last; index > until; index--) {
        slopes[index - 1 - GRID] = slopes[index - GRID].map((after) => slopesBefore(network, trace, index, after));
    }
    return slopes;
}

/**
 * Carry slopes at a layer's output back to its input.
 * @param {Network} network
 * @param {Trace} trace
 * @param {number} index
 * @param {Float32Array} after
 */
function slopesBefore(network, trace, index, after) {
    const layer = network.layers[index];
    const before = outputOf(trace, index - 1);
    if (layer.kind === "relu") return after.map((slope, i) => (before[i] > 0 ? slope : 0));
    if (layer.kind === "flatten") return after;
    const result = new Float32Array(before.length);
    if (layer.kind === "pool") {
        /** @type {Int32Array} */ (trace.winners[index]).forEach((winner, i) => { result[winner] += after[i]; });
    } else if (layer.kind === "dense") {
        after.forEach((slope, unit) => rowOf(network, index, unit).forEach((weight, i) => {
            result[i] += slope * weight;
        }));
    } else {
        spread(network, index, after, result);
    }
    return result;
}

/**
 * Through a convolution, each slope goes to all cells of its window, by the filter's weights.
 * @param {Network} network
 * @param {number} index
 * @param {Float32Array} after
 * @param {Float32Array} result
 */
function spread(network, index, after, result) {
    const layer = /** @type {import("./network.js").Convolution} */ (network.layers[index]);
    const [maps, height, width] = shapeOf(network, index - 1);
    const [filters, rows, columns] = network.shapes[index];
    const cells = maps * layer.size * layer.size;
    let place = 0;
    for (let number = 0; number < filters; number++) {
        const filter = rowOf(network, index, number);
        for (let row = 0; row < rows; row++) {
            for (let column = 0; column < columns; column++) {
                const slope = after[place++] / cells;
                if (slope === 0) continue;
                let weight = 0;
                for (let map = 0; map < maps; map++) {
                    for (let i = 0; i < layer.size; i++) {
                        let cell = (map * height + row * layer.stride + i) * width + column * layer.stride;
                        for (let j = 0; j < layer.size; j++) result[cell++] += slope * filter[weight++];
                    }
                }
            }
        }
    }
}

/**
 * The value of the next layer through which a cell moves the scores most; null where a ReLU or another cell stops it.
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 * @param {Float32Array[][]} slopes
 * @returns {Cell | null}
 */
function nextOf(network, trace, cell, slopes) {
    const index = cell.layer + 1;
    if (index === network.layers.length) return null;
    const layer = network.layers[index];
    const place = indexOf(network, cell);
    if (layer.kind === "relu") return valueOf(network, trace, cell) > 0 ? { ...cell, layer: index } : null;
    if (layer.kind === "flatten") return cellAt(index, place);
    const winners = trace.winners[index];
    if (winners) {
        const taken = winners.indexOf(place);
        return taken < 0 ? null : cellOf(network, index, taken);
    }
    return layer.kind === "dense"
        ? strongest(network, index, slopes, readersOfNeuron(network, cell))
        : strongest(network, index, slopes, readersOfCell(network, cell));
}

/**
 * Of those who read a value, the one through which it moves a score most.
 * @param {Network} network
 * @param {number} index
 * @param {Float32Array[][]} slopes
 * @param {{place: number, weight: number}[]} readers
 */
function strongest(network, index, slopes, readers) {
    let best = -1;
    let most = network.layers[index].kind === "dense" ? -1 : 0;
    for (const { place, weight } of readers) {
        const moved = Math.max(...slopes[index - GRID].map((slope) => Math.abs(Math.fround(weight * slope[place]))));
        if (moved > most) [best, most] = [place, moved];
    }
    return best < 0 ? null : cellOf(network, index, best);
}

/**
 * @param {Network} network
 * @param {Cell} cell
 */
function readersOfNeuron(network, cell) {
    const [units] = network.shapes[cell.layer + 1];
    return Array.from({ length: units }, (_, unit) => (
        { place: unit, weight: rowOf(network, cell.layer + 1, unit)[cell.map] }
    ));
}

/**
 * @param {Network} network
 * @param {Cell} cell
 */
function readersOfCell(network, cell) {
    const index = cell.layer + 1;
    const { size, stride } = /** @type {import("./network.js").Convolution} */ (network.layers[index]);
    const [filters, rows, columns] = network.shapes[index];
    const readers = [];
    for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
            const row = (cell.row - i) / stride;
            const column = (cell.column - j) / stride;
            const isPlace = Number.isInteger(row) && Number.isInteger(column);
            if (!isPlace || row < 0 || column < 0 || row >= rows || column >= columns) continue;
            for (let number = 0; number < filters; number++) {
                const weight = rowOf(network, index, number)[(cell.map * size + i) * size + j];
                readers.push({ place: (number * rows + row) * columns + column, weight });
            }
        }
    }
    return readers;
}

/**
 * The votes for one output laid back over the last maps: each value × the score's slope at it.
 * @param {Network} network
 * @param {Trace} trace
 * @param {number} unit
 */
export function voteMap(network, trace, unit) {
    const layer = network.layers.findIndex((each) => each.kind === "flatten") - 1;
    const slopes = scoreSlopes(network, trace, layer)[layer - GRID][unit];
    return { layer, votes: outputOf(trace, layer).map((value, i) => value * slopes[i]) };
}

/**
 * What each square adds to a class's score: the score as it is, less that with this square flipped. One square at a
 * step, so that the page can do something else meanwhile.
 * @param {Network} network
 * @param {Float32Array} grid
 * @param {number} unit
 * @returns {Generator<number, Float32Array>}
 */
export function* whatSquaresAdd(network, grid, unit) {
    const last = network.layers.length - 1;
    const score = lookAt(network, grid).values[last][unit];
    const added = new Float32Array(grid.length);
    for (const [square, value] of grid.entries()) {
        const flipped = grid.slice();
        flipped[square] = -value;
        added[square] = score - lookAt(network, flipped).values[last][unit];
        yield square;
    }
    return added;
}
