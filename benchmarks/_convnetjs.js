// ConvNetJS as a contestant: one step trains on one batch of 64 drawings with its own Adam-like trainer.
const convnetjs = require('convnetjs');
const readline = require('readline');
const { NETS } = require('./_nets.js');

const BATCH = 64;
const DRAWINGS = 8; // of each batch that are timed: ConvNetJS works through them one by one

const { size, blocks, dense, classes } = NETS[process.argv[2]];
const layers = [{ type: 'input', out_sx: size, out_sy: size, out_depth: 1 }];
for (const [sx, filters] of blocks) {
  layers.push({ type: 'conv', sx, filters, stride: 1, activation: 'relu' });
  layers.push({ type: 'pool', sx: 2, stride: 2 });
}
for (const units of dense) layers.push({ type: 'fc', num_neurons: units, activation: 'relu' });
layers.push({ type: 'softmax', num_classes: classes });

const net = new convnetjs.Net();
net.makeLayers(layers);
const trainer = new convnetjs.Trainer(net, { method: 'adam', batch_size: BATCH, learning_rate: 0.001 });
const drawing = new convnetjs.Vol(size, size, 1, -1);
for (let i = 0; i < drawing.w.length; i += 5) drawing.w[i] = 1;

console.log('ready');
readline.createInterface({ input: process.stdin }).on('line', () => {
  const began = process.hrtime.bigint();
  for (let i = 0; i < DRAWINGS; i++) trainer.train(drawing, i % classes);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(JSON.stringify([(seconds * BATCH) / DRAWINGS]));
});
