/** Whether the page is as tickdraw made it: nothing is shown of one that was cut off or altered. */

/**
 * What the page holds beside its scripts.
 * @typedef {object} Contents
 * @property {string} program
 * @property {string} made the day, such as 2026-11-30
 * @property {string} name of the network
 * @property {string} model its file, in base64
 * @property {string} sha256 of that file
 * @property {import("./strokes.js").Drawing} drawing what is on the board at first
 * @property {string} language to begin with
 * @property {Record<string, string>} languages what each calls itself, by its code
 * @property {Record<string, Record<string, string>>} catalogues
 */

/**
 * The page's contents, its style and its network's file; null where anything is not as it was written.
 * @returns {{contents: Contents, style: string, file: Uint8Array} | null}
 */
export function readPage() {
    const style = checkedText("tickdraw-style");
    const text = checkedText("tickdraw-contents");
    // Where a tag before them is damaged, what belongs to the head is found in the body, and does not count.
    const viewport = document.head.querySelector("meta[name=viewport]");
    const policy = document.head.querySelector("meta[http-equiv=Content-Security-Policy]");
    const isLaidOut = viewport !== null && viewport.getAttribute("content") === "width=device-width,initial-scale=1";
    const isInOrder = isLaidOut && policy !== null && document.compatMode === "CSS1Compat";
    if (style === null || text === null || !isInOrder) return null;
    const contents = JSON.parse(text);
    return { contents, style, file: bytesOf(contents.model) }; // as whole as the contents that it is in
}

/** @param {string} base64 */
function bytesOf(base64) {
    const letters = atob(base64);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
}

/**
 * The text of a block of data, if its checksum is right.
 * @param {string} id
 */
function checkedText(id) {
    const block = document.getElementById(id);
    const text = block && block.textContent;
    return text && block.dataset.sha256 === sha256(new TextEncoder().encode(text)) ? text : null;
}

const PRIMES = firstPrimes(64);
const SUMMANDS = Int32Array.from(PRIMES, (prime) => fractionOf(Math.cbrt(prime)));

/**
 * SHA-256 as FIPS 180-4 has it, in hexadecimal. The browser's own does not work on pages that come over plain http.
 * @param {Uint8Array} bytes
 */
export function sha256(bytes) {
    const hash = Int32Array.from(PRIMES.slice(0, 8), (prime) => fractionOf(Math.sqrt(prime)));
    const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
    const words = new Int32Array(64);
    for (let start = 0; start < padded.length; start += 64) {
        for (let i = 0; i < 16; i++) words[i] = view.getInt32(start + 4 * i);
        mixIn(words, hash);
    }
    return Array.from(hash, (value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * Mix a block into the hash: a function of its own, which browsers make fast long before the last block.
 * @param {Int32Array} w the block's sixteen words, and room for those that follow from them
 * @param {Int32Array} hash
 */
function mixIn(w, hash) {
    for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
        w[i] = w[i - 16] + s0 + w[i - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
        const choice = (e & f) ^ (~e & g);
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + SUMMANDS[i] + w[i]) | 0;
        const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = (d + one) | 0;
        d = c;
        c = b;
        b = a;
        a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] += value; });
}

/**
 * @param {number} x
 * @param {number} by
 */
function turned(x, by) {
    return (x >>> by) | (x << (32 - by));
}

/** @param {number} root */
function fractionOf(root) {
    return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

/** @param {number} count */
function firstPrimes(count) {
    /** @type {number[]} */
    const found = [];
    for (let number = 2; found.length < count; number++) {
        if (found.every((prime) => number % prime)) found.push(number);
    }
    return found;
}
