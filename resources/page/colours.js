/** Numbers to colours: one scale on which blue is negative, orange positive, and the neutral colour zero. */

/** @typedef {import("./dom.js").Theme} Theme */

const STEPS = 127; // on each side of zero

/** @param {string} colour as "#rrggbb" */
function rgb(colour) {
    return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
}

/**
 * The colour at a share 0 … 1 of the way from one to another, as three numbers.
 * @param {string} start
 * @param {string} end
 * @param {number} share
 */
function mixed(start, end, share) {
    const [from, to] = [rgb(start), rgb(end)];
    return from.map((part, i) => Math.round(part * (1 - share) + to[i] * share));
}

/**
 * @param {string} start
 * @param {string} end
 * @param {number} share
 */
export function mix(start, end, share) {
    return css(mixed(start, end, share));
}

/** @param {number[]} parts */
function css(parts) {
    return `rgb(${parts.join(" ")})`;
}

/** @param {number[]} parts */
function pixel([red, green, blue], opacity = 255) {
    return ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * The colours of a theme, made once: the scale from the most negative to the most positive, zero in the middle, as
 * pixels and for canvases; paper and ink; and what lies over a drawing, whose opacity is strength.
 * @typedef {{scale: Uint32Array, css: string[], ink: Uint32Array, overlay: Uint32Array, isDark: boolean}} Colours
 */

/** @type {WeakMap<Theme, Colours>} */
const made = new WeakMap();

/**
 * @param {Theme} theme
 * @returns {Colours}
 */
export function coloursOf(theme) {
    const known = made.get(theme);
    if (known) return known;
    const shares = Array.from({ length: 2 * STEPS + 1 }, (_, i) => (i - STEPS) / STEPS);
    const end = (/** @type {number} */ share) => (share < 0 ? theme.negative : theme.positive);
    const parts = shares.map((share) => mixed(theme.neutral, end(share), Math.abs(share)));
    const [paper, chalk] = [pixel(rgb(theme.paper)), pixel(rgb(theme.chalk))];
    const colours = {
        scale: Uint32Array.from(parts, (each) => pixel(each)),
        css: parts.map(css),
        ink: Uint32Array.from(shares, (share) => (share > 0 ? chalk : paper)),
        overlay: Uint32Array.from(shares, (share) => pixel(rgb(end(share)), Math.round(Math.abs(share) * 217))),
        isDark: rgb(theme.card)[0] < 128,
    };
    made.set(theme, colours);
    return colours;
}

/**
 * The colour of a value; ±`limit` has the strongest.
 * @param {Theme} theme
 * @param {number} value
 * @param {number} limit
 */
export function colourOf(theme, value, limit) {
    const step = Math.round((STEPS * value) / limit);
    return coloursOf(theme).css[STEPS + Math.max(-STEPS, Math.min(STEPS, step))];
}

/**
 * A text colour that can be read on the colour of a value.
 * @param {Theme} theme
 * @param {number} value
 * @param {number} limit
 */
export function textOn(theme, value, limit) {
    const isStrong = Math.abs(value) > 0.55 * limit;
    if (coloursOf(theme).isDark) return isStrong ? "#101216" : theme.text;
    return isStrong && value < 0 ? "#ffffff" : "#17191f";
}

/**
 * Pictures of maps, one under the other in one image, one pixel a value.
 */
export class Pictures {
    /**
     * @param {number} count
     * @param {number} rows
     * @param {number} columns
     */
    constructor(count, rows, columns) {
        this.rows = rows;
        this.columns = columns;
        this.cells = rows * columns;
        this.canvas = document.createElement("canvas");
        this.canvas.width = columns;
        this.canvas.height = count * rows;
        this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
        this.image = this.context.createImageData(columns, count * rows);
        this.pixels = new Uint32Array(this.image.data.buffer);
    }

    /**
     * Colour one picture; of a map that is being filled in, only the first cells.
     * @param {number} place
     * @param {ArrayLike<number>} values
     * @param {number} start where its values begin
     * @param {Uint32Array} scale
     * @param {number} limit
     */
    colour(place, values, start, scale, limit, shown = this.cells) {
        const factor = STEPS / Math.max(limit, 1e-12);
        let at = place * this.cells;
        for (let i = start; i < start + this.cells; i++, at++) {
            const step = Math.max(-STEPS, Math.min(STEPS, values[i] * factor));
            this.pixels[at] = i - start < shown ? scale[Math.round(step) + STEPS] : 0;
        }
    }

    /** Have the picture show what was coloured. */
    update() {
        this.context.putImageData(this.image, 0, 0);
    }
}

/**
 * A picture of one map to show large: the same one again where the size is the same.
 */
export class Picture {
    /**
     * @param {number} rows
     * @param {number} columns
     */
    of(rows, columns) {
        const { pictures } = this;
        if (pictures && pictures.rows === rows && pictures.columns === columns) return pictures;
        this.pictures = new Pictures(1, rows, columns);
        return this.pictures;
    }
}
