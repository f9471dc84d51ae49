// A deterministic 1920 x 1080 image with 20 coloured shapes, in any number of variants. Each variant has different
// pixels, so that no image cache can make a result look faster than it is.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { cache, ours } = require('./paths');

const size = { width: 1920, height: 1080 };
const [COLUMNS, ROWS] = [5, 4];

const colours = { red: '#d62728', green: '#2ca02c', blue: '#1f4fd8', yellow: '#f2d21b', purple: '#7b2fb5' };
/** SVG shapes around the origin, about 2 units wide and 2 high. */
const shapes = {
  circle: '<circle r="1"/>',
  square: '<rect x="-0.9" y="-0.9" width="1.8" height="1.8"/>',
  triangle: '<path d="M0-1 1 .9H-1Z"/>',
  star: '<path d="M0-1 .25-.31 .95-.31 .38 .12 .59 .81 0 .4-.59 .81-.38 .12-.95-.31-.25-.31Z"/>',
};
const prompt = Object.keys(shapes).join('. ');

const objects = Array.from({ length: COLUMNS * ROWS }, (_, at) => {
  const radius = 85 + ((at * 37) % 35);
  return {
    x: ((at % COLUMNS) + 0.5) * (size.width / COLUMNS) + ((at * 53) % 80) - 40,
    y: (Math.floor(at / COLUMNS) + 0.5) * (size.height / ROWS),
    radius,
    colour: Object.values(colours)[(at * 3) % 5],
    shape: Object.keys(shapes)[(at * 7 + Math.floor(at / COLUMNS)) % 4],
  };
});

/** The detections of a perfect detector: `bbox` is `[x, y, width, height]` in pixels. */
const detections = objects.map(({ x, y, radius, shape }) => ({
  label: shape,
  score: 1,
  bbox: [x - radius, y - radius, 2 * radius, 2 * radius],
}));

/** Draws a variant as a JPEG, or reads it from the cache. The noise makes it as slow to decode as a photograph. */
async function sceneImage(variant) {
  const file = join(cache, `scene-${variant}.jpg`);
  if (!existsSync(file)) {
    const drawn = objects.map(
      ({ x, y, radius, colour, shape }) =>
        `<g transform="translate(${x} ${y}) scale(${radius})" fill="${colour}">${shapes[shape]}</g>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
      <rect width="100%" height="100%" fill="#c9c4b8"/>${drawn.join('')}</svg>`;
    const sharp = ours('sharp');
    const pixels = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
    addNoise(pixels, variant + 1);
    const jpeg = sharp(pixels, { raw: { ...size, channels: 3 } }).jpeg({ quality: 88 });
    writeFileSync(file, await jpeg.toBuffer());
  }
  return readFileSync(file);
}

function addNoise(pixels, start) {
  let seed = start;
  for (let at = 0; at < pixels.length; at++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    pixels[at] = Math.min(Math.max(pixels[at] + (seed >>> 28) - 8, 0), 255);
  }
}

/** JPEGs of the first `count` variants. */
const images = (count) => Promise.all(Array.from({ length: count }, (_, variant) => sceneImage(variant)));

module.exports = { detections, images, prompt, size };
