import type { Node, NodeAPI } from 'node-red';
import { type MqttMemory, type MqttMessage, type MqttTopics, messageOf } from '../../src';
import { attempt } from '../shared/attempt';
import { watchConnections } from './broker-connection';
import { keepMemory, keptMemory } from './kept-memory';

/** Returns messages to publish. `now` is in ms, from a clock that changes of the system time do not affect. */
type Change = (topics: MqttTopics, now: number) => readonly MqttMessage[];

/** Sends the messages of a node's topics, also those that no message causes: of silent cameras and new connections. */
export interface Publisher {
  /** @throws the error of `open` */
  publish(change: Change): Promise<ReturnType<MqttTopics['status']>>;
  close(): void;
}

/**
 * @param open the topics, with the memory of the last run
 * @param onSilence called after cameras went offline
 */
export function openPublisher(
  RED: NodeAPI,
  node: Node,
  open: (now: number, memory?: MqttMemory) => MqttTopics,
  onSilence: (status: ReturnType<MqttTopics['status']>) => void,
): Publisher {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const opening = keptMemory(node).then((memory) => {
    const now = performance.now();
    return attempt(() => open(now, memory)) ?? open(now);
  });
  // Each message reports it.
  opening.then(awaitSilence, () => {});

  async function publish(change: Change): ReturnType<Publisher['publish']> {
    const topics = await opening;
    if (!isClosed) send(topics, change(topics, performance.now()));
    return topics.status();
  }

  function send(topics: MqttTopics, messages: readonly MqttMessage[]): void {
    if (messages.length > 0) node.send([messages.map((message) => ({ ...message }))]);
    const memory = topics.changedMemory();
    if (memory) keepMemory(node, memory);
    awaitSilence(topics);
  }

  function awaitSilence(topics: MqttTopics): void {
    clearTimeout(timer);
    const at = topics.nextSilence();
    if (at === undefined || isClosed) return;
    timer = setTimeout(
      () => {
        attempt(() => send(topics, topics.silence(performance.now())));
        onSilence(topics.status());
      },
      Math.max(at - performance.now(), 0),
    );
  }

  const unwatch = watchConnections(RED, () => {
    publish((topics) => topics.resend()).catch((error) => node.warn(messageOf(error)));
  });
  return {
    publish,
    close() {
      isClosed = true;
      clearTimeout(timer);
      unwatch();
    },
  };
}
