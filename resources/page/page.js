/** The page itself: builds everything, and tells each part what is current. */

import { lookAt, readNetwork } from "./network.js";
import { voteMap } from "./thread.js";
import { UNCHANGED, withChanges, withMuted, withPainted } from "./edits.js";
import { gridOf, ndjsonLine } from "./strokes.js";
import { className, describe, fixed, mark, speak, tr } from "./texts.js";
import { element, setText, themeInUse } from "./dom.js";
import { readPage } from "./whole.js";
import { neighbour } from "./keys.js";
import { Answer } from "./answer.js";
import { Board } from "./board.js";
import { History } from "./history.js";
import { Inspector } from "./inspector.js";
import { Question } from "./question.js";
import { View } from "./view.js";
import { Walk } from "./walk.js";

/** @typedef {import("./strokes.js").Stroke} Stroke */

const UPRIGHT_BELOW_PX = 640;
const READABLE_MS = 500; // figures that change more often cannot be read
const RANGES = { map: mark("Colours: each map"), layer: mark("Colours: each layer"), network: mark("Colours: whole network") };
const THEMES = { system: mark("Colours of the system"), light: mark("Light"), dark: mark("Dark") };
const MODEL_NAMES = [
    mark("starter"), mark("my network"), mark("my drawings"), mark("with my drawings"), mark("in training"),
    mark("changed by hand"),
];

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
        /** @type {string[]} lines of ndjson */
        this.kept = [];
        this.isSaved = true;
        this.isGridVisible = false;
        /** @type {"map" | "layer" | "network"} */
        this.range = "layer";
        this.colours = "system";
        this.frame = 0;
        this.shownMs = 0;
        this.headline = "";
        this.changes = UNCHANGED;
        this.build(contents.language);
        window.addEventListener("resize", () => this.layOut());
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.layOut());
        document.addEventListener("keydown", (event) => this.key(event));
        window.addEventListener("beforeunload", (event) => { if (!this.isSaved) event.preventDefault(); });
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
        this.answer = new Answer(this.trained, { kept: (name) => this.keep(name), saved: () => this.save() });
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
        this.tools = this.makeTools();
        this.scroller = element("div", { class: "scroller" }, this.view.root);
        document.body.replaceChildren(this.header(), this.main(), this.footer(), this.status);
        this.layOut();
    }

    makeTools() {
        const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
            element("button", { type: "button", onclick: act }, text);
        const penWidth = element("input", { type: "range", min: 4, max: 40, value: this.history.state.drawing.penWidth,
            oninput: () => {
                this.history.try({ drawing: { ...this.history.state.drawing, penWidth: Number(penWidth.value) } });
                this.refresh();
            },
            onchange: () => { this.history.settle(); this.refresh(); } });
        return {
            undo: button(tr("Undo"), () => this.undo()),
            redo: button(tr("Redo"), () => this.redo()),
            clear: button(tr("Clear"), () => this.clear()),
            squares: button(tr("Squares that matter"), () => this.question.toggle()),
            note: element("p", { class: "muted note" }),
            penWidth,
            grid: element("input", { type: "checkbox", checked: this.isGridVisible, onchange: () => this.toggleGrid() }),
        };
    }

    header() {
        const themes = Object.fromEntries(Object.entries(THEMES).map(([value, text]) => [value, tr(text)]));
        const name = modelTitle(this.contents.name);
        return element("header", {},
            element("span", { class: "logo", "aria-hidden": "true" }, "✓"),
            element("h1", {}, "tickdraw"),
            element("span", { class: "model muted", title: name }, tr("Model: {name}", { name })),
            choice(tr("Colours"), themes, this.colours, (value) => this.chooseColours(value)),
            choice(tr("Language"), this.contents.languages, this.language || "", (value) => this.build(value)));
    }

    main() {
        const { board, answer, tools, inspector, scroller } = this;
        if (!board || !answer || !tools || !inspector || !scroller) return "";
        const ranges = Object.fromEntries(Object.entries(RANGES).map(([value, text]) => [value, tr(text)]));
        const chooseRange = (/** @type {string} */ value) => {
            this.range = /** @type {"map" | "layer" | "network"} */ (value);
            this.refresh();
        };
        const help = tr("Draw with the mouse, a pen or a finger; or move the chalk with the arrow keys and press Space.");
        const keys = tr("Arrow keys go from pixel to pixel, with Ctrl from map to map; Page Up and Page Down go from layer to layer, Space plays, Escape lets go.");
        const draw = card("draw", tr("Draw here"),
            element("h2", {}, tr("Draw here")),
            board.root,
            element("p", { class: "unseen", id: "board-help" }, help),
            element("div", { class: "row" }, tools.undo, tools.redo, tools.clear),
            element("div", { class: "row" },
                element("label", { class: "slider" }, element("span", {}, tr("Pen width")), tools.penWidth),
                element("label", { class: "check" }, tools.grid, tr("Grid"))),
            tools.squares, tools.note);
        const seen = card("seen", tr("What the network sees"),
            element("div", { class: "row heading" },
                element("h2", {}, tr("What the network sees")),
                legend(), choice(tr("Colour range"), ranges, this.range, chooseRange)),
            element("p", { class: "unseen", id: "network-help" }, keys),
            scroller);
        const how = card("how", tr("How this pixel was made"),
            element("h2", {}, tr("How this pixel was made")), inspector.root);
        return element("main", {},
            element("div", { class: "left" }, draw, answer.root), element("div", { class: "right" }, seen, how));
    }

    footer() {
        const { program, made, sha256 } = this.contents;
        const day = new Date(`${made}T12:00:00`).toLocaleDateString(this.language, { dateStyle: "long" });
        return element("footer", {}, this.speed || "",
            element("p", {}, tr("Made by {program} on {day} from a network whose file has this SHA-256:", { program, day }), " ",
                element("code", {}, sha256)),
            element("p", {}, tr("Nothing is sent anywhere: this page asks nothing of any network and works without one. Open this file in tickdraw to go on with it.")));
    }

    /** Fit everything to the window and its colours. */
    layOut() {
        this.theme = themeInUse();
        if (!this.scroller || !this.view) return;
        const width = Math.max(this.scroller.clientWidth, 240);
        const height = Math.min(Math.max(window.innerHeight - 430, 330), 620);
        this.view.prepare(this.network, this.theme, width, height, width < UPRIGHT_BELOW_PX);
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
        answer.show(trace, told, this.kept.length);
        const isOutput = cell !== null && cell.layer === network.layers.length - 1;
        view.paint({ trace, winner: told.winner, thread, range: this.range, changes,
            votes: isOutput ? voteMap(network, trace, cell.map) : null,
            progress: cell && filled >= 0 ? { layer: cell.layer, map: cell.map, count: filled } : null });
        inspector.show({ network, trained: this.trained, trace, thread, filled, changes,
            isHeld: walk.pinned !== null, isPlaying: walk.isPlaying }, theme);
        this.showTools(trace);
        if (!this.growing && this.headline !== told.headline) {
            this.headline = told.headline;
            this.tell(told.headline);
        }
        if (this.speed && began - this.shownMs > READABLE_MS) {
            this.shownMs = began;
            setText(this.speed, tr("Drawing → answer in {ms} ms", { ms: fixed(performance.now() - began, 1) }));
        }
    }

    /** What is drawn, with the stroke that is still growing, and what was changed. */
    drawn() {
        const { drawing, changes } = this.history.state;
        const strokes = this.growing ? [...drawing.strokes, this.growing] : drawing.strokes;
        return { drawing: { ...drawing, strokes }, changes };
    }

    /** @param {import("./network.js").Trace} trace */
    showTools(trace) {
        const { tools, history, question } = this;
        if (!tools) return;
        tools.undo.disabled = !history.past.length;
        tools.redo.disabled = !history.future.length;
        tools.clear.disabled = !history.state.drawing.strokes.length;
        tools.penWidth.value = String(history.state.drawing.penWidth);
        tools.squares.setAttribute("aria-pressed", String(question.isAsked));
        const name = className(this.network.classes[likeliest(trace)]);
        const said = question.isReady ? tr("Orange speaks for {name}, blue against it", { name })
            : tr("Flipping one square after the other: {percent} %", { percent: question.percent });
        setText(tools.note, question.isAsked ? said : "");
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

    toggleGrid() {
        this.isGridVisible = !this.isGridVisible;
        if (this.tools) this.tools.grid.checked = this.isGridVisible;
        this.refresh();
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
    chooseColours(value) {
        this.colours = value;
        document.documentElement.dataset.theme = value;
        this.layOut();
    }

    /** Keep the drawing with its class, and clear the board. @param {string} name */
    keep(name) {
        this.kept.push(ndjsonLine(this.history.state.drawing, name));
        this.isSaved = false;
        this.clear();
        this.tell(tr("{count:,} kept", { count: this.kept.length }));
    }

    /** Save the drawings that were kept, or else the one on the board, as a file. */
    save() {
        const lines = this.kept.length ? this.kept : [ndjsonLine(this.history.state.drawing, "")];
        const file = new Blob(lines.map((line) => `${line}\n`), { type: "application/x-ndjson" });
        const address = URL.createObjectURL(file);
        element("a", { href: address, download: "tickdraw drawings.ndjson" }).click();
        window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
        this.isSaved = true;
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
 * A list to choose from.
 * @param {string} name
 * @param {Record<string, string>} options
 * @param {string} chosen
 * @param {(value: string) => void} act
 */
function choice(name, options, chosen, act) {
    const entries = Object.entries(options).map(([value, text]) => element("option", { value, selected: value === chosen }, text));
    const select = element("select", { "aria-label": name, onchange: () => act(select.value) }, ...entries);
    return select;
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {Node[]} children
 */
function card(kind, name, ...children) {
    return element("section", { class: `card ${kind}`, "aria-label": name }, ...children);
}

/** Blue is negative, orange positive. */
function legend() {
    const name = tr("Blue is negative, neutral is zero, orange is positive");
    return element("span", { class: "legend", role: "img", "aria-label": name, title: name },
        element("span", {}, "−"), element("span", { class: "scale" }), element("span", {}, "+"));
}

/**
 * Models keep their names in English; tickdraw's own, and what it adds after a comma, are translated here.
 * @param {string} name
 */
function modelTitle(name) {
    return name.split(", ").map((part) => {
        const step = /^step (\d+)$/.exec(part);
        if (step) return tr("step {step}", { step: step[1] });
        return MODEL_NAMES.includes(part) ? tr(part) : part;
    }).join(", ");
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
    document.head.append(element("style", {}, whole.style));
    new Page(whole.contents, whole.file);
}

start();
