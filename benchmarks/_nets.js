// The networks of _bench.py for the contestants that run in Node: [filter size, filters] a block, and dense layers.
exports.NETS = {
  S: { size: 28, blocks: [[5, 8], [3, 16]], dense: [], classes: 2 },
  M: { size: 28, blocks: [[3, 16], [3, 32]], dense: [64], classes: 10 },
  L: { size: 64, blocks: [[5, 16], [3, 32], [3, 64]], dense: [64], classes: 10 },
};
