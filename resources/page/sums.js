/** The sum behind a value, as blocks to show side by side: functions of an explanation. */

import { GRID, indexOfLargest } from "./network.js";
import { cellOf } from "./explain.js";
import { className, decimalsOf, figures, mark, sentence, signed, tr } from "./texts.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {import("./explain.js").Explanation} Explanation */
/** A grid of numbers with a caption; `marked` is the index of the one to frame, −1 for none.
 * @typedef {{kind: "numbers", values: number[], columns: number, caption: string, isInk: boolean, marked: number}} Numbers */
/** @typedef {{text: string, tone: "plain" | "result" | "muted"}} Line */
/** Rows of a ledger: signal × weight = vote; and what the others add up to.
 * @typedef {{kind: "votes", rows: {name: string, signal: number, weight: number, vote: number}[], others: number,
 *   othersSum: number}} Votes */
/** What each map adds to a convolution's sum, the strongest first.
 * @typedef {{kind: "parts", rows: {map: number, part: number}[], shown: number}} Parts */
/** @typedef {Numbers | Votes | Parts | {kind: "sign", text: string} | {kind: "lines", lines: Line[]}} Block */
/** @typedef {{caption: string, blocks: Block[], spoken: string}} Sum */

const LEDGER_ROWS = 12;
const ROUNDING = 1e-4; // what a match may lack and still count as reached
const STRENGTHS = [
    { from: 1, text: mark("complete match") },
    { from: 0.75, text: mark("strong match") },
    { from: 0.4, text: mark("partial match") },
    { from: 0.1, text: mark("weak match") },
    { from: -0.1, text: mark("neither match nor mismatch") },
];

/**
 * Where a cell is, in words, counting from 1.
 * @param {Network} network
 * @param {Cell} cell
 */
export function placeInWords(network, cell) {
    const values = { number: cell.map + 1, row: cell.row + 1, column: cell.column + 1 };
    if (cell.layer === GRID) return tr("the grid, row {row}, column {column}", values);
    if (network.layers[cell.layer].kind === "conv") return tr("filter {number}, row {row}, column {column}", values);
    if (network.shapes[cell.layer].length === 1) {
        const isOutput = cell.layer === network.layers.length - 1;
        return isOutput ? className(network.classes[cell.map]) : tr("neuron {number}", values);
    }
    return tr("map {number}, row {row}, column {column}", values);
}

/**
 * What the inspector shows of a value. `shownMap` is the input map whose window of a later convolution is shown; by
 * default the one that adds most.
 * @param {Network} network
 * @param {Cell} cell
 * @param {Explanation} made
 * @param {number} shownMap
 * @returns {Sum}
 */
export function sumOf(network, cell, made, shownMap = -1) {
    const where = placeInWords(network, cell);
    if (made.kind === "convolution") return convolution(cell, made, where, shownMap);
    if (made.kind === "rectification") return rectification(made, where);
    if (made.kind === "pooling") return pooling(made, where);
    if (made.kind === "ledger") return ledger(network, cell, made, where);
    if (made.kind === "flattening") return flattening(network, cell, made, where);
    const ink = made.value > 0 ? tr("chalk, so +1") : tr("board, so −1");
    const caption = tr("A square of {place}: {ink}", { place: where, ink });
    return { caption, blocks: [numbers([made.value], 1, tr("one square"), true)], spoken: `${where}: ${ink}` };
}

/**
 * By how much a value moves the scores: the two that it moves most.
 * @param {string[]} classes
 * @param {number[]} votes
 */
export function effectInWords(classes, votes) {
    const order = votes.map((_, unit) => unit).sort((a, b) => Math.abs(votes[b]) - Math.abs(votes[a]));
    const [first, second] = order.slice(0, 2).filter((unit) => votes[unit] !== 0);
    if (first === undefined) return tr("It moves no score");
    const values = { vote: figures(votes[first]), name: className(classes[first]) };
    if (second === undefined) return tr("It adds {vote} to {name}", values);
    const more = { ...values, less: figures(votes[second]), other: className(classes[second]) };
    return tr("It adds {vote} to {name} and {less} to {other}", more);
}

/**
 * @param {number[]} values
 * @param {number} columns
 * @param {string} caption
 * @returns {Numbers}
 */
function numbers(values, columns, caption, isInk = false, marked = -1) {
    return { kind: "numbers", values, columns, caption, isInk, marked };
}

/**
 * @param {string} text
 * @returns {Block}
 */
function sign(text) {
    return { kind: "sign", text };
}

/**
 * @param {number} value
 * @param {string[]} before
 * @param {string[]} after
 * @returns {Block}
 */
