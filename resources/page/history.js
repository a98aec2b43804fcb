/** What is current, and what one can go back to. */

/** @typedef {{drawing: import("./strokes.js").Drawing, changes: import("./edits.js").Changes}} State */

export class History {
    /** @param {State} state */
    constructor(state) {
        this.state = state;
        /** @type {State[]} */
        this.past = [];
        /** @type {State[]} */
        this.future = [];
        /** @type {State | null} */
        this.before = null; // what a change that is still under way began with
    }

    /** Go on to another state, as one step. @param {Partial<State>} change */
    change(change) {
        this.past.push(this.before || this.state);
        this.future = [];
        this.before = null;
        this.state = { ...this.state, ...change };
    }

    /** Go on to another state as part of a step that has not ended. @param {Partial<State>} change */
    try(change) {
        this.before = this.before || this.state;
        this.state = { ...this.state, ...change };
    }

    /** End a step that was tried. */
    settle() {
        if (this.before) this.change({});
    }

    undo() {
        const last = this.past.pop();
        if (!last) return;
        this.future.push(this.state);
        this.state = last;
    }

    redo() {
        const next = this.future.pop();
        if (!next) return;
        this.past.push(this.state);
        this.state = next;
    }
}
