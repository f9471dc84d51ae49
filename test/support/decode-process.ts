// Decodes image files in turn: node decode-process.js <file>... Prints a JSON line with the result of each.
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../src/image/decode';

async function main(): Promise<void> {
  for (const file of process.argv.slice(2)) {
    const result = await decodeImage(readFileSync(file)).then(
      ({ width, height }) => ({ width, height }),
      ({ code, message }) => ({ code, message }),
    );
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    process.stdout.write(`${JSON.stringify({ ...result, peakMb })}\n`);
  }
}

void main();
