/** How a value was made: its sum, its map close up, walking through the map, and changing what made it. */

import { outputOf, shapeOf } from "./network.js";
import { cellAt, explanationOf, rowOf } from "./explain.js";
import { isSamePart, partOf } from "./edits.js";
import { effectInWords, sumOf } from "./sums.js";
import { Blocks } from "./blocks.js";
import { Painting } from "./painting.js";
import { Picture, coloursOf } from "./colours.js";
import { element, setText, sized } from "./dom.js";
import { tr } from "./texts.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {import("./edits.js").Part} Part */
/** @typedef {import("./dom.js").Theme} Theme */

/**
 * @typedef {object} Looked what is looked at
 * @property {Network} network as it is
 * @property {Network} trained as it was
 * @property {import("./network.js").Trace} trace
 * @property {import("./thread.js").Thread | null} thread
 * @property {boolean} isHeld
 * @property {boolean} isPlaying
 * @property {number} filled how many cells of the map are filled in, −1 for all
 * @property {import("./edits.js").Changes} changes
 */
/**
 * @typedef {object} Listeners
 * @property {(cell: Cell) => void} chosen
 * @property {(places: number) => void} stepped
 * @property {() => void} played
 * @property {(part: Part, on: boolean) => void} muted
 * @property {(part: Part, values: number[]) => void} painted
 * @property {() => void} finished
 * @property {() => void} restored
 * @property {() => void} released
 */

const CLOSE_PX = 168;
const NARROW_CLOSE_PX = 132;
const NARROW_PX = 640;
const SLOWEST = 1;
const FASTEST = 120; // places a second

export class Inspector {
    /** @param {Listeners} listeners */
    constructor(listeners) {
        this.listeners = listeners;
        /** @type {Looked | null} */
        this.looked = null;
        /** @type {Part | null} */
        this.painted = null; // the filter that is being painted
        this.caption = element("p", { class: "muted" });
        this.blocks = new Blocks();
        this.picture = new Picture();
        this.close = element("canvas", { "aria-hidden": "true" });
        this.closeUp = element("figure", {
            class: "close-up",
            onpointerdown: (event) => this.pointClose(event),
            onpointermove: (event) => { if (event.buttons) this.pointClose(event); },
        }, this.close, element("figcaption", {}, tr("the whole map")));
        this.painting = new Painting({
            painted: (values) => { if (this.painted) listeners.painted(this.painted, values); },
            finished: listeners.finished,
            closed: () => this.stopPainting(),
        });
        this.painting.root.hidden = true;
        this.controls = this.makeControls();
        this.root = element("div", { class: "inspector" },
            this.caption,
            this.controls,
            element("div", { class: "made" }, this.closeUp, this.blocks.root, this.painting.root));
    }

    makeControls() {
        const { listeners } = this;
        const button = (/** @type {string} */ text, /** @type {() => void} */ act, name = "") =>
            element("button", { type: "button", onclick: act, "aria-label": name || undefined }, text);
        this.back = button("◀", () => listeners.stepped(-1), tr("Step back"));
        this.play = button(tr("Play"), listeners.played);
        this.forward = button("▶", () => listeners.stepped(1), tr("Step forward"));
        this.speedInput = element("input", { type: "range", min: 0, max: 100, value: 45 });
        this.paint = button(tr("Draw my own filter…"), () => this.togglePainting());
        this.mute = button(tr("Mute"), () => this.toggleMuted());
        this.restore = button(tr("As trained"), listeners.restored);
        this.release = button(tr("Let go"), listeners.released);
        return element("div", { class: "row controls" }, this.back, this.play, this.forward,
            element("label", { class: "slider" }, element("span", {}, tr("Speed")), this.speedInput),
            this.paint, this.mute, this.restore, this.release);
    }

    /** Places a second: every step of the slider is the same factor. */
    get speed() {
        return SLOWEST * (FASTEST / SLOWEST) ** (Number(this.speedInput?.value) / 100);
    }

    /** What it says in one sentence. */
    get spoken() {
        return this.told || "";
    }

