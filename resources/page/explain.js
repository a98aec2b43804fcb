/** How a value was made: the cells it reads, and the sum behind it. Functions of a network and a trace. */

import { GRID, indexOfLargest, outputOf, shapeOf } from "./network.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */
/** @typedef {import("./network.js").Shape} Shape */

/**
 * One value of a trace; neurons and outputs have row and column 0.
 * @typedef {{layer: number, map: number, row: number, column: number}} Cell
 */
/**
 * The cells of one layer that a value depends on, as half-open ranges.
 * @typedef {{layer: number, maps: number[], rows: number[], columns: number[]}} Window
 */
/**
 * The sum behind a value.
 * @typedef {{kind: "square", value: number}
 *   | {kind: "convolution", size: number, window: number[][], filter: number[][], products: number[][],
 *      parts: number[], total: number, count: number, bias: number | null, result: number}
 *   | {kind: "rectification", before: number, after: number}
 *   | {kind: "pooling", window: number[], width: number, winner: number, result: number}
 *   | {kind: "flattening", source: Cell, signal: number}
 *   | {kind: "ledger", signals: number[], weights: number[], products: number[], order: number[], bias: number,
 *      score: number, confidence: number | null}} Explanation
 */

/**
 * @param {number} layer
 * @param {number} map
 * @returns {Cell}
 */
export function cellAt(layer, map, row = 0, column = 0) {
    return { layer, map, row, column };
}

/**
 * @param {Cell | null} one
 * @param {Cell | null} other
 */
export function isSame(one, other) {
    if (!one || !other) return one === other;
    const isBeside = one.row === other.row && one.column === other.column;
    return one.layer === other.layer && one.map === other.map && isBeside;
}

/**
 * Where a cell's value stands in its layer's row of values.
 * @param {Network} network
 * @param {Cell} cell
 */
export function indexOf(network, { layer, map, row, column }) {
    const [, height = 1, width = 1] = shapeOf(network, layer);
    return (map * height + row) * width + column;
}

/**
 * The cell whose value stands at an index of its layer.
 * @param {Network} network
 * @param {number} layer
 * @param {number} index
 */
export function cellOf(network, layer, index) {
    const [, height = 1, width = 1] = shapeOf(network, layer);
    return cellAt(layer, Math.floor(index / (height * width)), Math.floor(index / width) % height, index % width);
}

/**
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 */
export function valueOf(network, trace, cell) {
    return outputOf(trace, cell.layer)[indexOf(network, cell)];
}

/**
 * The sum behind a value, from the very numbers that the network used.
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 * @returns {Explanation}
 */
export function explanationOf(network, trace, cell) {
    const value = valueOf(network, trace, cell);
    if (cell.layer === GRID) return { kind: "square", value };
    const layer = network.layers[cell.layer];
    const before = { ...cell, layer: cell.layer - 1 };
    if (layer.kind === "relu") {
        return { kind: "rectification", before: valueOf(network, trace, before), after: value };
    }
    if (layer.kind === "flatten") {
        return { kind: "flattening", source: cellOf(network, cell.layer - 1, cell.map), signal: value };
    }
    if (layer.kind === "dense") return ledgerOf(network, trace, cell);
    const [window] = windowsOf(network, cell);
    if (layer.kind === "conv") return convolutionOf(network, trace, cell, window);
    const pooled = read(network, trace, window, cell.map);
    return { kind: "pooling", window: pooled, width: window.columns[1] - window.columns[0],
        winner: indexOfLargest(pooled), result: value };
}

/**
 * The values of one map inside a window.
 * @param {Network} network
 * @param {Trace} trace
 * @param {Window} window
 * @param {number} map
 */
function read(network, trace, { layer, rows, columns }, map) {
    const values = [];
    for (let row = rows[0]; row < rows[1]; row++) {
        for (let column = columns[0]; column < columns[1]; column++) {
            values.push(valueOf(network, trace, cellAt(layer, map, row, column)));
        }
    }
    return values;
}

/**
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 * @param {Window} field
 * @returns {Explanation}
 */
function convolutionOf(network, trace, cell, field) {
    const size = field.rows[1] - field.rows[0];
    const weights = /** @type {Float32Array} */ (network.weights[cell.layer]);
    const [maps] = shapeOf(network, cell.layer - 1);
    const count = maps * size * size;
    const window = [];
    const filter = [];
    const products = [];
    for (let map = 0; map < maps; map++) {
        const start = cell.map * count + map * size * size;
        const own = Array.from(weights.subarray(start, start + size * size));
        const seen = read(network, trace, field, map);
        window.push(seen);
        filter.push(own);
        products.push(seen.map((value, i) => value * own[i]));
    }
    const parts = products.map(added);
    const biases = network.biases[cell.layer];
    return { kind: "convolution", size, window, filter, products, parts, total: added(parts), count,
        bias: biases ? biases[cell.map] : null, result: valueOf(network, trace, cell) };
}

/**
 * @param {Network} network
 * @param {Trace} trace
 * @param {Cell} cell
 * @returns {Explanation}
 */
function ledgerOf(network, trace, cell) {
    const signals = Array.from(outputOf(trace, cell.layer - 1));
    const weights = Array.from(rowOf(network, cell.layer, cell.map));
    const products = signals.map((signal, i) => signal * weights[i]);
    const order = products.map((_, i) => i).sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]));
    const isOutput = cell.layer === network.layers.length - 1;
    const biases = /** @type {Float32Array} */ (network.biases[cell.layer]);
    return { kind: "ledger", signals, weights, products, order, bias: biases[cell.map],
        score: valueOf(network, trace, cell), confidence: isOutput ? trace.confidences[cell.map] : null };
}

/** @param {number[]} values */
function added(values) {
    return values.reduce((sum, value) => sum + value, 0);
}

/**
 * The weights of one filter or neuron.
 * @param {Network} network
 * @param {number} layer
 * @param {number} number
 */
export function rowOf(network, layer, number) {
    const weights = /** @type {Float32Array} */ (network.weights[layer]);
    const length = weights.length / network.shapes[layer][0];
    return weights.subarray(number * length, (number + 1) * length);
}

/**
 * What a value can depend on in each layer before it, nearest first; the last is its receptive field on the grid.
 * @param {Network} network
 * @param {Cell} cell
 * @returns {Window[]}
 */
export function windowsOf(network, cell) {
    const found = [];
    let maps = [cell.map, cell.map + 1];
    let rows = [cell.row, cell.row + 1];
    let columns = [cell.column, cell.column + 1];
    for (let index = cell.layer; index > GRID; index--) {
        const layer = network.layers[index];
        const [count, height = 1, width = 1] = shapeOf(network, index - 1);
        if (layer.kind === "flatten" && maps[1] - maps[0] === 1) {
            const source = cellOf(network, index - 1, maps[0]);
            maps = [source.map, source.map + 1];
            rows = [source.row, source.row + 1];
            columns = [source.column, source.column + 1];
        } else if (layer.kind === "flatten" || layer.kind === "dense") {
            [maps, rows, columns] = [[0, count], [0, height], [0, width]];
        } else if (layer.kind !== "relu") {
            const reads = (/** @type {number[]} */ [first, after], /** @type {number} */ limit) =>
                [first * layer.stride, Math.min((after - 1) * layer.stride + layer.size, limit)];
            [rows, columns] = [reads(rows, height), reads(columns, width)];
            if (layer.kind === "conv") maps = [0, count];
        }
        found.push({ layer: index - 1, maps, rows, columns });
    }
    return found;
}
