/** Shows the blocks of a sum side by side: squares of numbers, signs, lines of text, ledgers. */

import { colourOf, textOn } from "./colours.js";
import { FONT, element, setText, sized } from "./dom.js";
import { figures, tr } from "./texts.js";
import { numberTexts } from "./sums.js";

/** @typedef {import("./sums.js").Block} Block */
/** @typedef {import("./sums.js").Numbers} Numbers */
/** @typedef {import("./dom.js").Theme} Theme */
/** @typedef {{root: HTMLElement, update: (block: any, theme: Theme, cell: number) => void}} Shown */

const MOST_CELL_PX = 38;
const LEAST_CELL_PX = 4;
const READABLE_CELL_PX = 30;
const GAP_PX = 10;
const OTHERS_PX = { numbers: 1, sign: 20, lines: 205, votes: 0, parts: 176 };
const TALLEST_PX = 190;

/** Blocks on the screen; those of the same kinds are updated in place. */
export class Blocks {
    constructor() {
        this.root = element("div", { class: "blocks" });
        /** @type {Shown[]} */
        this.shown = [];
        this.kinds = "";
        // Asked at every movement of the pen, the browser would lay the whole page out each time.
        this.width = 0;
        new ResizeObserver(([{ contentRect }]) => {
            this.width = contentRect.width;
            this.repaint();
        }).observe(this.root);
    }

    repaint() {
        if (this.blocks && this.theme) this.show(this.blocks, this.theme);
    }

    /**
     * @param {Block[]} blocks
     * @param {Theme} theme
     */
    show(blocks, theme) {
        this.blocks = blocks;
        this.theme = theme;
        const kinds = blocks.map(({ kind }) => kind).join(" ");
        if (kinds !== this.kinds) {
            this.kinds = kinds;
            this.shown = blocks.map(({ kind }) => MADE[kind]());
            this.root.replaceChildren(...this.shown.map(({ root }) => root));
        }
        const cell = cellSize(blocks, this.width);
        for (const [i, block] of blocks.entries()) this.shown[i].update(block, theme, cell);
    }
}

/**
 * One size for the squares of all numbers: beside each other where they stay readable, otherwise two in a row.
 * @param {Block[]} blocks
 * @param {number} width
 */
function cellSize(blocks, width) {
    const numbers = /** @type {Numbers[]} */ (blocks.filter(({ kind }) => kind === "numbers"));
    if (!numbers.length) return MOST_CELL_PX;
    const rows = Math.max(...numbers.map((block) => block.values.length / block.columns));
    const fitting = (/** @type {Block[]} */ beside) => {
        const others = beside.reduce((sum, { kind }) => sum + OTHERS_PX[kind], 0) + GAP_PX * (beside.length - 1);
        return (width - others) / beside.reduce((sum, each) => sum + (each.kind === "numbers" ? each.columns : 0), 0);
    };
    const best = Math.max(fitting(blocks), Math.min(fitting(blocks.slice(0, 3)), READABLE_CELL_PX));
    return Math.max(Math.min(Math.floor(best), MOST_CELL_PX, Math.floor(TALLEST_PX / rows)), LEAST_CELL_PX);
}

/** @type {Record<Block["kind"], () => Shown>} */
const MADE = {
    numbers: makeNumbers,
    sign: () => {
        const root = element("div", { class: "sign" });
        return { root, update: ({ text }) => setText(root, text) };
    },
    lines: () => {
        const root = element("div", { class: "lines" });
        return { root, update: ({ lines }) => updateLines(root, lines) };
    },
    votes: makeVotes,
    parts: makeParts,
};

/** @returns {Shown} */
function makeNumbers() {
    const canvas = element("canvas", { "aria-hidden": "true" });
    const caption = element("figcaption");
    const root = element("figure", { class: "numbers" }, canvas, caption);
    return {
        root,
        update(block, theme, cell) {
            setText(caption, block.caption);
            paintNumbers(canvas, block, theme, cell);
        },
    };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} block
 * @param {Theme} theme
 * @param {number} cell
 */
