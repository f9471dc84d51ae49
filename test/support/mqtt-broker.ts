import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FlowNode } from '../../scripts/user-dir';
import { requireOfNodeRed } from './node-red-folder';
import { freePort, listenOnPort } from './servers';
import { until } from './until';

/** The parts of the packages `aedes` and `mqtt` that tests use. `mqtt` is the one that Node-RED brings. */
interface AedesModule {
  readonly Aedes: {
    createBroker(): Promise<{ handle(socket: Socket): void; close(done: () => void): void }>;
  };
}
export interface MqttClient {
  on(event: 'message', listener: (topic: string, payload: Buffer, packet: { readonly retain: boolean }) => void): void;
  subscribeAsync(topic: string): Promise<unknown>;
  publishAsync(topic: string, payload: string, options?: { readonly retain?: boolean }): Promise<unknown>;
  endAsync(): Promise<void>;
}
interface MqttModule {
  connectAsync(url: string): Promise<MqttClient>;
}

/** A real broker without persistence on 127.0.0.1. */
export interface MqttBroker {
  readonly port: number;
  /** It forgets all retained messages. */
  stop(): Promise<void>;
}

/** With the environment variable `MOSQUITTO`, the path of mosquitto, it is that broker; else aedes. */
export const startBroker = (port?: number): Promise<MqttBroker> =>
  process.env.MOSQUITTO ? startMosquitto(process.env.MOSQUITTO, port) : startAedes(port);

async function startAedes(port = 0): Promise<MqttBroker> {
  const { Aedes } = (await import('aedes' as string)) as AedesModule;
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    broker.handle(socket);
  });
  const used = await listenOnPort(server, port);
  return {
    port: used,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
}

async function startMosquitto(path: string, given?: number): Promise<MqttBroker> {
  const port = given ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  const child: ChildProcess = spawn(path, ['-c', config], { stdio: 'ignore' });
  await until(() => accepts(port));
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A client of a broker. */
export async function connectTo(port: number): Promise<MqttClient> {
  const mqtt = requireOfNodeRed('mqtt') as MqttModule;
  return mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
}

/** The retained messages that a new client gets, by topic. */
export async function retainedOn(port: number): Promise<Record<string, Buffer>> {
  const client = await connectTo(port);
  const retained: Record<string, Buffer> = {};
  client.on('message', (topic, payload, { retain }) => {
    if (retain) retained[topic] = payload;
  });
  await client.subscribeAsync('#');
  let count: number;
  do {
    count = Object.keys(retained).length;
    await delay(60);
  } while (Object.keys(retained).length > count);
  await client.endAsync();
  return retained;
}

/** The retained texts below `vision/`, without that prefix: the states of cameras, without the config of discovery. */
export async function statesOn(port: number): Promise<Record<string, string>> {
  const retained = Object.entries(await retainedOn(port)).filter(([topic]) => topic.startsWith('vision/'));
  return Object.fromEntries(retained.map(([topic, payload]) => [topic.replace('vision/', ''), payload.toString()]));
}

/** The config node `broker` of a flow, for a broker on a port. */
export const brokerNode = (port: number): FlowNode => ({
  ...{ id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: String(port) },
  ...{ protocolVersion: '4', keepalive: '60' },
});
