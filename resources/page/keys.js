/** Going from value to value in the network with the keyboard. */

import { GRID, shapeOf } from "./network.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./explain.js").Cell} Cell */

/** @type {Record<string, number[]>} */
const WITHIN = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
/** @type {Record<string, number>} */
const LAYERS = { PageUp: -1, PageDown: 1 };

/**
 * Where a key leads from a value, or null if it leads nowhere.
 *
 * Arrows move within a map, with Ctrl to the next map; Page Up and Page Down go to the layer before and after, at the
 * same place. Without a value, any of them starts in the middle of the first map.
 * @param {Network} network
 * @param {Cell | null} cell
 * @param {{key: string, ctrlKey: boolean}} event
 * @returns {Cell | null}
 */
export function neighbour(network, cell, { key, ctrlKey }) {
    const within = WITHIN[key];
    const across = LAYERS[key];
    if (!within && across === undefined) return null;
    if (!cell) {
        const [, height = 1, width = 1] = network.shapes[0];
        return { layer: 0, map: 0, row: Math.floor(height / 2), column: Math.floor(width / 2) };
    }
    if (across !== undefined) return inLayer(network, cell, cell.layer + across);
    const [down, right] = within;
    const [maps, height = 1, width = 1] = shapeOf(network, cell.layer);
    if (ctrlKey || shapeOf(network, cell.layer).length === 1) {
        return { ...cell, map: limited(cell.map + down + right, maps) };
    }
    return { ...cell, row: limited(cell.row + down, height), column: limited(cell.column + right, width) };
}

/**
 * @param {Network} network
 * @param {Cell} cell
 * @param {number} layer
 */
function inLayer(network, cell, layer) {
    if (layer < GRID || layer >= network.layers.length) return null;
    const before = shapeOf(network, cell.layer);
    const after = shapeOf(network, layer);
    const map = limited(cell.map, after[0]);
    if (after.length === 1) return { layer, map, row: 0, column: 0 };
    const [, height, width] = before.length === 3 ? before : after;
    const row = limited(Math.floor((cell.row * after[1]) / height), after[1]);
    return { layer, map, row, column: limited(Math.floor((cell.column * after[2]) / width), after[2]) };
}

/**
 * @param {number} value
 * @param {number} count
 */
function limited(value, count) {
    return Math.min(Math.max(value, 0), count - 1);
}
