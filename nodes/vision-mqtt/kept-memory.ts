import type { Node } from 'node-red';
import { type MqttMemory, messageOf, savedMemory } from '../../src';

/** In the node's own context, in the default store: it survives a redeploy, and a restart if that store is on disk. */
const KEY = 'cameras';

/** The names and topics that the last run left on the broker; `undefined` if they are not known. */
export async function keptMemory(node: Node): Promise<MqttMemory | undefined> {
  const value = await new Promise<unknown>((resolve) => {
    node.context().get(KEY, (error, saved) => {
      if (error) node.warn(`The cameras of the last run are not known: ${messageOf(error)}`);
      resolve(saved);
    });
  });
  return savedMemory(value);
}

export function keepMemory(node: Node, memory: MqttMemory): void {
  node.context().set(KEY, memory, (error) => {
    if (error) node.warn(`The cameras are not known after a restart: ${messageOf(error)}`);
  });
}
