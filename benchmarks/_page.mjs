// Opens a bare page and ours, and draws on it: node _page.mjs CHROMIUM NODE_MODULES BARE PAGE PROFILES RUNS.
// The figures go to stdout as JSON.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [program, modules, bare, file, profiles, runs] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")).href);
const QUIET = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
const start = (name) => puppeteer.launch({ executablePath: program, headless: true, protocolTimeout: 600_000,
    args: [...QUIET, `--user-data-dir=${profiles}/${name}`] });

/** Open a page in a new tab; return the tab, and the milliseconds from navigation to first paint. */
async function open(browser, address) {
    const tab = await browser.newPage();
    await tab.setViewport({ width: 1366, height: 768 });
    await tab.evaluateOnNewDocument(() => {
        window.frames_ms = [];
        const request = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (act) => request((time) => {
            const began = performance.now();
            act(time);
            window.frames_ms.push(performance.now() - began);
        });
    });
    await tab.goto(pathToFileURL(address).href);
    const paint = await tab.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]);
    return { tab, ms: await paint.evaluate(({ startTime }) => startTime) };
}

const found = { bareCold: [], bareWarm: [], cold: [], warm: [], frames: [] };
for (let run = 0; run < Number(runs); run++) {
    const other = await start(`bare${run}`);
    found.bareCold.push((await open(other, bare)).ms);
    found.bareWarm.push((await open(other, bare)).ms);
    await other.close();
    const browser = await start(`page${run}`);
    found.cold.push((await open(browser, file)).ms);
    const next = await open(browser, file);
    found.warm.push(next.ms);
    await next.tab.evaluate(() => { window.frames_ms.length = 0; });
    const box = await (await next.tab.$(".board")).boundingBox();
    const at = (i) => [box.x + box.width * (0.5 + 0.3 * Math.cos(i / 9)), box.y + box.height * (0.5 + 0.3 * Math.sin(i / 9))];
    await next.tab.mouse.move(...at(0));
    await next.tab.mouse.down();
    for (let i = 1; i < 120; i++) {
        await next.tab.mouse.move(...at(i));
        await next.tab.evaluate(() => new Promise((done) => { requestAnimationFrame(done); }));
    }
    await next.tab.mouse.up();
    found.frames.push(...await next.tab.evaluate(() => window.frames_ms.filter((ms) => ms > 0.3)));
    await browser.close();
}
process.stdout.write(JSON.stringify(found));
