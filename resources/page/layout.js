/**
 * Where everything stands in the picture of the network: functions of the network and the space there is.
 *
 * On a wide screen its layers are columns from left to right; on an upright one they are bands from top to bottom.
 */

import { GRID } from "./network.js";
import { grouped, mark, tr } from "./texts.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./explain.js").Cell} Cell */
/** @typedef {{x: number, y: number, width: number, height: number}} Rect */
/**
 * One column or band: tiles with the maps or filters of a layer, one tile with all its neurons, or the outputs.
 * @typedef {object} Band
 * @property {"grid" | "filters" | "maps" | "neurons" | "outputs"} kind
 * @property {number} layer whose output is shown; GRID for the grid
 * @property {string[]} titles the long one and the short one
 * @property {string[]} subtitles
 * @property {number} rows of a tile
 * @property {number} columns of a tile
 * @property {number} count how many maps, neurons or outputs there are
 * @property {number[]} maps which of them the tiles show
 * @property {Rect[]} tiles
 */
/** @typedef {{width: number, height: number, bands: Band[], isUpright: boolean}} Layout */

export const MOST_MAPS = 32;
export const TITLE_PX = 34;
const GAP_PX = 4;
const LEAST_TILE_PX = 16;
const COMFORTABLE_TILE_PX = 26;
const LARGEST_TILE_PX = 64;
const NEURONS_PX = 14;
const WEIGHTS_PX = 110;
const LABEL_PX = 84;
const SCALES = { grid: 3, filters: 0.75 };
const TITLES = {
    conv: [mark("Convolution"), mark("Conv")], relu: ["ReLU", "ReLU"], pool: [mark("Max pool"), mark("Pool")],
};

/**
 * @param {Network} network
 * @param {number} width
 * @param {number} height
 * @param {boolean} isUpright
 * @returns {Layout}
 */
export function layOut(network, width, height, isUpright) {
    return isUpright ? fromTopToBottom(network, width) : fromLeftToRight(network, width, height);
}

/**
 * The bands before they have a place.
 * @param {Network} network
 * @param {boolean} isMerged whether later ReLUs are shown together with the pooling after them
 * @returns {Band[]}
 */
function planned(network, isMerged) {
    const size = network.gridSize;
    const plain = { tiles: [], maps: [0] };
    /** @type {Band[]} */
    const bands = [{ ...plain, kind: "grid", layer: GRID, titles: [tr("Input")],
        subtitles: [`${size}×${size}, ±1`, `${size}×${size}`],
        rows: size, columns: size, count: 1 }];
    let convolutions = 0;
    for (const [layer, { kind }] of network.layers.entries()) {
        const next = network.layers[layer + 1];
        const [count, rows = 1, columns = 1] = network.shapes[layer];
        if (network.shapes[layer].length === 1) {
            if (next && next.kind === "dense") {
                bands.push({ ...plain, kind: "neurons", layer, titles: [tr("Neurons")],
                    subtitles: [grouped(count)], rows: count, columns: 1, count });
            }
            continue;
        }
        convolutions += kind === "conv" ? 1 : 0;
        const isLater = isMerged && convolutions > 1;
        if (isLater && kind === "relu" && next.kind === "pool") continue;
        const maps = Array.from({ length: Math.min(count, MOST_MAPS) }, (_, map) => map);
        const number = maps.length === count ? String(count) : tr("{shown} of {maps}", { shown: maps.length, maps: count });
        const band = { ...plain, layer, count, maps };
        const made = network.layers[layer];
        if (made.kind === "conv" && layer === 0) {
            bands.push({ ...band, kind: "filters", titles: [tr("Filters"), tr("Filter")],
                subtitles: [`${number} · ${made.size}×${made.size}`, `${made.size}×${made.size}`],
                rows: made.size, columns: made.size });
        }
        const isAll = maps.length === count;
        const cells = `${rows}×${columns}`;
        const own = TITLES[/** @type {"conv"} */ (kind)].map((text) => tr(text));
        const titles = isLater && kind === "pool" ? [tr("ReLU + pool"), tr("+ pool")] : own;
        // Where maps are left out, that has to be said even where there is little room.
        const subtitles = kind === "relu" && isAll ? [tr("no negatives"), "≥ 0"] : [`${number} · ${cells}`, isAll ? cells : number];
        bands.push({ ...band, kind: "maps", titles, subtitles, rows, columns });
    }
    return bands;
}

/**
 * @param {Network} network
 * @returns {Band}
 */
function outputsOf(network) {
    const count = network.classes.length;
    const subtitle = network.head === "sigmoid" ? tr("confidence 0…1") : tr("share of 100 %");
    const maps = network.classes.map((_, unit) => unit);
    return { kind: "outputs", layer: network.layers.length - 1, titles: [tr("Output")], subtitles: [subtitle], rows: count, columns: 1,
        count, maps, tiles: [] };
}

