// Which names a page shows: node names.mjs CHROMIUM NODE_MODULES PAGE PROFILE.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [program, modules, file, profile] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")).href);
const PATIENCE_MS = 600_000; // a busy machine is slow, not wrong
const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`];
const browser = await puppeteer.launch({ executablePath: program, headless: true, timeout: PATIENCE_MS, protocolTimeout: PATIENCE_MS, args });
const messages = [];
try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(String(error)));
    page.on("dialog", (dialog) => { messages.push(dialog.message()); dialog.dismiss(); });
    await page.setViewport({ width: 360, height: 740 });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector(".bars .name");
    const seen = await page.evaluate(() => ({
        names: [...document.querySelectorAll(".bars .name")].map((name) => name.textContent),
        scripts: document.scripts.length,
        width: document.documentElement.clientWidth,
        widest: document.documentElement.scrollWidth,
    }));
    process.stdout.write(JSON.stringify({ ...seen, messages }));
} finally {
    await browser.close();
}
