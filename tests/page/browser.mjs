// Uses a page as people do: node browser.mjs chromium|firefox PROGRAM NODE_MODULES PAGE_FILE DOWNLOADS PROFILE.
// What it saw goes to stdout as JSON; what should have been there is for the tests to say.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [kind, program, modules, file, downloads, profile] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")).href);
const PATIENCE_MS = 600_000; // a busy machine is slow, not wrong
const QUIET = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`,
];
const seen = { requests: [], messages: [] };

async function open(address = pathToFileURL(file).href) {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => seen.messages.push(message.text()));
    page.on("pageerror", (error) => seen.messages.push(String(error)));
    page.on("request", (request) => seen.requests.push(request.url().slice(0, 200)));
    if (kind === "chromium") {
        await page.evaluateOnNewDocument(() => {
            window.frames_ms = [];
            const request = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = (act) => request((time) => {
                const began = performance.now();
                act(time);
                window.frames_ms.push(performance.now() - began);
            });
            new MutationObserver((_, observer) => {
                if (!document.querySelector("header")) return;
                window.built_ms = performance.now();
                observer.disconnect();
            }).observe(document, { childList: true, subtree: true });
        });
    }
    await page.setViewport({ width: 1366, height: 768 });
    await page.goto(address);
    await settled(page);
    return page;
}

const settled = (page) => page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(done));
}));
const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const picture = async (page, selector) => createHash("sha256")
    .update(await page.$eval(selector, (canvas) => canvas.toDataURL())).digest("hex");
const button = (page, name) => page.evaluateHandle((wanted) => (
    [...document.querySelectorAll("button")].find((each) => (each.getAttribute("aria-label") || each.textContent) === wanted)
), name);
const press = async (page, name) => {
    const found = await button(page, name);
    await found.asElement().click();
    await settled(page);
};

const speaks = async (page, list, code) => {
    await page.select(`select[aria-label='${list}']`, code);
    await settled(page);
};

const TICK = [[66, 130], [84, 150], [104, 184], [128, 142], [156, 102], [194, 66]];
const CROSS = [[[70, 70], [128, 126], [190, 188]], [[188, 70], [130, 128], [68, 186]]];

async function placesOn(page, points) {
    const box = await (await page.$(".board")).boundingBox();
    return points.map(([x, y]) => [box.x + (x / 256) * box.width, box.y + (y / 256) * box.height]);
}

/** Draw a stroke with the mouse and return the network's pictures on the way. */
async function draw(page, points, steps = 6) {
    const places = await placesOn(page, points);
    const pictures = [];
    await page.mouse.move(...places[0]);
    await page.mouse.down();
    for (const place of places.slice(1)) {
        await page.mouse.move(...place, { steps });
        await settled(page);
        pictures.push(await picture(page, ".network canvas"));
    }
    await page.mouse.up();
    await settled(page);
    return pictures;
}

async function answer(page) {
    const figures = await page.$$eval(".bars .figures", (all) => all.map((each) => each.textContent));
    return { headline: await text(page, ".headline"), because: await text(page, ".because"), figures };
}

async function drawsByMouse() {
    const page = await open();
    seen.before = await answer(page);
    seen.duringStroke = await draw(page, TICK);
    seen.tick = await answer(page);
    return page;
}

async function usesEverything(page) {
    const box = await (await page.$(".network canvas")).boundingBox();
    const held = [box.x + box.width * 0.14, box.y + 60];
    for (let x = held[0]; x < box.x + box.width; x += 9) { // until a map is hit
        await page.mouse.click(x, held[1]);
        await settled(page);
        if ((await text(page, ".inspector > p")).startsWith("Filter")) break;
    }
    await page.mouse.move(5, 5);
    await settled(page);
    seen.held = { caption: await text(page, ".inspector > p"), lines: await page.$$eval(".lines p", (all) => all.map((p) => p.textContent)) };
    const before = await answer(page);
    await press(page, "Mute");
    const muted = await answer(page);
    await page.keyboard.down("Control");
    await page.keyboard.press("z");
    await page.keyboard.up("Control");
    await settled(page);
    seen.muting = { before, muted, undone: await answer(page) };
    await press(page, "Draw my own filter…");
    await page.click(".squares button:nth-child(7)");
    await settled(page);
    await press(page, "Invert");
    const painted = await answer(page);
    await press(page, "Done");
    await press(page, "As trained");
    seen.painting = { painted, restored: await answer(page) };
    await press(page, "Step forward");
    seen.stepped = await text(page, ".inspector > p");
    await press(page, "Play");
    await page.waitForFunction((last) => document.querySelector(".inspector > p").textContent !== last, {}, seen.stepped);
    await press(page, "Pause");
    await press(page, "Squares that matter");
    await page.waitForFunction(() => document.querySelector(".note").textContent.startsWith("Orange"));
    seen.squares = await text(page, ".note");
    await press(page, "Squares that matter");
    await speaks(page, "Language", "de");
    seen.german = { ...await answer(page), title: await text(page, ".seen h2"), ...await page.evaluate(() => (
        { lang: document.documentElement.lang, focus: document.activeElement.getAttribute("aria-label") }
    )) };
    await speaks(page, "Sprache", "en");
}

async function drawsByKeys(page) {
    await press(page, "Clear");
    seen.stops = [];
    for (let i = 0; i < 6; i++) { // pen width, grid, squares, colour range, network, speed
        await page.keyboard.press("Tab");
        seen.stops.push(await page.evaluate(() => document.activeElement.matches("button, input, select, [role]")));
    }
    seen.cleared = await answer(page);
    await page.focus(".board");
    const go = async (key, times) => { for (let i = 0; i < times; i++) await page.keyboard.press(key); };
    await go("ArrowLeft", 6);
    await page.keyboard.press("Space");
    for (let i = 0; i < 5; i++) { await go("ArrowRight", 1); await go("ArrowDown", 1); }
    for (let i = 0; i < 10; i++) { await go("ArrowRight", 1); await go("ArrowUp", 1); }
    await page.keyboard.press("Space");
    await settled(page);
    seen.byKeys = await answer(page);
    await page.focus(".network");
    await page.keyboard.press("ArrowDown");
    await settled(page);
    seen.keyed = { spoken: await text(page, "[role=status]"), caption: await text(page, ".inspector > p") };
    await page.keyboard.press("Escape");
}

async function drawsByTouch(page) {
    await press(page, "Clear");
    for (const stroke of CROSS) {
        const places = await placesOn(page, stroke);
        const touch = await page.touchscreen.touchStart(...places[0]);
        for (const place of places.slice(1)) await touch.move(...place);
        await touch.end();
        await speaks(page, "Language", "de"); // between strokes, which go on counting their time
        await speaks(page, "Sprache", "en");
    }
    await settled(page);
    seen.byTouch = await answer(page);
}

async function savesDrawings(page) {
    const session = await page.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
    await press(page, "Keep as cross");
    await draw(page, TICK, 2);
    await press(page, "Keep as tick");
    await press(page, "Save my drawings… (2)");
    const saved = `${downloads}/tickdraw drawings.ndjson`;
    for (let i = 0; i < 200 && !existsSync(saved); i++) await settled(page);
    seen.saved = saved;
}

async function isAccessible(page) {
    await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    seen.axe = [];
    for (const [width, scheme] of [[1366, "light"], [1366, "dark"], [360, "light"], [360, "dark"]]) {
        await page.setViewport({ width, height: 740 });
        await page.select("select[aria-label='Colours']", scheme);
        await settled(page);
        const found = await page.evaluate(() => window.axe.run());
        seen.axe.push(...found.violations.map(({ id, nodes }) => `${width} ${scheme} ${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`));
    }
    await page.setViewport({ width: 1366, height: 768 });
}

async function isFast(page) {
    await page.evaluate(() => { window.frames_ms.length = 0; });
    const round = Array.from({ length: 60 }, (_, i) => [128 + 80 * Math.cos(i / 9), 128 + 80 * Math.sin(i / 9)]);
    await draw(page, round, 1);
    seen.framesMs = await page.evaluate(() => window.frames_ms.filter((ms) => ms > 0.3));
    const fresh = await open();
    const paint = await fresh.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]);
    seen.firstPaintMs = await paint.evaluate((entry) => entry.startTime);
    seen.builtMs = await fresh.evaluate(() => window.built_ms);
    await fresh.close();
}

const browser = await puppeteer.launch(kind === "firefox"
    ? { browser: "firefox", executablePath: program, headless: true, timeout: PATIENCE_MS, protocolTimeout: PATIENCE_MS }
    : { executablePath: program, headless: true, timeout: PATIENCE_MS, protocolTimeout: PATIENCE_MS, args: QUIET });
try {
    const page = await drawsByMouse();
    if (kind === "chromium") {
        await usesEverything(page);
        await drawsByKeys(page);
        await drawsByTouch(page);
        await savesDrawings(page);
        await isFast(page);
        await isAccessible(page);
    }
} finally {
    await browser.close();
}
process.stdout.write(JSON.stringify(seen));