    /**
     * @param {Looked} looked
     * @param {Theme} theme
     */
    show(looked, theme) {
        this.looked = looked;
        this.theme = theme;
        const { network, trace, thread } = looked;
        if (!thread) {
            setText(this.caption, tr("Point at any pixel of any picture, or tap it, to see how it was made."));
            this.told = "";
        } else {
            const { cell } = thread;
            const sum = sumOf(network, cell, explanationOf(network, trace, cell));
            const isOutput = cell.layer === network.layers.length - 1;
            const effect = thread.votes.length && !isOutput ? `. ${effectInWords(network.classes, thread.votes)}` : "";
            setText(this.caption, `${sum.caption}${effect}`);
            this.told = `${sum.spoken}${effect}`;
            if (this.painting.root.hidden) this.blocks.show(sum.blocks, theme);
            this.paintClose(looked, cell, theme);
        }
        this.blocks.root.hidden = !thread || !this.painting.root.hidden;
        this.closeUp.hidden = !thread || shapeOf(network, thread.cell.layer).length === 1;
        this.showControls(looked);
    }

    /** @param {Looked} looked */
    showControls({ network, thread, isHeld, isPlaying, changes }) {
        const part = thread ? partOf(network, thread.cell) : null;
        const hasMap = thread !== null && shapeOf(network, thread.cell.layer).length === 3;
        const { back, play, forward, paint, mute, restore, release } = this;
        if (!back || !play || !forward || !paint || !mute || !restore || !release) return;
        for (const each of [back, play, forward]) each.disabled = !hasMap;
        setText(play, isPlaying ? tr("Pause") : tr("Play"));
        paint.disabled = part === null || network.layers[part.layer].kind !== "conv";
        paint.setAttribute("aria-pressed", String(!this.painting.root.hidden));
        const isMuted = part !== null && changes.muted.some((each) => isSamePart(each, part));
        mute.disabled = part === null;
        setText(mute, isMuted ? tr("Muted") : tr("Mute"));
        mute.setAttribute("aria-pressed", String(isMuted));
        restore.disabled = !changes.muted.length && !changes.painted.length;
        release.disabled = !isHeld;
    }

    toggleMuted() {
        const part = this.part();
        if (!part || !this.looked) return;
        this.listeners.muted(part, !this.looked.changes.muted.some((each) => isSamePart(each, part)));
    }

    part() {
        const looked = this.looked;
        return looked && looked.thread ? partOf(looked.network, looked.thread.cell) : null;
    }

    togglePainting() {
        const part = this.part();
        if (!this.painting.root.hidden || !part || !this.looked || !this.theme) {
            this.stopPainting();
            return;
        }
        const { network, trained, changes } = this.looked;
        const layer = /** @type {import("./network.js").Convolution} */ (network.layers[part.layer]);
        const painted = changes.painted.find((each) => isSamePart(each, part));
        const learned = Array.from(rowOf(trained, part.layer, part.number));
        this.painted = part;
        this.painting.begin(painted ? painted.values : learned, learned, layer.size, this.theme);
        this.painting.root.hidden = false;
        this.show(this.looked, this.theme);
    }

    stopPainting() {
        this.painted = null;
        this.painting.root.hidden = true;
        if (this.looked && this.theme) this.show(this.looked, this.theme);
    }

    /**
     * The map that the value is in, large enough for a finger.
     * @param {Looked} looked
     * @param {Cell} cell
     * @param {Theme} theme
     */
    paintClose({ network, trace, filled }, cell, theme) {
        const [, rows, columns] = shapeOf(network, cell.layer);
        if (!columns) return;
        const unit = (window.innerWidth < NARROW_PX ? NARROW_CLOSE_PX : CLOSE_PX) / Math.max(rows, columns);
        const context = sized(this.close, columns * unit, rows * unit);
        const picture = this.picture.of(rows, columns);
        const values = outputOf(trace, cell.layer);
        const start = cell.map * rows * columns;
        const limit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const scale = cell.layer < 0 ? coloursOf(theme).ink : coloursOf(theme).scale;
        picture.colour(0, values, start, scale, limit, filled < 0 ? rows * columns : filled);
        picture.update();
        context.clearRect(0, 0, columns * unit, rows * unit);
        context.drawImage(picture.canvas, 0, 0, columns * unit, rows * unit);
        context.strokeStyle = theme.thread;
        context.lineWidth = 2;
        context.strokeRect(cell.column * unit, cell.row * unit, unit, unit);
    }

    /** @param {PointerEvent} event */
    pointClose(event) {
        const looked = this.looked;
        if (!looked || !looked.thread) return;
        const { layer, map } = looked.thread.cell;
        const [, rows, columns] = shapeOf(looked.network, layer);
        const box = this.close.getBoundingClientRect();
        const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
        const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
        if (row < 0 || column < 0 || row >= rows || column >= columns) return;
        this.listeners.chosen(cellAt(layer, map, row, column));
    }
}
