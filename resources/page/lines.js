/** The lines between neurons: width is weight, colour its sign, brightness how much flows. */

import { mix } from "./colours.js";

/** @typedef {import("./dom.js").Theme} Theme */

const MOST_LINES = 1200;
const WIDTHS_PX = [0.7, 1.2, 1.8, 2.6, 3.6];
const LEVELS = 8;
const FAINTEST = 0.1;

/**
 * The strongest lines between two rows of neurons, from the lightest to the heaviest.
 * @typedef {{from: number, to: number, weight: number, width: number}[]} Lines
 */

/**
 * @param {Float32Array} weights units × inputs
 * @param {number} inputs
 * @returns {Lines}
 */
export function linesOf(weights, inputs) {
    const order = Array.from(weights.keys()).sort((a, b) => Math.abs(weights[a]) - Math.abs(weights[b]));
    const heaviest = Math.max(Math.abs(weights[order[order.length - 1]]), 1e-12);
    return order.slice(-MOST_LINES).map((i) => ({
        from: i % inputs,
        to: Math.floor(i / inputs),
        weight: weights[i],
        width: Math.min(Math.floor((Math.abs(weights[i]) / heaviest) * WIDTHS_PX.length), WIDTHS_PX.length - 1),
    }));
}

/**
 * Paint lines; without signals all of them at their faintest, otherwise those through which something flows.
 * @param {CanvasRenderingContext2D} context
 * @param {Lines} lines
 * @param {number[][]} starts
 * @param {number[][]} ends
 * @param {Theme} theme
 * @param {Float32Array | null} signals
 */
export function paintLines(context, lines, starts, ends, theme, signals) {
    const flows = lines.map(({ from, weight }) => (signals ? Math.abs(signals[from] * weight) : 0));
    const top = flows.reduce((most, flow) => Math.max(most, flow), 1e-12);
    /** @type {number[][][]} by brightness, sign and width, so that each group is one path */
    const groups = [];
    for (const [i, { from, to, weight, width }] of lines.entries()) {
        const level = Math.min(Math.floor((flows[i] / top) * LEVELS), LEVELS - 1);
        if (signals && level === 0) continue;
        const key = (level * 2 + (weight > 0 ? 1 : 0)) * WIDTHS_PX.length + width;
        if (!groups[key]) groups[key] = [];
        groups[key].push([...starts[from], ...ends[to]]);
    }
    context.lineCap = "butt";
    groups.forEach((group, key) => {
        const colour = Math.floor(key / WIDTHS_PX.length) % 2 ? theme.positive : theme.negative;
        const level = Math.floor(key / WIDTHS_PX.length / 2);
        context.strokeStyle = mix(theme.card, colour, FAINTEST + ((1 - FAINTEST) * level) / (LEVELS - 1));
        context.lineWidth = WIDTHS_PX[key % WIDTHS_PX.length];
        context.beginPath();
        for (const [x0, y0, x1, y1] of group) {
            context.moveTo(x0, y0);
            context.lineTo(x1, y1);
        }
        context.stroke();
    });
}
