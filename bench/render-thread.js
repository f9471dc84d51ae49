// A thread that answers the calls of the drawing process with the same code: the peer of the comparison `boundary`.
const { parentPort } = require('node:worker_threads');
const { built } = require('./paths');

const { answerCalls } = built('src/calls/answer');
const { threadPort } = built('src/calls/ports');
const { renderCalls } = built('src/render/render-calls');

/** On its way to a thread, a Buffer becomes a Uint8Array. */
const asBuffer = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength);

answerCalls(threadPort(parentPort), {
  render: ({ image, ...params }, context) =>
    renderCalls.render(
      { ...params, image: 'width' in image ? { ...image, data: asBuffer(image.data) } : asBuffer(image) },
      context,
    ),
});
