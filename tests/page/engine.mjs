// Lets the page's own code look at drawings: node engine.mjs PAGE_FOLDER JOBS.json VALUES.f32, answers on stdout.
// Every layer's values go to VALUES.f32 one after the other: drawing by drawing, then the confidences.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, jobsFile, valuesFile] = process.argv.slice(2);
const part = (name) => import(pathToFileURL(`${folder}/${name}.js`).href);
const { lookAt, readNetwork } = await part("network");
const { explanationOf } = await part("explain");
const { threadOf, voteMap, whatSquaresAdd } = await part("thread");
const { describe, speak } = await part("texts");
const { effectInWords, sumOf } = await part("sums");
const { gridOf } = await part("strokes");
const { withChanges } = await part("edits");

const { jobs, catalogues } = JSON.parse(readFileSync(jobsFile, "utf8"));
const values = openSync(valuesFile, "w");
const answers = jobs.map(({ model, drawings, cells = [], explained = 0, changes, square }) => {
    const trained = readNetwork(new Uint8Array(Buffer.from(model, "base64")));
    const network = changes ? withChanges(trained, changes) : trained;
    return drawings.map((drawing, number) => {
        const chosen = number < explained ? cells : [];
        const grid = gridOf(drawing, network.gridSize);
        const trace = lookAt(network, grid);
        for (const layer of [grid, ...trace.values, trace.confidences]) writeSync(values, Buffer.from(layer.buffer));
        const told = Object.entries(catalogues).map(([code, catalogue]) => {
            speak(code, catalogue);
            const sums = chosen.map((cell) => sumOf(network, cell, explanationOf(network, trace, cell)));
            return { ...describe(network, trace), sums };
        });
        speak("en", {});
        const threads = chosen.map((cell) => {
            const thread = threadOf(network, trace, cell);
            return { ...thread, votes: Array.from(thread.votes), effect: effectInWords(network.classes, thread.votes) };
        });
        const votes = chosen.length ? Array.from(voteMap(network, trace, 0).votes) : [];
        const squares = [];
        if (square) {
            const steps = whatSquaresAdd(network, grid, 0);
            let step = steps.next();
            while (!step.done) step = steps.next();
            squares.push(...step.value);
        }
        return { told, threads, votes, squares };
    });
});
closeSync(values);
process.stdout.write(JSON.stringify(answers));
