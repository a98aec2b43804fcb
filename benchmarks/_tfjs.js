// TensorFlow.js in WebAssembly as a contestant: the answer to one drawing.
const path = require('path');
const readline = require('readline');
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const { NETS } = require('./_nets.js');

const TURN_SECONDS = 0.15;
const { size, blocks, dense, classes } = NETS[process.argv[2]];

function model() {
  const net = tf.sequential();
  blocks.forEach(([kernelSize, filters], block) => {
    const inputShape = block === 0 ? { inputShape: [size, size, 1] } : {};
    net.add(tf.layers.conv2d({ filters, kernelSize, activation: 'relu', useBias: false, ...inputShape }));
    net.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  });
  net.add(tf.layers.flatten());
  for (const units of dense) net.add(tf.layers.dense({ units, activation: 'relu' }));
  net.add(tf.layers.dense({ units: classes, activation: 'sigmoid' }));
  return net;
}

function turn(work) {
  const seconds = [];
  let spent = 0;
  while (seconds.length < 3 || spent < TURN_SECONDS) {
    const began = process.hrtime.bigint();
    work();
    seconds.push(Number(process.hrtime.bigint() - began) / 1e9);
    spent += seconds[seconds.length - 1];
  }
  return seconds;
}

async function main() {
  wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  await tf.setBackend('wasm');
  await tf.ready();
  const net = model();
  const drawing = tf.fill([1, size, size, 1], -1);
  const answer = () => tf.tidy(() => net.predict(drawing).dataSync());
  answer();
  console.log('ready');
  readline.createInterface({ input: process.stdin }).on('line', () => {
    answer(); // once for the caches
    console.log(JSON.stringify(turn(answer)));
  });
}

main();
