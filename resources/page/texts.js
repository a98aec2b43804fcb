/** Texts in the reader's language, numbers in words, and what the answer says. */

import { answerOf, indexOfLargest } from "./network.js";
import { valueOf } from "./explain.js";
import { reasonOf } from "./thread.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */

const MAX_DECIMALS = 8;
const NOTHING_LEFT = 5e-7; // less than that is what rounding leaves of a sum that is 0

/** What the texts are in the language spoken; English ones stand in the code. */
const spoken = { code: "en", catalogue: /** @type {Record<string, string>} */ ({}) };

/**
 * Speak a language from now on.
 * @param {string} code
 * @param {Record<string, string>} catalogue
 */
export function speak(code, catalogue) {
    spoken.code = code;
    spoken.catalogue = catalogue;
}

/**
 * A text in the reader's language, its `{places}` filled with the values.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function tr(text, values = {}) {
    const found = spoken.catalogue[text] || text;
    return found.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, format) => inFormat(values[name], format));
}

/**
 * The text as it is: for what `tr` is given later.
 * @param {string} text
 */
export function mark(text) {
    return text;
}

/**
 * @param {string | number} value
 * @param {string | undefined} format
 */
function inFormat(value, format) {
    if (format === ",") return grouped(Number(value));
    return format ? fixed(Number(value), Number(format.slice(1, -1))) : String(value); // such as ".2f"
}

/**
 * A whole number with commas, as Python's format has it; the browser's own way takes long at the first number.
 * @param {number} value
 */
export function grouped(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A number with so many decimals; of two that are equally near, the even one.
 * @param {number} value
 * @param {number} digits
 */
export function fixed(value, digits) {
    const text = value.toFixed(digits);
    // Exactly between two, value × 2 × 10^digits is an odd whole number; times a power of two is exact.
    const halves = Math.abs(value) * 2 ** (digits + 1) * 5 ** digits;
    const isBetween = Number.isInteger(Math.abs(value) * 2 ** (digits + 1)) && halves % 2 === 1;
    if (!isBetween || (halves - 1) % 4 !== 0) return text;
    const below = ((halves - 1) / 2 / 10 ** digits).toFixed(digits);
    return value < 0 ? `-${below}` : below;
}

/**
 * A number with its sign and a true minus; nothing that rounds to zero has a sign.
 * @param {number} value
 */
export function signed(value, digits = 2) {
    const text = fixed(Math.abs(value), digits);
    if (Number(text) === 0) return text;
    return `${value < 0 ? "−" : "+"}${text}`;
}

/**
 * A number with so many significant figures, so that any sum can be followed: "−0.00871", "+564".
 * @param {number} value
 */
export function figures(value, count = 3) {
    return Math.abs(value) < NOTHING_LEFT ? signed(0) : signed(value, decimalsOf(value, count));
}

/**
 * How many decimals show so many significant figures of a number, once it is rounded to them.
 * @param {number} value
 */
export function decimalsOf(value, count = 3) {
    const exponent = Number(value.toExponential(count - 1).split("e")[1]);
    return Math.min(Math.max(count - 1 - exponent, 0), MAX_DECIMALS);
}

/** @param {string} text */
export function sentence(text) {
    const [first = "", ...rest] = text;
    return first.toUpperCase() + rest.join("");
}

const SHIPPED_CLASSES = [mark("tick"), mark("cross"), mark("neither"), mark("nothing")];
// Whole, for other languages have genders; of anybody's own classes nobody knows theirs.
const WITH_ARTICLE = new Map([["tick", mark("a tick")], ["cross", mark("a cross")]]);

/**
 * What to call a class: tickdraw's own in the reader's language, people's own as they are.
 * @param {string} name
 */
export function className(name) {
    return SHIPPED_CLASSES.includes(name) ? tr(name) : name;
}

/**
 * A class as it reads in a sentence: "a tick", "an arrow", "“3”".
 * @param {string} name
 */
function withArticle(name) {
    const own = WITH_ARTICLE.get(name);
    if (own) return tr(own);
    if (!/^\p{L}+$/u.test(name)) return tr("“{name}”", { name });
    return "aeiou".includes([...name][0].toLowerCase()) ? tr("an {name}", { name }) : tr("a {name}", { name });
}

/**
 * What the answer says about a drawing; `winner` is the class that it is, −1 for none.
 * @param {Network} network
 * @param {Trace} trace
 * @returns {{headline: string, because: string, winner: number}}
 */
export function describe(network, trace) {
    if (!trace.grid.some((square) => square > 0)) {
        return { headline: tr("Nothing is drawn yet"), because: "", winner: -1 };
    }
    const winner = answerOf(network, trace.confidences);
    if (winner < 0) return { headline: neither(network), because: whyNeither(network, trace), winner };
    const drawing = withArticle(network.classes[winner]);
    return { headline: tr("I think it is {drawing}", { drawing }), because: because(network, trace, winner), winner };
}

/** @param {Network} network */
function neither({ classes }) {
    if (classes.length !== 2) return tr("I think it is none of these");
    const [one, other] = classes.map(withArticle);
    return tr("I think it is neither {one} nor {other}", { one, other });
}

/**
 * @param {Network} network
 * @param {Trace} trace
 * @param {number} winner
 */
function because(network, trace, winner) {
    const why = reasonOf(network, trace, winner);
    if (!why) return tr("Because nothing speaks against it strongly enough.");
    const name = className(network.classes[winner]);
    const vote = withSign(why.vote);
    if (network.layers[why.match.layer].kind !== "conv") {
        return tr("Because the strongest vote, {vote}, pulls towards {name}.", { vote, name });
    }
    const values = {
        number: why.match.map + 1,
        match: withSign(valueOf(network, trace, why.match)),
        name,
        vote,
    };
    return tr("Because filter {number} matched at {match}, and the neuron that this feeds pulls towards {name} with {vote}, the strongest vote.", values);
}

/**
 * @param {Network} network
 * @param {Trace} trace
 */
function whyNeither(network, { confidences }) {
    // Rounding noise far below what is shown does not choose the class; tickdraw's window says the same one.
    const shares = network.thresholds.map((limit, unit) => Math.round(1e4 * confidences[unit] / Math.max(limit, 1e-9)));
    const nearest = indexOfLargest(shares);
    const values = {
        name: className(network.classes[nearest]),
        confidence: confidences[nearest],
        threshold: network.thresholds[nearest],
    };
    return tr("Because no class reaches its dashed line: {name} comes closest, with {confidence:.2f} where {threshold:.2f} is needed.", values);
}

/**
 * A number with two decimals, always with a sign.
 * @param {number} value
 */
function withSign(value) {
    const text = fixed(Math.abs(value), 2);
    return (value < 0 || Object.is(value, -0) ? "−" : "+") + text;
}
