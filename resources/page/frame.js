/** What stands around the board and the network: the header, the cards, the tools, the footer. */

import { element, setText } from "./dom.js";
import { className, mark, tr } from "./texts.js";

/** @typedef {import("./whole.js").Contents} Contents */
/** @typedef {ReturnType<typeof makeTools>} Tools */

const RANGES = { map: mark("Colours: each map"), layer: mark("Colours: each layer"), network: mark("Colours: whole network") };
const THEMES = { system: mark("Colours of the system"), light: mark("Light"), dark: mark("Dark") };
const MODEL_NAMES = [
    mark("starter"), mark("my network"), mark("my drawings"), mark("with my drawings"), mark("in training"),
    mark("changed by hand"),
];

/**
 * What is beside the board.
 * @param {object} listeners
 * @param {() => void} listeners.undone
 * @param {() => void} listeners.redone
 * @param {() => void} listeners.cleared
 * @param {() => void} listeners.asked which squares matter
 * @param {() => void} listeners.gridToggled
 * @param {(width: number) => void} listeners.widthTried
 * @param {() => void} listeners.widthChosen
 */
export function makeTools(listeners) {
    const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
        element("button", { type: "button", onclick: act }, text);
    const penWidth = element("input", {
        type: "range", min: 4, max: 40,
        oninput: () => listeners.widthTried(Number(penWidth.value)), onchange: listeners.widthChosen,
    });
    return {
        undo: button(tr("Undo"), listeners.undone),
        redo: button(tr("Redo"), listeners.redone),
        clear: button(tr("Clear"), listeners.cleared),
        squares: button(tr("Squares that matter"), listeners.asked),
        note: element("p", { class: "muted note" }),
        penWidth,
        grid: element("input", { type: "checkbox", onchange: listeners.gridToggled }),
    };
}

/**
 * @param {Tools} tools
 * @param {object} current
 * @param {import("./history.js").History} current.history
 * @param {import("./question.js").Question} current.question
 * @param {boolean} current.isGridVisible
 * @param {string} likeliest class
 */
export function showTools(tools, { history, question, isGridVisible }, likeliest) {
    const { drawing } = history.state;
    tools.undo.disabled = !history.past.length;
    tools.redo.disabled = !history.future.length;
    tools.clear.disabled = !drawing.strokes.length;
    tools.penWidth.value = String(drawing.penWidth);
    tools.grid.checked = isGridVisible;
    tools.squares.setAttribute("aria-pressed", String(question.isAsked));
    const name = className(likeliest);
    const said = question.isReady ? tr("Orange speaks for {name}, blue against it", { name })
        : tr("Flipping one square after the other: {percent} %", { percent: question.percent });
    setText(tools.note, question.isAsked ? said : "");
}

/**
 * @param {Contents} contents
 * @param {string} language
 * @param {string} colours
 * @param {(value: string) => void} chooseColours
 * @param {(code: string) => void} chooseLanguage
 */
export function makeHeader(contents, language, colours, chooseColours, chooseLanguage) {
    const name = modelTitle(contents.name);
    return element("header", {},
        element("span", { class: "logo", "aria-hidden": "true" }, "✓"),
        element("h1", {}, "tickdraw"),
        element("span", { class: "model muted", title: name }, tr("Model: {name}", { name })),
        choice(tr("Colours"), translated(THEMES), colours, chooseColours),
        choice(tr("Language"), contents.languages, language, chooseLanguage));
}

/**
 * @param {{board: Node, answer: Node, tools: Tools, scroller: Node, inspector: Node}} parts
 * @param {{chosen: string, choose: (value: string) => void}} range over what the strongest colour is taken
 */
export function makeMain({ board, answer, tools, scroller, inspector }, range) {
    const help = tr("Draw with the mouse, a pen or a finger; or move the chalk with the arrow keys and press Space.");
    const keys = tr("Arrow keys go from pixel to pixel, with Ctrl from map to map; Page Up and Page Down go from layer to layer, Space plays, Escape lets go.");
    const draw = card("draw", tr("Draw here"),
        element("h2", {}, tr("Draw here")),
        board,
        element("p", { class: "unseen", id: "board-help" }, help),
        element("div", { class: "row" }, tools.undo, tools.redo, tools.clear),
        element("div", { class: "row" },
            element("label", { class: "slider" }, element("span", {}, tr("Pen width")), tools.penWidth),
            element("label", { class: "check" }, tools.grid, tr("Grid"))),
        tools.squares, tools.note);
    const seen = card("seen", tr("What the network sees"),
        element("div", { class: "row heading" },
            element("h2", {}, tr("What the network sees")),
            legend(), choice(tr("Colour range"), translated(RANGES), range.chosen, range.choose)),
        element("p", { class: "unseen", id: "network-help" }, keys),
        scroller);
    const how = card("how", tr("How this pixel was made"),
        element("h2", {}, tr("How this pixel was made")), inspector);
    return element("main", {},
        element("div", { class: "left" }, draw, answer), element("div", { class: "right" }, seen, how));
}

/**
 * Filled once the rest was painted: it is below everything, and a browser's first date takes as long as many layers.
 * @param {Contents} contents
 * @param {string} language
 * @param {Node} speed
 */
export function makeFooter(contents, language, speed) {
    const footer = element("footer", {}, speed);
    requestAnimationFrame(() => setTimeout(() => footer.append(...whence(contents, language))));
    return footer;
}

/**
 * @param {Contents} contents
 * @param {string} language
 */
function whence({ program, made, sha256 }, language) {
    const day = new Date(`${made}T12:00:00`).toLocaleDateString(language, { dateStyle: "long" });
    const by = tr("Made by {program} on {day} from a network whose file has this SHA-256:", { program, day });
    return [
        element("p", {}, `${by} `, element("code", {}, sha256)),
        element("p", {}, tr("Nothing is sent anywhere: this page asks nothing of any network and works without one. Open this file in tickdraw to go on with it.")),
    ];
}

/**
 * Models keep their names in English; tickdraw's own, and what it adds after a comma, are translated here.
 * @param {string} name
 */
export function modelTitle(name) {
    return name.split(", ").map((part) => {
        const step = /^step (\d+)$/.exec(part);
        if (step) return tr("step {step}", { step: step[1] });
        return MODEL_NAMES.includes(part) ? tr(part) : part;
    }).join(", ");
}

/** @param {Record<string, string>} texts */
function translated(texts) {
    return Object.fromEntries(Object.entries(texts).map(([value, text]) => [value, tr(text)]));
}

/**
 * A list to choose from.
 * @param {string} name
 * @param {Record<string, string>} options
 * @param {string} chosen
 * @param {(value: string) => void} choose
 */
function choice(name, options, chosen, choose) {
    const entries = Object.entries(options).map(([value, text]) => element("option", { value, selected: value === chosen }, text));
    const select = element("select", { "aria-label": name, onchange: () => choose(select.value) }, ...entries);
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
