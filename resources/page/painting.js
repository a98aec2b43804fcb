/** Painting a filter: a square of buttons, each +1, −1 or 0; dragging paints with what the first one became. */

import { colourOf, textOn } from "./colours.js";
import { element, setText } from "./dom.js";
import { signed, tr } from "./texts.js";

/** @typedef {import("./dom.js").Theme} Theme */

/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const ROUND = new Map([[1, -1], [-1, 0], [0, 1]]);

export class Painting {
    /**
     * @param {object} listeners
     * @param {(values: number[]) => void} listeners.painted also while dragging
     * @param {() => void} listeners.finished what was painted counts as one step
     * @param {() => void} listeners.closed
     */
    constructor(listeners) {
        this.listeners = listeners;
        /** @type {number[]} of all its maps, −1 … 1 */
        this.values = [];
        /** @type {number[]} */
        this.learned = [];
        this.size = 0;
        this.map = 0;
        /** @type {number | null} */
        this.brush = null;
        this.squares = element("div", {
            class: "squares", role: "group", "aria-label": tr("My filter"),
            onpointerdown: (event) => this.press(event),
            onpointermove: (event) => this.drag(event),
            onkeydown: (event) => this.key(event),
        });
        this.choice = element("select", {
            "aria-label": tr("Which map the squares are for"),
            onchange: () => this.chooseMap(Number(this.choice.value)),
        });
        const tool = (/** @type {string} */ text, /** @type {() => void} */ act) =>
            element("button", { type: "button", onclick: act }, text);
        this.root = element("div", { class: "painting" },
            this.squares,
            element("div", { class: "tools" },
                element("p", { class: "muted" }, tr("Tap for +1, −1, 0; drag to paint")),
                this.choice,
                element("div", { class: "row" },
                    tool(tr("Blank"), () => this.replace(this.values.map(() => 0))),
                    tool(tr("Learned"), () => this.replace(this.learned)),
                    tool(tr("Invert"), () => this.replace(this.values.map((value) => -value || 0)))),
                tool(tr("Done"), listeners.closed)));
        window.addEventListener("pointerup", () => this.lift());
    }

    /**
     * Begin with a filter as it is.
     * @param {number[]} values
     * @param {number[]} learned
     * @param {number} size
     * @param {Theme} theme
     */
    begin(values, learned, size, theme) {
        this.values = shares(values);
        this.learned = shares(learned);
        this.size = size;
        this.theme = theme;
        this.map = 0;
        const maps = values.length / (size * size);
        this.choice.hidden = maps === 1;
        this.choice.replaceChildren(...Array.from({ length: maps }, (_, map) => (
            element("option", { value: map }, tr("map {number}", { number: map + 1 }))
        )));
        this.squares.style.gridTemplateColumns = `repeat(${size}, 1fr)`;
        this.squares.replaceChildren(...Array.from({ length: size * size }, (_, i) => (
            element("button", { type: "button", tabindex: i ? -1 : 0, "data-square": i })
        )));
        this.show();
    }

    /** @param {number} map */
    chooseMap(map) {
        this.map = map;
        this.show();
    }

    show() {
        const { theme } = this;
        if (!theme) return;
        for (const [i, square] of this.buttons().entries()) {
            const value = this.values[this.map * this.size ** 2 + i];
            const text = signed(value, Number.isInteger(value) ? 0 : 1);
            square.style.backgroundColor = colourOf(theme, value, 1);
            square.style.color = textOn(theme, value, 1);
            setText(square, this.size <= 11 ? text : "");
            const values = { row: Math.floor(i / this.size) + 1, column: (i % this.size) + 1, value: text };
            square.setAttribute("aria-label", tr("row {row}, column {column}: {value}", values));
        }
    }

    buttons() {
        return /** @type {HTMLElement[]} */ ([...this.squares.children]);
    }

    /** @param {number[]} values */
    replace(values) {
        this.values = values.slice();
        this.show();
        this.listeners.painted(this.values);
        this.listeners.finished();
    }

    /** @param {number} square */
    paint(square) {
        const place = this.map * this.size ** 2 + square;
        if (this.brush === null || this.values[place] === this.brush) return;
        this.values[place] = this.brush;
        this.show();
        this.listeners.painted(this.values);
    }

    /** @param {EventTarget | null} target */
    squareOf(target) {
        const own = target instanceof HTMLElement ? target.dataset.square : undefined;
        return own === undefined ? -1 : Number(own);
    }

    /** @param {PointerEvent} event */
    press(event) {
        const square = this.squareOf(event.target);
        if (square < 0 || event.button !== 0) return;
        /** @type {Element} */ (event.target).releasePointerCapture(event.pointerId); // of a finger, so that it may drag
        this.start(square);
    }

    /** @param {number} square */
    start(square) {
        const value = this.values[this.map * this.size ** 2 + square];
        const next = ROUND.get(value);
        this.brush = next === undefined ? 1 : next;
        this.paint(square);
    }

    /** @param {PointerEvent} event */
    drag(event) {
        if (this.brush === null) return;
        const square = this.squareOf(document.elementFromPoint(event.clientX, event.clientY));
        if (square >= 0) this.paint(square);
    }

    lift() {
        if (this.brush === null) return;
        this.brush = null;
        this.listeners.finished();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        const square = this.squareOf(event.target);
        const arrow = ARROWS[event.key];
        if (square < 0 || (!arrow && event.key !== " " && event.key !== "Enter")) return;
        event.preventDefault();
        event.stopPropagation();
        if (!arrow) {
            this.start(square);
            this.lift();
            return;
        }
        const row = Math.floor(square / this.size) + arrow[0];
        const column = (square % this.size) + arrow[1];
        if (row < 0 || column < 0 || row >= this.size || column >= this.size) return;
        const next = this.buttons()[row * this.size + column];
        for (const each of this.buttons()) each.tabIndex = each === next ? 0 : -1;
        next.focus();
    }
}

/** Values as shares −1 … 1 of the largest. @param {number[]} values */
function shares(values) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    return values.map((value) => value / largest);
}
