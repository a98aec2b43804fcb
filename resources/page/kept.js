/** The drawings that were kept with their classes, and saving them as a file that tickdraw reads. */

import { element } from "./dom.js";
import { ndjsonLine } from "./strokes.js";

/** @typedef {import("./strokes.js").Drawing} Drawing */

export class Kept {
    constructor() {
        /** @type {string[]} of ndjson */
        this.lines = [];
        this.isSaved = true;
        window.addEventListener("beforeunload", (event) => { if (!this.isSaved) event.preventDefault(); });
    }

    get count() {
        return this.lines.length;
    }

    /**
     * @param {Drawing} drawing
     * @param {string} name of its class
     */
    add(drawing, name) {
        this.lines.push(ndjsonLine(drawing, name));
        this.isSaved = false;
    }

    /** Save what was kept; where that is nothing, a drawing without a class. @param {Drawing} drawing */
    save(drawing) {
        const lines = this.count ? this.lines : [ndjsonLine(drawing, "")];
        const file = new Blob(lines.map((line) => `${line}\n`), { type: "application/x-ndjson" });
        const address = URL.createObjectURL(file);
        element("a", { href: address, download: "tickdraw drawings.ndjson" }).click();
        window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
        this.isSaved = true;
    }
}
