/** The picture of the network: every layer live, the thread of a value, and pointing at any of them. */

import { GRID, outputOf, shapeOf } from "./network.js";
import { cellAt } from "./explain.js";
import { MOST_MAPS, cellUnder, endsOf, layOut, rectOf } from "./layout.js";
import { linesOf, paintLines } from "./lines.js";
import { Pictures, inkScale, mix, scaleOf, textOn } from "./colours.js";
import { element, sized } from "./dom.js";
import { className, figures, fixed, tr } from "./texts.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {import("./thread.js").Thread} Thread */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Band} Band */
/** @typedef {import("./layout.js").Rect} Rect */
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

const FONT = "system-ui, sans-serif";

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
        this.scale = scaleOf(theme);
        this.inkScale = inkScale(theme);
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
            context.fillText(text || shortened(context, texts[texts.length - 1], room), first.x, y);
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
        this.paintOutputs(context, seen, layout.bands[layout.bands.length - 1]);
        this.paintMarks(context, seen);
        if (seen.thread) this.paintThread(context, layout, seen.thread, theme);
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
                const scale = band.kind === "grid" ? this.inkScale : this.scale;
                picture.colour(place, values, map * stride, /** @type {Uint32Array} */ (scale), limit,
                    isFilling ? progress.count : cells);
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

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {Seen} seen
     * @param {Band} band
     */
    paintOutputs(context, { trace, winner, thread }, band) {
        const { network, theme, layout } = this;
        if (!network || !theme || !layout) return;
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
            this.paintName(context, unit, tile, hasFigures ? "" : `  ${fixed(confidence, 2)}`, isAnswer);
            if (thread && thread.votes.length && thread.cell.layer < band.layer && hasFigures) {
                this.paintVote(context, tile, thread.votes[unit]);
            }
        }
    }

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {number} unit
     * @param {Rect} tile
     * @param {string} figure
     * @param {boolean} isAnswer
     */
    paintName(context, unit, tile, figure, isAnswer) {
        const { network, theme, layout } = this;
        if (!network || !theme || !layout) return;
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
     * @param {CanvasRenderingContext2D} context
     * @param {Rect} tile
     * @param {number} vote
     */
    paintVote(context, tile, vote) {
        const { theme, layout } = this;
        if (!theme || !layout) return;
        context.font = `600 11px ${FONT}`;
        context.fillStyle = theme.thread;
        context.textAlign = layout.isUpright ? "center" : "left";
        const x = layout.isUpright ? tile.x + tile.width / 2 : tile.x + tile.width + 8;
        const y = layout.isUpright ? tile.y + tile.height + 28 : tile.y + tile.height / 2 + 16;
        context.fillText(vote ? figures(vote) : "0", x, y);
    }

    /**
     * A cross over what is muted, a pencil on what was painted.
     * @param {CanvasRenderingContext2D} context
     * @param {Seen} seen
     */
    paintMarks(context, { changes }) {
        const { layout, theme } = this;
        if (!layout || !theme) return;
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
     * @param {CanvasRenderingContext2D} context
     * @param {Layout} layout
     * @param {Thread} thread
     * @param {Theme} theme
     */
    paintThread(context, layout, thread, theme) {
        const frame = (/** @type {Rect} */ { x, y, width, height }, /** @type {number} */ margin) =>
            context.strokeRect(x - margin, y - margin, width + 2 * margin, height + 2 * margin);
        context.strokeStyle = theme.thread;
        context.setLineDash([]);
        context.lineWidth = 1;
        for (const { layer, maps, rows, columns } of thread.windows.slice(0, 1)) {
            if (layer === GRID || shapeOf(/** @type {Network} */ (this.network), layer).length === 1) continue;
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
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Rect} from
 * @param {Rect} to
 */
function join(context, { isUpright }, from, to) {
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

/**
 * A text as far as there is room for it.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} room
 */
export function shortened(context, text, room) {
    if (context.measureText(text).width <= room) return text;
    const letters = [...text.slice(0, 200)];
    while (letters.length && context.measureText(`${letters.join("")}…`).width > room) letters.pop();
    return letters.length ? `${letters.join("")}…` : "";
}
