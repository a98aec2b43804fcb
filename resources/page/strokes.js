/** From a drawing to the grid: a cell is ink (+1) when the pen covers its centre, else paper (−1). */

/** The board is a square of so many units, x to the right and y down, whatever its size on the screen. */
export const BOARD = 256;
export const PEN_WIDTH = 18;

/** @typedef {{x: number[], y: number[], t: number[]}} Stroke */
/** @typedef {{strokes: Stroke[], penWidth: number}} Drawing */

/** @type {Drawing} */
export const NOTHING_DRAWN = { strokes: [], penWidth: PEN_WIDTH };

/**
 * The grid of a drawing; the pen is round, so a stroke covers all points within half a pen width of its line.
 * @param {Drawing} drawing
 * @param {number} size
 */
export function gridOf(drawing, size) {
    const grid = new Float32Array(size * size).fill(-1);
    for (const { x, y } of drawing.strokes) {
        if (x.length === 1) cover(grid, size, x[0], y[0], x[0], y[0], drawing.penWidth);
        for (let i = 1; i < x.length; i++) cover(grid, size, x[i - 1], y[i - 1], x[i], y[i], drawing.penWidth);
    }
    return grid;
}

/**
 * Turn the cells under one straight piece of a stroke to ink.
 * @param {Float32Array} grid
 * @param {number} size
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number} penWidth
 */
function cover(grid, size, x0, y0, x1, y1, penWidth) {
    const radius = penWidth / 2;
    const cell = BOARD / size;
    const first = (/** @type {number} */ low) => Math.max(Math.floor((low - radius) / cell - 0.5), 0);
    const last = (/** @type {number} */ high) => Math.min(Math.ceil((high + radius) / cell - 0.5), size - 1);
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length2 = dx * dx + dy * dy;
    for (let row = first(Math.min(y0, y1)); row <= last(Math.max(y0, y1)); row++) {
        for (let column = first(Math.min(x0, x1)); column <= last(Math.max(x0, x1)); column++) {
            const awayX = (column + 0.5) * cell - x0;
            const awayY = (row + 0.5) * cell - y0;
            // A dot is a piece of length 0.
            const share = Math.min(Math.max((awayX * dx + awayY * dy) / (length2 || 1), 0), 1);
            const offX = awayX - share * dx;
            const offY = awayY - share * dy;
            if (offX * offX + offY * offY <= radius * radius) grid[row * size + column] = 1;
        }
    }
}

/**
 * A drawing as one line of ndjson, as tickdraw and QuickDraw read it.
 * @param {Drawing} drawing
 * @param {string} label "" for none
 */
export function ndjsonLine(drawing, label) {
    const strokes = drawing.strokes.map(({ x, y, t }) => [x, y, t]);
    const line = { drawing: strokes, pen_width: drawing.penWidth, source: "living page" };
    return JSON.stringify(label ? { word: label, ...line } : line);
}
