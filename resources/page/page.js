/** The page itself: builds everything, and tells each part what is current. */

import { lookAt, readNetwork } from "./network.js";
import { voteMap } from "./thread.js";
import { UNCHANGED, withChanges, withMuted, withPainted } from "./edits.js";
import { gridOf } from "./strokes.js";
import { describe, speak, tr } from "./texts.js";
import { element, setText, themeInUse } from "./dom.js";
import { readPage } from "./whole.js";
import { neighbour } from "./keys.js";
import { Answer } from "./answer.js";
import { Board } from "./board.js";
import { makeFooter, makeHeader, makeMain, makeTools, modelTitle, showTools } from "./frame.js";
import { History } from "./history.js";
import { Kept } from "./kept.js";
import { Inspector } from "./inspector.js";
import { Question } from "./question.js";
import { View } from "./view.js";
import { Walk } from "./walk.js";

/** @typedef {import("./strokes.js").Stroke} Stroke */

const UPRIGHT_BELOW_PX = 720; // of the network's picture; on a screen that is itself upright:
const UPRIGHT_SCREEN_BELOW_PX = 900;
const READABLE_MS = 500; // figures that change more often cannot be read

class Page {
    /**
     * @param {import("./whole.js").Contents} contents
     * @param {Uint8Array} file
     */
    constructor(contents, file) {
        this.contents = contents;
        this.trained = readNetwork(file);
        this.network = this.trained;
        this.history = new History({ drawing: contents.drawing, changes: UNCHANGED });
        this.walk = new Walk(this.trained, () => this.refresh());
        this.question = new Question(() => this.refresh());
        /** @type {Stroke | null} */
        this.growing = null;
        this.kept = new Kept();
        this.isGridVisible = false;
        /** @type {"map" | "layer" | "network"} */
        this.range = "layer";
        this.colours = "system";
        this.frame = 0;
        this.shownMs = -READABLE_MS;
        this.headline = "";
        this.changes = UNCHANGED;
        this.build(contents.language);
        window.addEventListener("resize", () => this.layOut());
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.layOut());
        document.addEventListener("keydown", (event) => this.key(event));
    }

    /** Make everything that is seen, in a language. @param {string} code */
    build(code) {
        speak(code, this.contents.catalogues[code]);
        this.language = code;
        document.documentElement.lang = code;
        document.title = `${modelTitle(this.contents.name)} · tickdraw`;
        this.board = new Board({
            grew: (stroke) => { this.growing = stroke; this.refresh(); },
            finished: (stroke) => this.addStroke(stroke),
            told: (text) => this.tell(text),
        });
        this.answer = new Answer(this.trained, {
            kept: (name) => this.keep(name),
            saved: () => this.kept.save(this.history.state.drawing),
        });
        this.view = new View({
            pointed: (cell) => this.walk.point(cell),
            pressed: (cell) => this.pin(cell),
            key: (event) => this.viewKey(event),
        });
        const { history, walk } = this;
        const inspector = new Inspector({
            chosen: (cell) => walk.hold(cell),
            stepped: (places) => walk.step(places),
            played: () => walk.toggle(() => inspector.speed),
            muted: (part, on) => this.change({ changes: withMuted(history.state.changes, part, on) }),
            painted: (part, values) => {
                history.try({ changes: withPainted(history.state.changes, part, values) });
                this.useChanges();
            },
            finished: () => { history.settle(); this.useChanges(); },
            restored: () => this.change({ changes: UNCHANGED }),
            released: () => this.pin(null),
        });
        this.inspector = inspector;
        this.status = element("div", { class: "unseen", role: "status", "aria-live": "polite" });
        this.speed = element("p", {});
        this.scroller = element("div", { class: "scroller" }, this.view.root);
        this.tools = makeTools({
            undone: () => this.undo(),
            redone: () => this.redo(),
            cleared: () => this.clear(),
            asked: () => this.question.toggle(),
            gridToggled: () => { this.isGridVisible = !this.isGridVisible; this.refresh(); },
            widthTried: (penWidth) => { history.try({ drawing: { ...history.state.drawing, penWidth } }); this.refresh(); },
            widthChosen: () => { history.settle(); this.refresh(); },
        });
        const { board, answer, tools, scroller, contents } = this;
        const range = { chosen: this.range, choose: (/** @type {string} */ value) => this.chooseRange(value) };
        document.body.replaceChildren(
            makeHeader(contents, code, this.colours, (value) => this.chooseColours(value), (value) => this.chooseLanguage(value)),
            makeMain({ board: board.root, answer: answer.root, tools, scroller, inspector: inspector.root }, range),
            makeFooter(contents, code, this.speed),
            this.status);
        this.layOut();
    }

    /** Fit everything to the window and its colours. */
    layOut() {
        this.theme = themeInUse();
        if (!this.scroller || !this.view) return;
        const width = Math.max(this.scroller.clientWidth, 240);
        const height = Math.min(Math.max(window.innerHeight - 430, 330), 620);
        const isUpright = window.innerHeight > window.innerWidth;
        const limit = isUpright ? UPRIGHT_SCREEN_BELOW_PX : UPRIGHT_BELOW_PX;
        this.view.prepare(this.network, this.theme, width, height, width < limit);
        this.refresh();
    }

    /** Show what is current, at the next frame. */
    refresh() {
        if (!this.frame) this.frame = requestAnimationFrame(() => this.render());
    }

    /** Let the network look at the drawing, and show everything that follows. */
    render() {
        this.frame = 0;
        const began = performance.now();
        const { network, walk, view, board, answer, inspector, theme } = this;
        if (!view || !board || !answer || !inspector || !theme) return;
        const { drawing, changes } = this.drawn();
        const grid = gridOf(drawing, network.gridSize);
        const trace = lookAt(network, grid);
        const told = describe(network, trace);
        const thread = walk.threadIn(network, trace);
        const cell = thread && thread.cell;
        const filled = cell && !walk.pointed ? walk.filled : -1;
        const overlay = this.growing ? null : this.question.ask(network, grid, likeliest(trace));
        board.paint({ drawing, grid, size: network.gridSize, isGridVisible: this.isGridVisible,
            field: thread && fieldOf(thread, network.gridSize), overlay }, theme);
        answer.show(trace, told, this.kept.count);
        const isOutput = cell !== null && cell.layer === network.layers.length - 1;
        view.paint({ trace, winner: told.winner, thread, range: this.range, changes,
            votes: isOutput ? voteMap(network, trace, cell.map) : null,
            progress: cell && filled >= 0 ? { layer: cell.layer, map: cell.map, count: filled } : null });
        inspector.show({ network, trained: this.trained, trace, thread, filled, changes,
            isHeld: walk.pinned !== null, isPlaying: walk.isPlaying }, theme);
        if (this.tools) showTools(this.tools, this, network.classes[likeliest(trace)]);
        if (!this.growing && this.headline !== told.headline) {
            this.headline = told.headline;
            this.tell(told.headline);
        }
        if (this.speed && began - this.shownMs > READABLE_MS) {
            this.shownMs = began;
            setText(this.speed, tr("Drawing → answer in {ms:.1f} ms", { ms: performance.now() - began }));
        }
    }

    /** What is drawn, with the stroke that is still growing, and what was changed. */
    drawn() {
        const { drawing, changes } = this.history.state;
        const strokes = this.growing ? [...drawing.strokes, this.growing] : drawing.strokes;
        return { drawing: { ...drawing, strokes }, changes };
    }

    /** Say something to screen readers. @param {string} text */
    tell(text) {
        if (this.status) setText(this.status, text);
    }

    /** @param {Partial<import("./history.js").State>} change */
    change(change) {
        this.history.change(change);
        this.useChanges();
    }

    /** Let the network answer as it was changed; other lines stand between its neurons then. */
    useChanges() {
        const { changes } = this.history.state;
        if (changes !== this.changes) {
            this.changes = changes;
            this.network = withChanges(this.trained, changes);
            this.layOut();
        }
        this.refresh();
    }

    undo() {
        this.history.undo();
        this.useChanges();
    }

    redo() {
        this.history.redo();
        this.useChanges();
    }

    clear() {
        this.change({ drawing: { ...this.history.state.drawing, strokes: [] } });
        if (this.board) this.board.restart();
    }

    /** @param {Stroke} stroke */
    addStroke(stroke) {
        this.growing = null;
        const { drawing } = this.history.state;
        this.change({ drawing: { ...drawing, strokes: [...drawing.strokes, stroke] } });
    }

    /** Hold a value, or let go with null, and have it spoken. @param {import("./explain.js").Cell | null} cell */
    pin(cell) {
        this.walk.pointed = null;
        this.walk.hold(cell);
        document.body.classList.toggle("holds", cell !== null);
        this.render();
        if (this.inspector) this.tell(this.inspector.spoken);
    }

    /** @param {string} value */
    chooseRange(value) {
        this.range = /** @type {"map" | "layer" | "network"} */ (value);
        this.refresh();
    }

    /** Make everything anew; whoever chose by keys goes on where they were. @param {string} code */
    chooseLanguage(code) {
        this.build(code);
        /** @type {HTMLElement} */ (document.querySelector("header select:last-child")).focus();
    }

    /** @param {string} value */
    chooseColours(value) {
        this.colours = value;
        document.documentElement.dataset.theme = value;
        this.layOut();
    }

    /** Keep the drawing with its class, and clear the board. @param {string} name */
    keep(name) {
        this.kept.add(this.history.state.drawing, name);
        this.clear();
        this.tell(tr("{count:,} kept", { count: this.kept.count }));
    }

    /** @param {KeyboardEvent} event */
    viewKey(event) {
        const cell = neighbour(this.network, this.walk.pinned || this.walk.match, event);
        const isPlay = event.key === " ";
        if (cell) this.pin(cell);
        else if (isPlay && this.inspector) this.walk.toggle(() => /** @type {Inspector} */ (this.inspector).speed);
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    /** Keys that work anywhere. @param {KeyboardEvent} event */
    key(event) {
        const isCtrl = event.ctrlKey || event.metaKey;
        const letter = event.key.toLowerCase();
        if (isCtrl && letter === "z") event.shiftKey ? this.redo() : this.undo();
        else if (isCtrl && letter === "y") this.redo();
        else if (event.key === "Delete") this.clear();
        else if (event.key === "Escape" && !event.defaultPrevented) this.pin(null);
        else return;
        event.preventDefault();
    }
}

/** @param {import("./network.js").Trace} trace */
function likeliest({ confidences }) {
    return confidences.indexOf(Math.max(...confidences));
}

/**
 * A receptive field as shares of the board.
 * @param {import("./thread.js").Thread} thread
 * @param {number} size
 */
function fieldOf({ cell, windows }, size) {
    const own = { rows: [cell.row, cell.row + 1], columns: [cell.column, cell.column + 1] };
    const { rows, columns } = windows.length ? windows[windows.length - 1] : own;
    return { left: columns[0] / size, top: rows[0] / size, right: columns[1] / size, bottom: rows[1] / size };
}

/** Begin, if the page is whole; otherwise what stands there already says that it is not. */
function start() {
    const whole = readPage();
    if (!whole) return;
    const style = element("style", {}, whole.style);
    document.head.append(style);
    const isApplied = themeInUse().card !== ""; // not where the rule that allows it was altered
    if (isApplied) new Page(whole.contents, whole.file);
    else style.remove();
}

start();
