/** The picture of the network: every layer live, the thread of a value, and pointing at any of them. */

import { outputOf } from "./network.js";
import { MOST_MAPS, cellUnder, endsOf, layOut } from "./layout.js";
import { linesOf, paintLines } from "./lines.js";
import { Pictures, coloursOf } from "./colours.js";
import { FONT, element, shortened, sized } from "./dom.js";
import { join, paintMarks, paintThread } from "./overlay.js";
import { paintOutputs } from "./outputs.js";
import { tr } from "./texts.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {import("./thread.js").Thread} Thread */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Band} Band */
/** @typedef {import("./dom.js").Theme} Theme */

/**
 * @typedef {object} Seen what the picture shows
 * @property {Trace} trace
 * @property {number} winner the class that is the answer, −1 for none
 * @property {Thread | null} thread
 * @property {{layer: number, votes: Float32Array} | null} votes in place of the values of their layer
 * @property {"map" | "layer" | "network"} range over what the strongest colour is taken
 * @property {{layer: number, map: number, count: number} | null} progress how far a map is filled in
 * @property {import("./edits.js").Changes} changes
 */

const NARROWEST = 0.65; // a title squeezed to this share of its width can still be read

export class View {
    /**
     * @param {object} listeners
     * @param {(cell: Cell | null) => void} listeners.pointed
     * @param {(cell: Cell | null) => void} listeners.pressed
     * @param {(event: KeyboardEvent) => void} listeners.key
     */
    constructor(listeners) {
        /** @type {Network | null} */
        this.network = null;
        /** @type {Layout | null} */
        this.layout = null;
        this.canvas = element("canvas", { "aria-hidden": "true" });
        this.still = element("canvas"); // what does not change while one draws
        this.root = element("div", {
            class: "network", tabindex: 0, role: "application", "aria-label": tr("Network"),
            "aria-describedby": "network-help",
            onpointermove: (event) => { if (event.pointerType !== "touch") listeners.pointed(this.at(event)); },
            onpointerleave: () => listeners.pointed(null),
            onclick: (event) => listeners.pressed(this.at(event)),
            onkeydown: listeners.key,
        }, this.canvas);
    }

    /** @param {{clientX: number, clientY: number}} event */
    at(event) {
        const box = this.canvas.getBoundingClientRect();
        return this.layout && cellUnder(this.layout, event.clientX - box.left, event.clientY - box.top);
    }

    /**
     * Lay a network out for the room there is.
     * @param {Network} network
     * @param {Theme} theme
     * @param {number} width
     * @param {number} height
     * @param {boolean} isUpright
     */
    prepare(network, theme, width, height, isUpright) {
        this.network = network;
        this.theme = theme;
        const layout = layOut(network, width, height, isUpright);
        this.layout = layout;
        /** @type {Map<Band, Pictures>} */
        this.pictures = new Map();
        for (const band of layout.bands) {
            if (band.kind !== "outputs") {
                this.pictures.set(band, new Pictures(band.maps.length, ...this.pixelsOf(band)));
            }
        }
        this.lines = layout.bands.flatMap((band, i) => {
            if (band.kind !== "neurons") return [];
            const lines = linesOf(/** @type {Float32Array} */ (network.weights[band.layer + 1]), band.count);
            return [{ band, lines, starts: endsOf(layout, band, false), ends: endsOf(layout, layout.bands[i + 1], true) }];
        });
        this.paintStill(layout, theme);
    }

    /** @param {Band} band @returns {[number, number]} */
    pixelsOf(band) {
        const isLying = band.kind === "neurons" && this.layout !== null && this.layout.isUpright;
        return isLying ? [1, band.count] : [band.rows, band.columns];
    }

    /**
     * @param {Layout} layout
     * @param {Theme} theme
     */
    paintStill(layout, theme) {
        const context = sized(this.still, layout.width, layout.height);
        context.clearRect(0, 0, layout.width, layout.height);
        context.textBaseline = "alphabetic";
        context.textAlign = "left";
        for (const [i, band] of layout.bands.entries()) this.paintTitle(context, layout, band, layout.bands[i + 1], theme);
        if (!layout.isUpright) paintLinks(context, layout, theme);
        for (const { lines, starts, ends } of this.lines || []) paintLines(context, lines, starts, ends, theme, null);
    }

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {Layout} layout
     * @param {Band} band
     * @param {Band | undefined} next
     * @param {Theme} theme
     */
    paintTitle(context, layout, band, next, theme) {
        const [first] = band.tiles;
        if (layout.isUpright) {
            const isTight = band.kind === "outputs";
            const y = first.y - (isTight ? 0 : 8);
            if (isTight) return;
            context.font = `600 13px ${FONT}`;
            context.fillStyle = theme.text;
            context.fillText(band.titles[0], first.x, y);
            const after = first.x + context.measureText(band.titles[0]).width + 8;
            context.font = `12px ${FONT}`;
            context.fillStyle = theme.muted;
            context.fillText(band.subtitles[0], after, y, Math.max(layout.width - after, 1));
            return;
        }
        const right = next && band.kind !== "neurons" ? next.tiles[0].x - 6 : layout.width;
        for (const { texts, y, font, colour } of [
            { texts: band.titles, y: 12, font: `600 12px ${FONT}`, colour: theme.text },
            { texts: band.subtitles, y: 26, font: `11px ${FONT}`, colour: theme.muted },
        ]) {
            context.font = font;
            context.fillStyle = colour;
            const room = right - first.x;
            const text = texts.find((each) => context.measureText(each).width <= room);
            context.fillText(text || shortened(context, texts[texts.length - 1], room / NARROWEST), first.x, y, room);
        }
    }

