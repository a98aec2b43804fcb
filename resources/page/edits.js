/** Changing the network by hand: painted filters, muted filters and neurons. It never changes itself. */

import { GRID } from "./network.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./explain.js").Cell} Cell */
/** A filter of a convolution, or a neuron. @typedef {{layer: number, number: number}} Part */
/** @typedef {Part & {values: number[]}} Painted */
/** @typedef {{painted: Painted[], muted: Part[]}} Changes */

/** @type {Changes} */
export const UNCHANGED = { painted: [], muted: [] };

/**
 * @param {Part | null} one
 * @param {Part | null} other
 */
export function isSamePart(one, other) {
    return one !== null && other !== null && one.layer === other.layer && one.number === other.number;
}

/**
 * The filter that made a map's cell, or the neuron; null for squares of the grid and for outputs.
 * @param {Network} network
 * @param {Cell} cell
 * @returns {Part | null}
 */
export function partOf(network, cell) {
    if (cell.layer === GRID || cell.layer === network.layers.length - 1) return null;
    const kinds = network.shapes[cell.layer].length === 3 ? ["conv"] : ["dense", "flatten"];
    for (let layer = cell.layer; layer > GRID; layer--) {
        if (kinds.includes(network.layers[layer].kind)) return { layer, number: cell.map };
    }
    return null;
}

/**
 * The trained network with all changes made to it.
 *
 * A painted filter is scaled to a mean size of 1, so that a complete match stays 1. Muting zeroes a filter with its
 * bias; of a neuron, the weights with which the next layer reads it.
 * @param {Network} trained
 * @param {Changes} changes
 * @returns {Network}
 */
export function withChanges(trained, changes) {
    const weights = trained.weights.slice();
    const biases = trained.biases.slice();
    const own = (/** @type {(Float32Array | null)[]} */ arrays, /** @type {number} */ layer) => {
        arrays[layer] = /** @type {Float32Array} */ (arrays[layer]).slice();
        return /** @type {Float32Array} */ (arrays[layer]);
    };
    for (const { layer, number, values } of changes.painted) {
        const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length || 1;
        own(weights, layer).set(values.map((value) => value / mean), number * values.length);
    }
    for (const { layer, number } of changes.muted) {
        const [units] = trained.shapes[layer];
        if (trained.layers[layer].kind === "conv") {
            const filters = own(weights, layer);
            const length = filters.length / units;
            filters.fill(0, number * length, (number + 1) * length);
            if (biases[layer]) own(biases, layer)[number] = 0;
        } else {
            const reader = trained.layers.findIndex((each, index) => index > layer && each.kind === "dense");
            const read = own(weights, reader);
            for (let i = number; i < read.length; i += units) read[i] = 0;
        }
    }
    return { ...trained, weights, biases };
}

/**
 * @param {Changes} changes
 * @param {Part} part
 * @param {boolean} on
 * @returns {Changes}
 */
export function withMuted(changes, part, on) {
    const others = changes.muted.filter((each) => !isSamePart(each, part));
    return { ...changes, muted: on ? [...others, part] : others };
}

/**
 * @param {Changes} changes
 * @param {Part} part
 * @param {number[] | null} values null for what the filter was
 * @returns {Changes}
 */
export function withPainted(changes, part, values) {
    const others = changes.painted.filter((each) => !isSamePart(each, part));
    return { ...changes, painted: values ? [...others, { ...part, values }] : others };
}
