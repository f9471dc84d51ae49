// Times the encoders that export.py wrote, alternating, on two threads: node bench/sam-encoders/time.js FOLDER
const { join } = require('node:path');
const { InferenceSession, Tensor } = require('onnxruntime-node');

const ROUNDS = 9;
const dims = [1, 3, 1024, 1024];
const pixels = Float32Array.from({ length: 3 * 1024 * 1024 }, Math.random);

async function main([folder]) {
  const encoders = [];
  for (const name of ['sam2.1-tiny', 'edgetam']) {
    const session = await InferenceSession.create(join(folder, `${name}.onnx`), { intraOpNumThreads: 2 });
    encoders.push({ name, session, ms: [] });
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { session, ms } of encoders) {
      const start = performance.now();
      await session.run({ pixel_values: new Tensor('float32', pixels, dims) });
      // The first round warms up.
      if (round > 0) ms.push(performance.now() - start);
    }
  }
  const [slow, quick] = encoders.map(({ name, ms }) => {
    const best = Math.min(...ms);
    console.log(`${name.padEnd(12)} ${Math.round(best)} ms (best of ${ROUNDS})`);
    return best;
  });
  console.log(`ratio        ${(slow / quick).toFixed(1)}`);
}

void main(process.argv.slice(2));