/**
 * @param {Network} network
 * @param {number} width
 * @param {number} height
 * @returns {Layout}
 */
function fromLeftToRight(network, width, height) {
    const space = height - TITLE_PX - GAP_PX;
    const strips = network.layers.filter(({ kind }) => kind === "dense").length;
    const outputsPx = Math.min(54, (0.8 * space) / network.classes.length) + LABEL_PX;
    const room = width - outputsPx - strips * (WEIGHTS_PX + NEURONS_PX);
    const [every, merged] = [false, true].map((isMerged) => fitted(planned(network, isMerged), room, space));
    const best = every.tile >= Math.min(COMFORTABLE_TILE_PX, merged.tile) ? every : merged;
    const tile = Math.max(best.tile, LEAST_TILE_PX);
    const { bands, down } = best;
    const widthOf = (/** @type {Band} */ band) => (band.kind === "neurons" ? NEURONS_PX
        : Math.ceil(band.maps.length / down) * (tile * scaleOfKind(band) + GAP_PX) - GAP_PX);
    const used = bands.reduce((sum, band) => sum + widthOf(band), 0);
    const spare = Math.max(width - outputsPx - strips * WEIGHTS_PX - used, 0);
    const gap = Math.min(Math.max((0.55 * spare) / (bands.length - strips), 10), 44);
    const weights = WEIGHTS_PX + Math.max(spare - gap * (bands.length - strips), 0) / strips;
    let x = 0;
    for (const band of bands) {
        band.tiles = band.kind === "neurons" ? [{ x, y: TITLE_PX, width: NEURONS_PX, height: space }]
            : tilesOf(band, x, space, tile * scaleOfKind(band), Math.ceil(band.maps.length / down));
        x += widthOf(band) + (band.kind === "neurons" ? weights : gap);
    }
    const outputs = outputsOf(network);
    const pitch = space / outputs.count;
    const side = Math.min(54, pitch * 0.8);
    outputs.tiles = outputs.maps.map((unit) => (
        { x, y: TITLE_PX + (unit + 0.5) * pitch - side / 2, width: side, height: side }
    ));
    return { width: Math.max(x + outputsPx, width), height, bands: [...bands, outputs], isUpright: false };
}

/** @param {Band} band */
function scaleOfKind({ kind }) {
    return kind === "grid" || kind === "filters" ? SCALES[kind] : 1;
}

/**
 * So many tiles one above the other that they become as large as they can.
 * @param {Band[]} bands
 * @param {number} room
 * @param {number} space
 */
function fitted(bands, room, space) {
    const tiled = bands.filter(({ kind }) => kind !== "neurons");
    const most = Math.max(...tiled.map(({ maps }) => maps.length));
    const found = [4, 6, 8, 10, 12, 16, 24, 32].map((rows) => {
        const down = Math.min(rows, most);
        const across = tiled.map(({ maps }) => Math.ceil(maps.length / down));
        const gaps = tiled.length * 10 + across.reduce((sum, count) => sum + count - 1, 0) * GAP_PX;
        const tiles = tiled.reduce((sum, band, i) => sum + across[i] * scaleOfKind(band), 0);
        return { bands, down, tile: Math.min((room - gaps) / tiles, space / down - GAP_PX, LARGEST_TILE_PX) };
    });
    return found.reduce((best, each) => (each.tile > best.tile ? each : best));
}

/**
 * Tiles side by side and under each other; rows are filled first, so that a filter stands beside its map.
 * @param {Band} band
 * @param {number} x
 * @param {number} space
 * @param {number} side
 * @param {number} across
 */
function tilesOf(band, x, space, side, across) {
    const pitch = space / Math.ceil(band.maps.length / across);
    return band.maps.map((_, i) => ({
        x: x + (i % across) * (side + GAP_PX),
        y: TITLE_PX + (Math.floor(i / across) + 0.5) * pitch - side / 2,
        width: side,
        height: side,
    }));
}

/**
 * @param {Network} network
 * @param {number} width
 * @returns {Layout}
 */