function result(value, before, after = []) {
    /** @type {Line[]} */
    const lines = before.map((text) => ({ text, tone: "plain" }));
    lines.push({ text: `= ${figures(value)}`, tone: "result" });
    return { kind: "lines", lines: lines.concat(after.map((text) => ({ text, tone: "muted" }))) };
}

/**
 * @param {Cell} cell
 * @param {Extract<Explanation, {kind: "convolution"}>} made
 * @param {string} where
 * @param {number} shownMap
 * @returns {Sum}
 */
function convolution(cell, made, where, shownMap) {
    const isFirst = cell.layer === 0;
    const maps = made.parts.length;
    const shown = shownMap < 0 ? indexOfLargest(made.parts) : shownMap;
    const field = isFirst ? tr("receptive field") : tr("window of map {number}", { number: shown + 1 });
    const blocks = [
        numbers(made.window[shown], made.size, field, isFirst),
        sign("×"),
        numbers(made.filter[shown], made.size, tr("filter {number}", { number: cell.map + 1 })),
        sign("="),
        numbers(made.products[shown], made.size, tr("products")),
    ];
    if (maps > 1) {
        const order = made.parts.map((_, map) => map);
        order.sort((a, b) => Math.abs(made.parts[b]) - Math.abs(made.parts[a]));
        blocks.push(sign("+"), { kind: "parts", rows: order.map((map) => ({ map, part: made.parts[map] })), shown });
    }
    const value = figures(made.total, 4);
    const before = maps === 1
        ? [tr("sum {value}", { value }), tr("÷ {count} pixels", { count: made.count })]
        : [tr("all {maps} maps {value}", { maps, value }), tr("÷ {count} cells", { count: made.count })];
    if (made.bias !== null) before.push(tr("{value} bias", { value: figures(made.bias) }));
    blocks.push(result(made.result, before, inWords(made, isFirst)));
    const meaning = isFirst ? strength(made.result) : made.result > 0 ? tr("found here") : tr("not found here");
    return {
        caption: tr("{where}: multiply each pair of squares, add the products up, divide by {count}", { where: sentence(where), count: made.count }),
        blocks,
        spoken: `${where}: ${figures(made.result)}, ${meaning}`,
    };
}

/** @param {number} match */
function strength(match) {
    const found = STRENGTHS.find(({ from }) => match >= from - ROUNDING);
    if (found) return tr(found.text);
    if (match <= -1 + ROUNDING) return tr("complete mismatch");
    return match > -0.75 + ROUNDING ? tr("mismatch") : tr("strong mismatch");
}

/**
 * @param {Extract<Explanation, {kind: "convolution"}>} made
 * @param {boolean} isFirst
 */
function inWords(made, isFirst) {
    const maps = made.parts.length;
    if (maps > 1) {
        const adding = made.parts.filter((part) => part > 0).length;
        return [tr("{adding} of {maps} maps add to it; the others take away or are silent", { adding, maps })];
    }
    const [filter] = made.filter;
    const counting = filter.filter((weight) => weight !== 0).length; // where a filter is 0, nothing can agree
    if (!counting) return [tr("every square of the filter is 0")];
    const agreeing = made.products[0].filter((product) => product > 0).length;
    if (filter.every((weight) => Math.abs(weight) === 1)) {
        const differing = tr("{count} differ", { count: made.count - agreeing });
        return [tr("{agreeing} of {counting} squares agree", { agreeing, counting }), differing];
    }
    const agree = tr("{agreeing} of {counting} squares agree in sign", { agreeing, counting });
    return isFirst ? [`${strength(made.result)}:`, agree] : [agree];
}

/**
 * @param {Extract<Explanation, {kind: "rectification"}>} made
 * @param {string} where
 * @returns {Sum}
 */
function rectification(made, where) {
    const text = made.before > 0 ? tr("it matched, so it stays") : tr("it did not match, so it becomes 0");
    const after = tr("ReLU turns what is negative into 0");
    return {
        caption: `${sentence(where)}: ReLU`,
        blocks: [
            numbers([made.before], 1, tr("before")),
            sign("→"),
            numbers([made.after], 1, tr("after")),
            { kind: "lines", lines: [{ text, tone: "plain" }, { text: after, tone: "muted" }] },
        ],
        spoken: `${where}: ${figures(made.after)}, ${text}`,
    };
}

/**
 * @param {Extract<Explanation, {kind: "pooling"}>} made
 * @param {string} where
 * @returns {Sum}
 */
