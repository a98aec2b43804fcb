/** Which value is looked at, and walking with it through its map, which fills in from its first value on. */

import { shapeOf } from "./network.js";
import { cellAt, cellOf, indexOf, isSame, windowsOf } from "./explain.js";
import { reasonOf, threadOf } from "./thread.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Trace} Trace */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {import("./thread.js").Thread} Thread */

export class Walk {
    /**
     * @param {Network} network of which only the shapes matter
     * @param {() => void} moved another value is looked at
     */
    constructor(network, moved) {
        this.network = network;
        this.moved = moved;
        /** @type {Cell | null} */
        this.pointed = null;
        /** @type {Cell | null} */
        this.pinned = null;
        /** @type {Cell | null} what is shown while nothing else is: the match that speaks most for the answer */
        this.match = null;
        /** @type {{layer: number, map: number} | null} */
        this.goal = null;
        this.timer = 0;
    }

    get isPlaying() {
        return this.timer > 0;
    }

    /** The value that is shown while nothing is pointed at. */
    get held() {
        return this.pinned || this.match;
    }

    /**
     * The thread to show: of the value pointed at, else of the pinned one, else of the answer's best match.
     * @param {Network} network
     * @param {Trace} trace
     * @returns {Thread | null}
     */
    threadIn(network, trace) {
        const isDrawn = trace.grid.some((square) => square > 0);
        const likeliest = trace.confidences.indexOf(Math.max(...trace.confidences));
        const why = isDrawn ? reasonOf(network, trace, likeliest) : null;
        this.match = why && why.match;
        const chosen = this.pointed || this.pinned;
        if (chosen) return threadOf(network, trace, chosen);
        if (!why) return null;
        return { cell: why.match, cells: [why.match, ...why.chain], windows: windowsOf(network, why.match), votes: [] };
    }

    /** How many values of the map looked at are filled in; −1 for all. */
    get filled() {
        const cell = this.held;
        if (!this.goal || !cell || cell.layer !== this.goal.layer || cell.map !== this.goal.map) return -1;
        return this.place(cell) + 1;
    }

    /** @param {Cell | null} cell */
    point(cell) {
        if (isSame(cell, this.pointed)) return;
        this.pointed = cell;
        this.moved();
    }

    /** Hold a value; null lets go. @param {Cell | null} cell */
    hold(cell) {
        this.pinned = cell;
        const isElsewhere = this.goal && (!cell || cell.layer !== this.goal.layer || cell.map !== this.goal.map);
        if (isElsewhere || (cell && this.goal && this.place(cell) === this.count(cell) - 1)) this.end();
        this.moved();
    }

    end() {
        this.goal = null;
        this.pause();
    }

    pause() {
        window.clearTimeout(this.timer);
        this.timer = 0;
    }

    /** Go so many places on in the map. @param {number} places */
    step(places) {
        const cell = this.held;
        if (!cell || shapeOf(this.network, cell.layer).length === 1) return;
        const place = Math.min(Math.max(this.place(cell) + places, 0), this.count(cell) - 1);
        const start = cell.map * this.count(cell);
        this.hold(cellOf(this.network, cell.layer, start + place));
    }

    /**
     * Go on by itself, or pause; a new walk begins at the first place of the map.
     * @param {() => number} speed places a second
     */
    toggle(speed) {
        const cell = this.held;
        if (this.isPlaying || !cell || shapeOf(this.network, cell.layer).length === 1) {
            this.pause();
            this.moved();
            return;
        }
        if (!this.goal) {
            this.goal = { layer: cell.layer, map: cell.map };
            this.hold(cellAt(cell.layer, cell.map));
        }
        this.wait(speed);
        this.moved();
    }

    /** @param {() => number} speed */
    wait(speed) {
        this.timer = window.setTimeout(() => {
            this.wait(speed);
            this.step(1);
        }, 1000 / speed());
    }

    /** @param {Cell} cell */
    place(cell) {
        return indexOf(this.network, cell) - cell.map * this.count(cell);
    }

    /** @param {Cell} cell */
    count({ layer }) {
        const [, height = 1, width = 1] = shapeOf(this.network, layer);
        return height * width;
    }
}