function paintNumbers(canvas, block, theme, cell) {
    const { values, columns, isInk, marked } = block;
    const rows = values.length / columns;
    const context = sized(canvas, columns * cell, rows * cell);
    context.clearRect(0, 0, columns * cell, rows * cell);
    const limit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const texts = numberTexts(block, (cell - 3) / 5.3);
    const longest = Math.max(...texts.map((text) => text.length), 1);
    context.font = `${Math.min(13, Math.floor((cell - 3) / (longest * 0.56)))}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const gap = cell > 8 ? 1 : 0;
    for (const [i, value] of values.entries()) {
        const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
        context.fillStyle = isInk ? (value > 0 ? theme.chalk : theme.paper) : colourOf(theme, value, limit);
        context.fillRect(x, y, cell - gap, cell - gap);
        if (!texts.length) continue;
        context.fillStyle = isInk ? (value > 0 ? "#17191f" : "#e8e8e8") : textOn(theme, value, limit);
        context.fillText(texts[i], x + (cell - gap) / 2, y + (cell - gap) / 2 + 0.5, cell - gap - 4);
    }
    if (marked < 0) return;
    context.strokeStyle = theme.thread;
    context.lineWidth = 2.5;
    context.strokeRect((marked % columns) * cell + 1, Math.floor(marked / columns) * cell + 1, cell - 3, cell - 3);
}

/**
 * @param {HTMLElement} root
 * @param {import("./sums.js").Line[]} lines
 */
function updateLines(root, lines) {
    while (root.children.length < lines.length) root.append(element("p"));
    while (root.children.length > lines.length) root.lastChild?.remove();
    for (const [i, { text, tone }] of lines.entries()) {
        const line = root.children[i];
        setText(line, text);
        line.className = tone === "result" && text.startsWith("= −") ? "result negative" : tone;
    }
}

/** @returns {Shown} */
function makeVotes() {
    const body = element("tbody");
    const root = element("table", { class: "votes" }, body);
    return {
        root,
        update({ rows, others, othersSum }) {
            const widest = Math.max(...rows.map((/** @type {any} */ row) => Math.abs(row.vote)), 1e-12);
            const shown = rows.map((/** @type {any} */ { name, signal, weight, vote }) => (
                tableRow(name, `${figures(signal).replace(/^\+/, "")} × ${figures(weight)} = ${figures(vote)}`, vote / widest)
            ));
            if (others) {
                const text = tr("and {others:,} more, together {sum}", { others, sum: figures(othersSum) });
                shown.push(element("tr", {}, element("td", { colspan: 3, class: "muted" }, text)));
            }
            body.replaceChildren(...shown);
        },
    };
}

/** @returns {Shown} */
function makeParts() {
    const most = 8;
    const body = element("tbody");
    const root = element("table", { class: "parts" }, body);
    return {
        root,
        update({ rows, shown }) {
            const widest = Math.max(Math.abs(rows[0].part), 1e-12);
            const lines = rows.slice(0, most).map((/** @type {any} */ { map, part }) => {
                const line = tableRow(tr("map {number}", { number: map + 1 }), figures(part), part / widest);
                if (map === shown) line.className = "shown";
                return line;
            });
            const rest = rows.slice(most);
            if (rest.length) {
                const sum = rest.reduce((/** @type {number} */ total, /** @type {any} */ { part }) => total + part, 0);
                const text = tr("{count} more {sum}", { count: rest.length, sum: figures(sum) });
                lines.push(element("tr", {}, element("td", { colspan: 3, class: "muted" }, text)));
            }
            body.replaceChildren(...lines);
        },
    };
}

/**
 * A name, a number, and a bar whose length is its size and whose colour is its sign.
 * @param {string} name
 * @param {string} text
 * @param {number} share
 */
function tableRow(name, text, share) {
    const bar = element("div", { class: share > 0 ? "bar positive" : "bar negative" });
    bar.style.width = `${Math.abs(share) * 100}%`;
    return element("tr", {}, element("td", {}, name), element("td", { class: "figures" }, text), element("td", { class: "room" }, bar));
}
