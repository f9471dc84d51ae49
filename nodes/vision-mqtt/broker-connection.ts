import type { NodeAPI } from 'node-red';

/**
 * Calls `onConnected` whenever an *mqtt out* node of this Node-RED has connected to its broker: messages that were sent before
 * are lost, and the broker may have lost its retained messages.
 * @returns stops watching
 */
export function watchConnections(RED: NodeAPI, onConnected: () => void): () => void {
  let isCalled = false;
  const onStatus = ({ id, status }: { readonly id: string; readonly status?: { readonly fill?: string } }): void => {
    if (status?.fill !== 'green' || isCalled || RED.nodes.getNode(id)?.type !== 'mqtt out') return;
    // All nodes of a broker connect at the same time.
    isCalled = true;
    setImmediate(() => {
      isCalled = false;
      onConnected();
    });
  };
  RED.events.on('node-status', onStatus);
  return () => void RED.events.off('node-status', onStatus);
}