function pooling(made, where) {
    const size = `${made.window.length / made.width}×${made.width}`;
    const values = {
        where,
        value: figures(made.result),
        row: Math.floor(made.winner / made.width) + 1,
        column: (made.winner % made.width) + 1,
    };
    return {
        caption: tr("{where}: max pooling keeps the largest value of the window", { where: sentence(where) }),
        blocks: [
            numbers(made.window, made.width, tr("window of {size}", { size }), false, made.winner),
            sign("→"),
            result(made.result, [tr("the largest")], [tr("the others are forgotten")]),
        ],
        spoken: tr("{where}: {value}, the largest, from row {row}, column {column} of the window", values),
    };
}

/**
 * @param {Network} network
 * @param {Cell} cell
 * @param {Extract<Explanation, {kind: "flattening"}>} made
 * @param {string} where
 * @returns {Sum}
 */
function flattening(network, cell, made, where) {
    const source = placeInWords(network, made.source);
    return {
        caption: tr("Neuron {number} is {source}: its value is the strength of the neuron's signal", { number: cell.map + 1, source }),
        blocks: [numbers([made.signal], 1, source), sign("="), result(made.signal, [])],
        spoken: tr("{where}: {value}, the value of {source}", { where, value: figures(made.signal), source }),
    };
}

/**
 * @param {Network} network
 * @param {Cell} cell
 * @param {Extract<Explanation, {kind: "ledger"}>} made
 * @param {string} where
 * @returns {Sum}
 */
function ledger(network, cell, made, where) {
    const rows = made.order.slice(0, LEDGER_ROWS).map((i) => ({
        name: sourceName(network, cell.layer - 1, i),
        signal: made.signals[i],
        weight: made.weights[i],
        vote: made.products[i],
    }));
    const rest = made.order.slice(LEDGER_ROWS);
    const sum = (/** @type {number[]} */ units) => units.reduce((total, i) => total + made.products[i], 0);
    const score = figures(made.score);
    /** @type {Line[]} */
    const lines = [
        { text: tr("all votes {value}", { value: figures(sum(made.order), 4) }), tone: "plain" },
        { text: tr("bias {value}", { value: figures(made.bias) }), tone: "plain" },
        { text: `= ${score}`, tone: "result" },
    ];
    let caption = tr("{where}: signal × weight of every neuron, added up; the strongest votes first", { where: sentence(where) });
    let spoken = tr("{where}: score {score}", { where, score });
    if (made.confidence !== null) {
        const confidence = made.confidence;
        const head = network.head === "sigmoid" ? tr("sigmoid") : tr("softmax");
        lines.push({ text: tr("{head} → confidence {confidence:.2f}", { head, confidence }), tone: "plain" });
        lines.push({ text: tr("1 is one hundred percent, 0 a complete rejection"), tone: "muted" });
        caption = `${caption}. ${tr("Above, the last maps show where all votes come from")}`;
        spoken = tr("{where}: score {score}, confidence {confidence:.2f}", { where, score, confidence });
    }
    const votes = { kind: /** @type {const} */ ("votes"), rows, others: rest.length, othersSum: sum(rest) };
    return { caption, blocks: [votes, sign("="), { kind: "lines", lines }], spoken };
}

/**
 * What a neuron of the ledger is: a pixel of a map, or a neuron of the layer before.
 * @param {Network} network
 * @param {number} layer
 * @param {number} unit
 */
function sourceName(network, layer, unit) {
    if (network.layers[layer].kind !== "flatten") return tr("neuron {number}", { number: unit + 1 });
    const { map, row, column } = cellOf(network, layer - 1, unit);
    return tr("map {number} · row {row} · column {column}", { number: map + 1, row: row + 1, column: column + 1 });
}

/**
 * What stands in each square, row by row: the largest number gets three significant figures, the others as many
 * decimals, fewer where `characters` has no room for more; nothing where none would fit.
 * @param {Numbers} block
 * @param {number} characters
 */
export function numberTexts({ values, isInk }, characters) {
    if (isInk) return characters < 2 ? [] : values.map((value) => (value > 0 ? "+1" : "−1"));
    const largest = Math.max(...values.map(Math.abs));
    const decimals = largest === 0 ? 0 : Math.min(decimalsOf(largest), 6);
    const isWhole = largest === 0
        || (largest > 0.5 && values.every((value) => Math.abs(value - Math.round(value)) < ROUNDING));
    const least = isWhole ? 0 : Math.max(decimals - 1, 1);
    for (let digits = isWhole ? 0 : decimals; digits >= least; digits--) {
        const texts = values.map((value) => signed(value, digits));
        if (Math.max(...texts.map((text) => text.length)) <= characters) return texts;
    }
    return [];
}
