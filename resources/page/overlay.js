/** Paints over the picture of the network: what was changed by hand, and the thread of a value. */

import { GRID, shapeOf } from "./network.js";
import { cellAt } from "./explain.js";
import { rectOf } from "./layout.js";
import { FONT } from "./dom.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Rect} Rect */
/**
 * What one paints on, and with which colours.
 * @typedef {object} Ground
 * @property {CanvasRenderingContext2D} context
 * @property {import("./network.js").Network} network
 * @property {Layout} layout
 * @property {import("./dom.js").Theme} theme
 */

/**
 * A cross over what is muted, a pencil on what was painted.
 * @param {Ground} ground
 * @param {import("./edits.js").Changes} changes
 */
export function paintMarks({ context, layout, theme }, changes) {
    for (const [parts, sign] of /** @type {const} */ ([[changes.muted, "✕"], [changes.painted, "✎"]])) {
        for (const { layer, number } of parts) {
            for (const band of layout.bands.filter((each) => each.layer === layer)) {
                const neuron = band.kind === "neurons" ? rectOf(layout, cellAt(layer, number)) : null;
                const tile = neuron || band.tiles[band.maps.indexOf(number)];
                if (!tile) continue;
                const size = neuron ? 12 : Math.min(tile.width, 18);
                context.fillStyle = theme.card;
                context.fillRect(tile.x + tile.width - size, tile.y, size, size);
                context.fillStyle = theme.thread;
                context.font = `600 ${Math.floor(size * 0.8)}px ${FONT}`;
                context.textAlign = "center";
                context.textBaseline = "middle";
                context.fillText(sign, tile.x + tile.width - size / 2, tile.y + size / 2);
            }
        }
    }
}

/**
 * @param {Ground} ground
 * @param {import("./thread.js").Thread} thread
 */
export function paintThread({ context, network, layout, theme }, thread) {
    const frame = (/** @type {Rect} */ { x, y, width, height }, /** @type {number} */ margin) =>
        context.strokeRect(x - margin, y - margin, width + 2 * margin, height + 2 * margin);
    context.strokeStyle = theme.thread;
    context.setLineDash([]);
    context.lineWidth = 1;
    for (const { layer, maps, rows, columns } of thread.windows.slice(0, 1)) {
        if (layer === GRID || shapeOf(network, layer).length === 1) continue;
        for (let map = maps[0]; map < maps[1]; map++) {
            const box = rectOf(layout, cellAt(layer, map, rows[0], columns[0]), cellAt(layer, map, rows[1] - 1, columns[1] - 1));
            if (box) frame(box, 0.5);
        }
    }
    const stops = thread.cells.map((cell) => rectOf(layout, cell)).filter((rect) => rect !== null);
    context.lineWidth = 1.5;
    for (let i = 1; i < stops.length; i++) join(context, layout, stops[i - 1], stops[i]);
    const field = thread.windows[thread.windows.length - 1];
    if (field) {
        const box = rectOf(layout, cellAt(GRID, 0, field.rows[0], field.columns[0]),
            cellAt(GRID, 0, field.rows[1] - 1, field.columns[1] - 1));
        if (box) {
            context.lineWidth = 2;
            frame(box, 1);
            context.setLineDash([4, 3]);
            context.lineWidth = 1;
            if (stops.length && thread.cells[0].layer !== GRID) join(context, layout, box, stops[0]);
            context.setLineDash([]);
        }
    }
    context.lineWidth = 1.6;
    for (const stop of stops) frame(stop, 1);
    const own = rectOf(layout, thread.cell);
    context.lineWidth = 2.4;
    if (own) frame(own, 1.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Rect} from
 * @param {Rect} to
 */
export function join(context, { isUpright }, from, to) {
    context.beginPath();
    if (isUpright) {
        context.moveTo(from.x + from.width / 2, from.y + from.height);
        context.lineTo(to.x + to.width / 2, to.y);
    } else {
        context.moveTo(from.x + from.width, from.y + from.height / 2);
        context.lineTo(to.x, to.y + to.height / 2);
    }
    context.stroke();
}
