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
    return `rgb(${mixed(start, end, share).join(" ")})`;
}

/** @param {number[]} parts */
function pixel([red, green, blue], opacity = 255) {
    return ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * The scale as pixels, from the most negative to the most positive, zero in the middle.
 * @param {Theme} theme
 */
export function scaleOf(theme) {
    return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
        const share = (i - STEPS) / STEPS;
        return pixel(mixed(theme.neutral, share < 0 ? theme.negative : theme.positive, Math.abs(share)));
    });
}

/**
 * The colour of a value; ±`limit` has the strongest.
 * @param {Theme} theme
 * @param {number} value
 * @param {number} limit
 */
export function colourOf(theme, value, limit) {
    return mix(theme.neutral, value < 0 ? theme.negative : theme.positive, Math.min(Math.abs(value) / limit, 1));
}

/**
 * A text colour that can be read on the colour of a value.
 * @param {Theme} theme
 * @param {number} value
 * @param {number} limit
 */
export function textOn(theme, value, limit) {
    const isStrong = Math.abs(value) > 0.55 * limit;
    const isDark = rgb(theme.card)[0] < 128;
    if (isDark) return isStrong ? "#101216" : theme.text;
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
 * Two colours as a scale for Pictures: paper, ink.
 * @param {Theme} theme
 */
export function inkScale(theme) {
    const [paper, chalk] = [pixel(rgb(theme.paper)), pixel(rgb(theme.chalk))];
    return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => (i > STEPS ? chalk : paper));
}

/**
 * The scale for what lies over a drawing: opacity is strength.
 * @param {Theme} theme
 */
export function overlayScale(theme) {
    return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
        const share = (i - STEPS) / STEPS;
        return pixel(rgb(share < 0 ? theme.negative : theme.positive), Math.round(Math.abs(share) * 217));
    });
}
