/** Asks which squares matter, a little at a time, so that the page stays live. */

import { whatSquaresAdd } from "./thread.js";

const SLICE_MS = 10;

export class Question {
    /** @param {() => void} answered there is more to show */
    constructor(answered) {
        this.answered = answered;
        this.isAsked = false;
        /** @type {Float32Array | null} */
        this.added = null;
        this.percent = 0;
        this.key = "";
        /** @type {import("./network.js").Network | null} */
        this.network = null;
    }

    get isReady() {
        return this.added !== null;
    }

    toggle() {
        this.isAsked = !this.isAsked;
        this.answered();
    }

    /**
     * What each square adds to a class, as soon as that is known; another drawing or network is asked about anew.
     * @param {import("./network.js").Network} network
     * @param {Float32Array} grid
     * @param {number} unit
     */
    ask(network, grid, unit) {
        if (!this.isAsked) return null;
        const key = `${unit} ${grid.join()}`;
        if (key !== this.key || network !== this.network) {
            [this.key, this.network, this.added, this.percent] = [key, network, null, 0];
            this.goOn(whatSquaresAdd(network, grid, unit), key, grid.length);
        }
        return this.added;
    }

    /**
     * @param {Generator<number, Float32Array>} steps
     * @param {string} key
     * @param {number} squares
     */
    goOn(steps, key, squares) {
        window.setTimeout(() => {
            if (key !== this.key || !this.isAsked) {
                if (key === this.key) this.key = "";
                return;
            }
            const until = performance.now() + SLICE_MS;
            let step = steps.next();
            while (!step.done && performance.now() < until) step = steps.next();
            if (step.done) this.added = /** @type {Float32Array} */ (step.value);
            else {
                this.percent = Math.floor((100 * /** @type {number} */ (step.value)) / squares);
                this.goOn(steps, key, squares);
            }
            this.answered();
        }, 0);
    }
}
