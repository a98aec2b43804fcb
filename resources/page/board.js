/** The blackboard: takes mouse, touch, pen and keys, and shows the drawing, its cells and what lies over them. */

import { BOARD } from "./strokes.js";
import { Picture, coloursOf } from "./colours.js";
import { FONT, element, sized } from "./dom.js";
import { tr } from "./texts.js";

/** @typedef {import("./strokes.js").Drawing} Drawing */
/** @typedef {import("./strokes.js").Stroke} Stroke */
/** @typedef {import("./dom.js").Theme} Theme */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Field as shares of the board */

/**
 * @typedef {object} Shown
 * @property {Drawing} drawing with the stroke that is still growing
 * @property {Float32Array} grid
 * @property {number} size of the grid
 * @property {boolean} isGridVisible
 * @property {Field | null} field receptive field to frame
 * @property {Float32Array | null} overlay what each square adds
 */

const GHOST = [[72, 132], [110, 178], [192, 78]];
const KEY_STEP = BOARD / 28;
const MIN_NUMBER_CELL_PX = 15;
const ofGrid = new Picture();
/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A point as it is kept: hundredths of a unit are finer than any pen. @param {number} value */
function kept(value) {
    return Math.fround(Math.round(value * 100) / 100);
}

export class Board {
    /**
     * @param {object} listeners
     * @param {(stroke: Stroke) => void} listeners.grew a stroke has begun or gone on
     * @param {(stroke: Stroke) => void} listeners.finished the pen is up
     * @param {(text: string) => void} listeners.told something to speak
     */
    constructor(listeners) {
        this.listeners = listeners;
        /** @type {Stroke | null} */
        this.growing = null;
        this.pointer = -1;
        this.start = 0;
        /** @type {number[] | null} */
        this.chalk = null; // where the arrow keys have moved it
        this.isHeldDown = false;
        /** @type {Shown | null} */
        this.shown = null;
        this.side = 0;
        this.canvas = element("canvas", { "aria-hidden": "true" });
        this.root = element("div", {
            class: "board", tabindex: 0, role: "application", "aria-label": tr("Blackboard"),
            "aria-describedby": "board-help",
            onpointerdown: (event) => this.press(event),
            onpointermove: (event) => this.move(event),
            onpointerup: (event) => this.lift(event),
            onpointercancel: (event) => this.lift(event),
            onkeydown: (event) => this.key(event),
            onblur: () => this.hideChalk(),
        }, this.canvas);
        new ResizeObserver(([{ contentRect }]) => {
            this.side = contentRect.width;
            this.repaint();
        }).observe(this.root);
    }

    /** Forget when the drawing began: times count from its first stroke. */
    restart() {
        this.start = 0;
    }

    now() {
        return Math.round(performance.now() - this.start);
    }

    /** @param {{clientX: number, clientY: number}} event */
    at(event) {
        const box = this.canvas.getBoundingClientRect();
        const scale = BOARD / box.width;
        return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    }

    /** @param {number[]} point */
    begin([x, y]) {
        const last = this.shown?.drawing.strokes.at(-1)?.t.at(-1) || 0; // perhaps drawn elsewhere, or undone
        this.start = Math.min(this.start || Infinity, performance.now() - last);
        this.growing = { x: [kept(x)], y: [kept(y)], t: [this.now()] };
        this.listeners.grew(this.growing);
    }

    /** @param {number[]} point */
    add([x, y]) {
        const stroke = this.growing;
        if (!stroke) return;
        const last = stroke.x.length - 1;
        if (stroke.x[last] === kept(x) && stroke.y[last] === kept(y)) return;
        stroke.x.push(kept(x));
        stroke.y.push(kept(y));
        stroke.t.push(this.now());
    }

    end() {
        const stroke = this.growing;
        this.growing = null;
        this.pointer = -1;
        this.isHeldDown = false;
        if (stroke) this.listeners.finished(stroke);
    }

    /** @param {PointerEvent} event */
    press(event) {
        if (event.button !== 0 || this.growing) return; // a second finger, or the palm beside the pen
        this.hideChalk();
        this.pointer = event.pointerId;
        this.root.setPointerCapture(event.pointerId);
        this.begin(this.at(event));
    }

    /** @param {PointerEvent} event */
    move(event) {
        if (!this.growing || event.pointerId !== this.pointer) return;
        const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
        for (const each of all.length ? all : [event]) this.add(this.at(each));
        this.listeners.grew(this.growing);
    }

    /** @param {PointerEvent} event */
    lift(event) {
        if (event.pointerId === this.pointer) this.end();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const arrow = ARROWS[event.key];
        if (arrow) {
            const step = KEY_STEP * (event.shiftKey ? 0.25 : 1);
            const from = this.chalk || [BOARD / 2, BOARD / 2];
            this.chalk = from.map((value, i) => Math.min(Math.max(value + arrow[i] * step, 0), BOARD));
            if (this.isHeldDown && this.growing) {
                this.add(this.chalk);
                this.listeners.grew(this.growing);
            }
        } else if (event.key === " " && !event.repeat) {
            this.chalk = this.chalk || [BOARD / 2, BOARD / 2];
            this.toggleChalk();
        } else if (event.key === "Escape" && this.isHeldDown) {
            this.toggleChalk();
        } else {
            return;
        }
        event.preventDefault();
        this.repaint();
    }