    /**
     * Show what the network sees now.
     * @param {Seen} seen
     */
    paint(seen) {
        const { network, layout, theme } = this;
        if (!network || !layout || !theme || !this.pictures || !this.lines) return;
        const context = sized(this.canvas, layout.width, layout.height);
        context.clearRect(0, 0, layout.width, layout.height);
        context.drawImage(this.still, 0, 0, layout.width, layout.height);
        this.chooseMaps(seen);
        for (const { band, lines, starts, ends } of this.lines) {
            paintLines(context, lines, starts, ends, theme, outputOf(seen.trace, band.layer));
        }
        this.paintTiles(context, seen);
        const ground = { context, network, layout, theme };
        paintOutputs(ground, seen);
        paintMarks(ground, seen.changes);
        if (seen.thread) paintThread(ground, seen.thread);
    }

    /**
     * Where a layer has more maps than tiles, show those on the thread and the strongest.
     * @param {Seen} seen
     */
    chooseMaps({ trace, thread }) {
        const { network, layout } = this;
        if (!network || !layout) return;
        for (const band of layout.bands) {
            if (band.count <= MOST_MAPS || (band.kind !== "maps" && band.kind !== "filters")) continue;
            const values = outputOf(trace, band.layer);
            const length = values.length / band.count;
            const strength = Array.from({ length: band.count }, (_, map) => (
                values.subarray(map * length, (map + 1) * length).reduce((sum, value) => sum + Math.abs(value), 0)
            ));
            const isOnThread = (/** @type {number} */ map) => thread !== null
                && thread.cells.some((cell) => cell.layer === band.layer && cell.map === map);
            const order = strength.map((_, map) => map).sort((a, b) => strength[b] - strength[a]);
            const first = order.filter(isOnThread).concat(order.filter((map) => !isOnThread(map))).slice(0, MOST_MAPS);
            band.maps = order.filter((map) => first.includes(map));
        }
    }

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {Seen} seen
     */
    paintTiles(context, seen) {
        const { network, layout, theme, pictures } = this;
        if (!network || !layout || !theme || !pictures) return;
        const shown = [...pictures.entries()].map(([band, picture]) => ({ band, picture, values: this.valuesOf(band, seen) }));
        const limits = shown.map(({ band, values }) => (band.kind === "filters" ? 0 : largest(values, 0, values.length)));
        const most = Math.max(...limits);
        for (const [i, { band, picture, values }] of shown.entries()) {
            const { progress } = seen;
            const cells = band.kind === "neurons" ? values.length : band.rows * band.columns;
            const stride = values.length / (band.kind === "neurons" ? 1 : band.count);
            for (const [place, map] of band.maps.entries()) {
                const isOwn = seen.range === "map" || band.kind === "filters";
                const limit = isOwn ? largest(values, map * stride, map * stride + cells)
                    : seen.range === "layer" ? limits[i] : most;
                const isFilling = progress && band.kind !== "filters" && progress.layer === band.layer && progress.map === map;
                const scale = band.kind === "grid" ? coloursOf(theme).ink : coloursOf(theme).scale;
                picture.colour(place, values, map * stride, scale, limit, isFilling ? progress.count : cells);
            }
            picture.update();
            const [rows, columns] = this.pixelsOf(band);
            for (const [place, tile] of band.tiles.entries()) {
                context.fillStyle = theme.link;
                context.fillRect(tile.x - 1, tile.y - 1, tile.width + 2, tile.height + 2);
                context.drawImage(picture.canvas, 0, place * rows, columns, rows, tile.x, tile.y, tile.width, tile.height);
            }
        }
    }

    /**
     * @param {Band} band
     * @param {Seen} seen
     * @returns {Float32Array}
     */
    valuesOf(band, { trace, votes }) {
        if (band.kind === "filters") return /** @type {Float32Array} */ (/** @type {Network} */ (this.network).weights[band.layer]);
        return votes && votes.layer === band.layer ? votes.votes : outputOf(trace, band.layer);
    }

}

/**
 * Thin lines from each map to the one that is made of it alone.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Theme} theme
 */
function paintLinks(context, layout, theme) {
    context.strokeStyle = theme.link;
    context.lineWidth = 1;
    for (let i = 1; i < layout.bands.length; i++) {
        const [before, after] = [layout.bands[i - 1], layout.bands[i]];
        const isAlone = after.kind === "maps" && before.tiles.length === after.tiles.length;
        if (!isAlone || before.tiles.some(({ x }) => x !== before.tiles[0].x)) continue;
        for (const [place, tile] of after.tiles.entries()) join(context, layout, before.tiles[place], tile);
    }
}

/**
 * @param {Float32Array} values
 * @param {number} start
 * @param {number} end
 */
function largest(values, start, end) {
    let most = 0;
    for (let i = start; i < end; i++) most = Math.max(most, Math.abs(values[i]));
    return most;
}