function fromTopToBottom(network, width) {
    const bands = planned(network, true);
    let y = 0;
    for (const [i, band] of bands.entries()) {
        const isBesideGrid = band.kind === "filters";
        const left = isBesideGrid ? bands[i - 1].tiles[0].width + 3 * GAP_PX : 0;
        if (isBesideGrid) y = 0;
        if (band.kind === "grid") {
            band.subtitles = band.subtitles.slice(1); // the filters' title begins beside it
            band.tiles = [{ x: 0, y: TITLE_PX, width: 104, height: 104 }];
        } else if (band.kind === "neurons") {
            const isBelowLines = bands[i - 1].kind === "neurons";
            if (isBelowLines) band.titles = band.subtitles = [""];
            band.tiles = [{ x: 0, y: y + (isBelowLines ? 0 : TITLE_PX), width, height: NEURONS_PX }];
        } else {
            band.tiles = rowsOfTiles(band, left, y + TITLE_PX, width - left - 1);
        }
        const bottom = Math.max(...band.tiles.map((tile) => tile.y + tile.height));
        y = Math.max(bottom, isBesideGrid ? TITLE_PX + 104 : 0) + (band.kind === "neurons" ? WEIGHTS_PX : 8);
    }
    const outputs = outputsOf(network);
    const pitch = width / outputs.count;
    const side = Math.min(48, pitch * 0.8);
    outputs.tiles = outputs.maps.map((unit) => ({ x: (unit + 0.5) * pitch - side / 2, y, width: side, height: side }));
    return { width, height: y + side + 40, bands: [...bands, outputs], isUpright: true };
}

/**
 * @param {Band} band
 * @param {number} left
 * @param {number} top
 * @param {number} width
 */
function rowsOfTiles({ maps, kind }, left, top, width) {
    const least = kind === "filters" ? 26 : 34;
    const lines = Math.ceil((maps.length * (least + GAP_PX)) / (width + GAP_PX));
    const across = Math.ceil(maps.length / lines);
    const side = Math.min((width + GAP_PX) / across - GAP_PX, kind === "filters" ? 40 : 52);
    return maps.map((_, i) => ({
        x: left + (i % across) * (side + GAP_PX),
        y: top + Math.floor(i / across) * (side + GAP_PX),
        width: side,
        height: side,
    }));
}

/**
 * Whether the neurons of a band lie in a row, not in a column.
 * @param {Layout} layout
 * @param {Band} band
 */
function isLying(layout, band) {
    return layout.isUpright && band.kind === "neurons";
}

/**
 * The value that is shown at a position, if any.
 * @param {Layout} layout
 * @param {number} x
 * @param {number} y
 * @returns {Cell | null}
 */
export function cellUnder(layout, x, y) {
    for (const band of layout.bands) {
        for (const [i, tile] of band.tiles.entries()) {
            const [across, down] = [(x - tile.x) / tile.width, (y - tile.y) / tile.height];
            if (across < 0 || across >= 1 || down < 0 || down >= 1 || band.kind === "filters") continue;
            const map = band.maps[i];
            if (band.kind === "outputs") return { layer: band.layer, map, row: 0, column: 0 };
            if (band.kind === "neurons") {
                const unit = Math.floor((isLying(layout, band) ? across : down) * band.count);
                return { layer: band.layer, map: unit, row: 0, column: 0 };
            }
            const [row, column] = [Math.floor(down * band.rows), Math.floor(across * band.columns)];
            return { layer: band.layer, map, row, column };
        }
    }
    return null;
}

/**
 * Where cells of one map, from one to another, are shown; null for layers and maps that are not.
 * @param {Layout} layout
 * @param {Cell} from
 * @param {Cell} to
 * @returns {Rect | null}
 */
export function rectOf(layout, from, to = from) {
    const band = layout.bands.find(({ layer, kind }) => layer === from.layer && kind !== "filters");
    if (!band) return null;
    const neurons = band.kind === "neurons";
    const place = neurons ? 0 : band.maps.indexOf(from.map);
    if (place < 0) return null;
    const tile = band.tiles[place];
    if (band.kind === "outputs") return tile;
    const [rows, columns] = isLying(layout, band) ? [1, band.count] : [band.rows, band.columns];
    const [width, height] = [tile.width / columns, tile.height / rows];
    const first = !neurons ? [from.row, from.column] : isLying(layout, band) ? [0, from.map] : [from.map, 0];
    const last = !neurons ? [to.row, to.column] : isLying(layout, band) ? [0, to.map] : [to.map, 0];
    return {
        x: tile.x + first[1] * width,
        y: tile.y + first[0] * height,
        width: (last[1] - first[1] + 1) * width,
        height: (last[0] - first[0] + 1) * height,
    };
}

/**
 * Where lines to the neurons or outputs of a band end, one point each.
 * @param {Layout} layout
 * @param {Band} band
 * @param {boolean} isBefore whether the lines come from before it
 */
export function endsOf(layout, band, isBefore) {
    const { isUpright } = layout;
    return Array.from({ length: band.count }, (_, unit) => {
        const rect = /** @type {Rect} */ (rectOf(layout, { layer: band.layer, map: unit, row: 0, column: 0 }));
        const middle = isUpright ? rect.x + rect.width / 2 : rect.y + rect.height / 2;
        const edge = isUpright ? rect.y + (isBefore ? 0 : rect.height) : rect.x + (isBefore ? 0 : rect.width);
        return isUpright ? [middle, edge] : [edge, middle];
    });
}