    toggleChalk() {
        if (this.isHeldDown) {
            this.end();
            this.listeners.told(tr("Chalk up"));
        } else if (this.chalk) {
            this.isHeldDown = true;
            this.begin(this.chalk);
            this.listeners.told(tr("Chalk down"));
        }
    }

    hideChalk() {
        if (this.isHeldDown) this.end();
        this.chalk = null;
        this.repaint();
    }

    repaint() {
        if (this.shown && this.theme) this.paint(this.shown, this.theme);
    }

    /**
     * @param {Shown} shown
     * @param {Theme} theme
     */
    paint(shown, theme) {
        this.shown = shown;
        this.theme = theme;
        const { side } = this;
        const context = sized(this.canvas, side, side);
        const unit = side / BOARD;
        context.fillStyle = theme.board;
        context.fillRect(0, 0, side, side);
        if (shown.drawing.strokes.length === 0) {
            const ghost = { x: GHOST.map(([x]) => x), y: GHOST.map(([, y]) => y), t: [] };
            paintStrokes(context, [ghost], shown.drawing.penWidth, unit, "#2b2d35");
        }
        paintStrokes(context, shown.drawing.strokes, shown.drawing.penWidth, unit, theme.chalk);
        if (shown.isGridVisible) paintCells(context, shown, side, theme);
        if (shown.overlay) paintOverlay(context, shown.overlay, shown.size, side, theme);
        if (shown.field) {
            const { left, top, right, bottom } = shown.field;
            context.strokeStyle = theme.thread;
            context.lineWidth = 2;
            context.strokeRect(left * side, top * side, (right - left) * side, (bottom - top) * side);
        }
        if (this.chalk) this.paintChalk(context, unit, theme);
    }

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {number} unit
     * @param {Theme} theme
     */
    paintChalk(context, unit, theme) {
        const [x, y] = /** @type {number[]} */ (this.chalk).map((value) => value * unit);
        context.strokeStyle = this.isHeldDown ? theme.thread : theme.accent;
        context.lineWidth = 2;
        context.beginPath();
        context.arc(x, y, 7, 0, 2 * Math.PI);
        context.moveTo(x - 12, y);
        context.lineTo(x + 12, y);
        context.moveTo(x, y - 12);
        context.lineTo(x, y + 12);
        context.stroke();
    }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke[]} strokes
 * @param {number} penWidth
 * @param {number} unit
 * @param {string} colour
 */
function paintStrokes(context, strokes, penWidth, unit, colour) {
    context.strokeStyle = colour;
    context.lineWidth = penWidth * unit;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    for (const { x, y } of strokes) {
        context.moveTo(x[0] * unit, y[0] * unit);
        if (x.length === 1) context.lineTo(x[0] * unit, y[0] * unit);
        for (let i = 1; i < x.length; i++) context.lineTo(x[i] * unit, y[i] * unit);
    }
    context.stroke();
}

/**
 * The squares that the network sees, over the ink.
 * @param {CanvasRenderingContext2D} context
 * @param {Shown} shown
 * @param {number} side
 * @param {Theme} theme
 */
function paintCells(context, { grid, size }, side, theme) {
    const picture = ofGrid.of(size, size);
    picture.colour(0, grid, 0, coloursOf(theme).ink, 1);
    picture.update();
    context.globalAlpha = 0.8;
    context.drawImage(picture.canvas, 0, 0, side, side);
    context.globalAlpha = 1;
    const cell = side / size;
    context.fillStyle = "#3a3d46";
    for (let i = 1; i < size; i++) {
        context.fillRect(Math.round(i * cell), 0, 1, side);
        context.fillRect(0, Math.round(i * cell), side, 1);
    }
    if (cell < MIN_NUMBER_CELL_PX) return;
    context.font = `${Math.floor(cell * 0.5)}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const [square, value] of grid.entries()) {
        context.fillStyle = value > 0 ? "#17191f" : "#8a8f9c";
        const [row, column] = [Math.floor(square / size), square % size];
        context.fillText(value > 0 ? "+1" : "−1", (column + 0.5) * cell, (row + 0.5) * cell);
    }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} overlay
 * @param {number} size
 * @param {number} side
 * @param {Theme} theme
 */
function paintOverlay(context, overlay, size, side, theme) {
    const picture = ofGrid.of(size, size);
    const largest = overlay.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    picture.colour(0, overlay, 0, coloursOf(theme).overlay, largest);
    picture.update();
    context.drawImage(picture.canvas, 0, 0, side, side);
}
