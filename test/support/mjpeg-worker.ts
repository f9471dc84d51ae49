// A thread with a camera that sends an MJPEG stream, so that it sends while the main thread of a test is blocked. The shared
// number is that of the last image it sent.
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { beginStream, partOf } from './camera-server';
import { listening } from './servers';

const { jpegs, shared } = workerData as { jpegs: Uint8Array[]; shared: SharedArrayBuffer };
const last = new Int32Array(shared);

const server = createServer((_request, response) => {
  beginStream(response);
  const timer = setInterval(() => {
    const number = last[0]! + 1;
    if (number >= jpegs.length) return;
    last[0] = number;
    response.write(partOf(Buffer.from(jpegs[number]!)));
  }, 20);
  response.on('close', () => clearInterval(timer));
});

void listening(server).then((host) => parentPort?.postMessage(`http://${host}`));
