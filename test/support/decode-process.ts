// Decodes image files in turn: node decode-process.js <file>... Prints a JSON line with the result of each.
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../src/image/decode';

/** The most resident memory so far. On Linux, `maxRSS` includes that of the process that started this one. */
function peakKb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
}

async function main(): Promise<void> {
  for (const file of process.argv.slice(2)) {
    const result = await decodeImage(readFileSync(file)).then(
      ({ width, height }) => ({ width, height }),
      ({ code, message }) => ({ code, message }),
    );
    process.stdout.write(`${JSON.stringify({ ...result, peakMb: Math.round(peakKb() / 1024) })}\n`);
  }
}

void main();
