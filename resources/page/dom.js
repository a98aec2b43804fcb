/** Small help with elements and canvases, and the colours that the stylesheet sets. */

/** @typedef {Record<string, string>} Theme */

/**
 * An element with attributes and children; `on…` attributes are listeners.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | ((event: any) => void) | undefined>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") made.addEventListener(name.slice(2), value);
        else if (value === true) made.setAttribute(name, "");
        else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
    }
    made.append(...children);
    return made;
}

/**
 * Change an element's text where it is another one: screens and screen readers are left alone otherwise.
 * @param {Element} shown
 * @param {string} text
 */
export function setText(shown, text) {
    if (shown.textContent !== text) shown.textContent = text;
}

/**
 * Give a canvas a size in CSS pixels, sharp on this screen, and return what paints on it in these pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function sized(canvas, width, height) {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    if (canvas.width !== across || canvas.height !== down) {
        canvas.width = across;
        canvas.height = down;
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    return context;
}

export const FONT = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const NAMES = [
    "card", "border", "text", "muted", "accent", "control", "negative", "neutral", "positive", "positive-text", "link",
    "thread", "board", "paper", "chalk",
];

/**
 * The colours in use, as the stylesheet has them.
 * @returns {Theme}
 */
export function themeInUse() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/**
 * A text as far as there is room for it.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} room
 */
export function shortened(context, text, room) {
    if (context.measureText(text).width <= room) return text;
    const letters = [...text.slice(0, 200)];
    while (letters.length && context.measureText(`${letters.join("")}…`).width > room) letters.pop();
    return letters.length ? `${letters.join("")}…` : "";
}
