/** Paints the output neurons: one circle a class, filled by its confidence, with its name. */

import { mix, textOn } from "./colours.js";
import { FONT, shortened } from "./dom.js";
import { className, figures, fixed } from "./texts.js";

/** @typedef {import("./overlay.js").Ground} Ground */
/** @typedef {import("./layout.js").Rect} Rect */

/**
 * @param {Ground} ground
 * @param {import("./view.js").Seen} seen
 */
export function paintOutputs(ground, { trace, winner, thread }) {
    const { context, theme, layout } = ground;
    const band = layout.bands[layout.bands.length - 1];
    const side = band.tiles[0].width;
    const hasFigures = side >= 30;
    const byConfidence = band.maps.slice().sort((a, b) => trace.confidences[b] - trace.confidences[a]);
    /** @type {number[]} */
    const named = [];
    for (const unit of byConfidence) {
        const tile = band.tiles[unit];
        const confidence = trace.confidences[unit];
        const isAnswer = unit === winner;
        context.beginPath();
        context.arc(tile.x + side / 2, tile.y + side / 2, side / 2, 0, 2 * Math.PI);
        context.fillStyle = mix(theme.neutral, theme.positive, confidence);
        context.fill();
        context.strokeStyle = isAnswer ? theme.text : theme.muted;
        context.lineWidth = isAnswer ? 2 : 1;
        context.stroke();
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.font = `600 ${Math.min(14, Math.floor(side * 0.28))}px ${FONT}`;
        context.fillStyle = textOn(theme, confidence, 1);
        if (hasFigures) context.fillText(fixed(confidence, 2), tile.x + side / 2, tile.y + side / 2 + 1);
        const centre = layout.isUpright ? tile.x + side / 2 : tile.y + side / 2;
        const room = layout.isUpright ? Math.max(side, 56) : 14;
        if (named.some((other) => Math.abs(other - centre) < room)) continue;
        named.push(centre);
        paintName(ground, unit, tile, hasFigures ? "" : `  ${fixed(confidence, 2)}`, isAnswer);
        if (thread && thread.votes.length && thread.cell.layer < band.layer && hasFigures) {
            paintVote(ground, tile, thread.votes[unit]);
        }
    }
}

/**
 * @param {Ground} ground
 * @param {number} unit
 * @param {Rect} tile
 * @param {string} figure
 * @param {boolean} isAnswer
 */
function paintName({ context, network, layout, theme }, unit, tile, figure, isAnswer) {
    const size = Math.max(11, Math.min(14, Math.floor(tile.width * 0.4)));
    context.font = `${isAnswer ? 700 : 500} ${size}px ${FONT}`;
    context.fillStyle = theme.text;
    const name = className(network.classes[unit]);
    if (layout.isUpright) {
        const pitch = Math.max(layout.width / network.classes.length, 56);
        const text = shortened(context, name, pitch - 4);
        const half = context.measureText(text).width / 2;
        const x = Math.min(Math.max(tile.x + tile.width / 2, half), layout.width - half);
        context.fillText(text, x, tile.y + tile.height + 12);
        return;
    }
    context.textAlign = "left";
    const x = tile.x + tile.width + 8;
    context.fillText(shortened(context, name, layout.width - x - (figure ? 34 : 0)) + figure, x, tile.y + tile.height / 2);
}

/**
 * @param {Ground} ground
 * @param {Rect} tile
 * @param {number} vote
 */
function paintVote({ context, layout, theme }, tile, vote) {
    context.font = `600 11px ${FONT}`;
    context.fillStyle = theme.thread;
    context.textAlign = layout.isUpright ? "center" : "left";
    const x = layout.isUpright ? tile.x + tile.width / 2 : tile.x + tile.width + 8;
    const y = layout.isUpright ? tile.y + tile.height + 28 : tile.y + tile.height / 2 + 16;
    context.fillText(vote ? figures(vote) : "0", x, y);
}
