import type { FlowNode } from '../../scripts/user-dir';

/** A flow that passes images of HTTP requests to the node `id`, and the name of their camera as topic. */
export const cameraFlow = (id: string): readonly FlowNode[] => [
  { id: 'camera', type: 'http in', z: 'flow', url: '/camera', method: 'post', wires: [['name', 'received']] },
  {
    id: 'name',
    type: 'change',
    z: 'flow',
    rules: [{ t: 'set', p: 'topic', pt: 'msg', to: 'req.query.camera', tot: 'msg' }],
    wires: [[id]],
  },
  { id: 'received', type: 'http response', z: 'flow', wires: [] },
];

/** Sends an image to the flow of a running Node-RED, or to that of another path. */
export async function sendFromCamera(url: string, camera: string, image: Buffer, path = 'camera'): Promise<void> {
  await fetch(`${url}/${path}?camera=${encodeURIComponent(camera)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(image),
  });
}
