/** What the network says: the answer, a bar a class with its threshold, why, and keeping the drawing. */

import { element, setText } from "./dom.js";
import { className, fixed, tr } from "./texts.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */

const MOST_IN_ORDER = 6;

export class Answer {
    /**
     * @param {Network} network
     * @param {object} listeners
     * @param {(name: string) => void} listeners.kept
     * @param {() => void} listeners.saved
     */
    constructor(network, listeners) {
        this.headline = element("h2", { class: "headline" });
        this.because = element("p", { class: "because" });
        this.rows = network.classes.map((name, unit) => makeRow(className(name), network.thresholds[unit]));
        this.bars = element("div", { class: "bars" }, ...this.rows.map(({ root }) => root));
        const names = [...network.classes, "neither"];
        this.keep = element("div", { class: "keep" }, ...names.map((name) => {
            const own = className(name);
            const act = () => listeners.kept(name);
            return element("button", { type: "button", "aria-label": tr("Keep as {name}", { name: own }), onclick: act }, own);
        }));
        this.save = element("button", { type: "button", onclick: listeners.saved });
        this.root = element("section", { class: "card answer", "aria-label": tr("Verdict") },
            this.headline, this.bars, element("p", { class: "muted" }, thresholdsInWords(network)), this.because,
            element("div", { class: "kept" }, element("h3", {}, tr("Is that right? Keep it as:")), this.keep, this.save));
    }

    /**
     * @param {Trace} trace
     * @param {{headline: string, because: string, winner: number}} told
     * @param {number} keptCount
     */
    show(trace, { headline, because, winner }, keptCount) {
        setText(this.headline, headline);
        setText(this.because, because);
        const order = this.rows.map((_, unit) => unit);
        if (order.length > MOST_IN_ORDER) order.sort((a, b) => trace.confidences[b] - trace.confidences[a]);
        for (const [place, unit] of order.entries()) {
            const { root, bar, figure, meter } = this.rows[unit];
            const confidence = fixed(trace.confidences[unit], 2);
            root.style.order = String(place);
            bar.style.width = `${trace.confidences[unit] * 100}%`;
            bar.classList.toggle("winner", unit === winner);
            if (figure.textContent !== confidence) {
                setText(figure, confidence);
                meter.setAttribute("aria-valuenow", confidence);
            }
        }
        const isDrawn = because !== "";
        for (const button of this.keep.children) /** @type {HTMLButtonElement} */ (button).disabled = !isDrawn;
        setText(this.save, keptCount ? tr("Save my drawings… ({count})", { count: keptCount }) : tr("Save this drawing…"));
        this.save.disabled = !keptCount && !isDrawn;
    }
}

/**
 * @param {string} name
 * @param {number} threshold
 */
function makeRow(name, threshold) {
    const bar = element("div", { class: "bar" });
    const line = element("div", { class: "threshold" });
    line.style.left = `${threshold * 100}%`;
    const meter = element("div", {
        class: "track", role: "meter", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": 1, "aria-valuenow": 0,
    }, bar, line);
    const figure = element("span", { class: "figures" });
    const root = element("div", { class: "row" }, element("span", { class: "name", title: name }, name), meter, figure);
    return { root, bar, figure, meter };
}

/** @param {Network} network */
function thresholdsInWords({ thresholds }) {
    if (new Set(thresholds).size > 1) return tr("Where no bar reaches its dashed line: \"neither\"");
    return tr("{threshold:.2f}: below this on every class, the answer is \"neither\"", { threshold: thresholds[0] });
}
