// Opens a page cut off or altered: node damage.mjs CHROMIUM NODE_MODULES WHOLE_PAGE PROFILE HOW_MANY PART PARTS.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [program, modules, whole, profile] = process.argv.slice(2);
const [many, part, parts] = process.argv.slice(6).map(Number);
const require = createRequire(`${modules}/`);
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")).href);
const PATIENCE_MS = 600_000; // a busy machine is slow, not wrong
const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`];
const data = readFileSync(whole);
const file = whole.replace("whole", "damaged");
const browser = await puppeteer.launch({ executablePath: program, headless: true, timeout: PATIENCE_MS, protocolTimeout: PATIENCE_MS, args });
const page = await browser.newPage();
page.setDefaultTimeout(PATIENCE_MS);
await page.setViewport({ width: 640, height: 480 });

/** What a page shows, its texts and its pictures, once that stays as it is. */
async function shown(address) {
    await page.goto(pathToFileURL(address).href, { waitUntil: "domcontentloaded", timeout: 300_000 });
    return page.evaluate(async () => {
        const frames = async (count) => {
            for (let i = 0; i < count; i++) await new Promise((done) => { requestAnimationFrame(done); });
        };
        const look = () => [
            document.title,
            document.body ? document.body.innerText.replace(/[\d.]+ ms/, "") : "",
            document.body ? getComputedStyle(document.body).backgroundColor : "",
            ...[...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
        ].join("\n");
        let [before, now] = ["", look()];
        while (now !== before) {
            await frames(4);
            [before, now] = [now, look()];
        }
        return now;
    });
}

const same = await shown(whole);
const cases = [];
let seed = 0;
const random = (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * below); };
try {
    for (let i = part; i < many; i += parts) {
        seed = 12345 + 7919 * i;
        // Two of three in the first thousand bytes, where everything hangs on each: half of these among the very first.
        const place = random([data.length, 1000, 150][i % 3]);
        const altered = Buffer.from(data);
        altered[place] ^= 1 + random(255);
        const length = Math.floor((data.length * i) / many);
        for (const [kind, bytes, at] of [
            ["altered", altered, place],
            ["cut", data.subarray(0, length), length],
        ]) {
            writeFileSync(file, bytes);
            const found = await shown(file);
            cases.push({ kind, place: at, same: found === same, told: found.includes("is damaged"), found: found === same ? "" : found.slice(0, 300) });
        }
    }
} finally {
    await browser.close();
}
process.stdout.write(JSON.stringify({ cases }));
