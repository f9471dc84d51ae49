import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import {
  demoFolder,
  hubConfig,
  type ModelTask,
  messageOf,
  openEngine,
  type ProcessStatus,
  type RequestedDevice,
  requestedDevices,
} from '../../index';
import { defineCommand } from '../command';
import { choiceFlag } from '../flag';

const packageFolder = resolve(__dirname, '../../../..');

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'show versions, folders, and which devices can open a model',
  details: 'Exits with 0 if the given device works; without --device, if any device works.',
  flags: {
    device: choiceFlag(
      'DEVICE',
      requestedDevices,
      'auto',
      `device to test: ${requestedDevices.join(', ')};\ndefault auto, which tests all of them`,
    ),
  },
  run: ({ device }) => examine(device),
});

async function examine(requested: RequestedDevice): Promise<number> {
  const devices = requestedDevices.filter(
    (device) => device !== 'auto' && (requested === 'auto' || device === requested),
  );
  const checks = [];
  for (const device of devices) checks.push(await check(device));
  const status = checks.find((one) => one.status)?.status;

  line('grounded-sam', version(packageFolder));
  line('node', `${process.version} on ${process.platform} ${process.arch}`);
  line('processor', `${availableParallelism()} threads, ${Math.round(totalmem() / 1e9)} GB of memory`);
  line('onnxruntime', status?.onnxruntime ?? 'cannot be started');
  line('sharp', status?.sharp ?? 'cannot be started');
  line('node-red', nodeRedVersion());
  for (const { device, result } of checks) line(`device ${device}`, result);
  for (const task of ['detector', 'segmenter'] as const) line(`${task} demo`, demoLocation(task));
  line('models', modelLocation());
  line('package', packageFolder);
  return checks.some(({ isWorking }) => isWorking) ? 0 : 1;
}

interface DeviceCheck {
  readonly device: RequestedDevice;
  readonly result: string;
  readonly isWorking: boolean;
  readonly status?: ProcessStatus | undefined;
}

async function check(device: RequestedDevice): Promise<DeviceCheck> {
  const engine = openEngine(`doctor ${device}`, { device, graceMs: 0 });
  try {
    const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
    await engine.load('segmenter', model);
    return { device, result: 'works', isWorking: true, status: await engine.status() };
  } catch (error) {
    return { device, result: messageOf(error), isWorking: false, status: await engine.status() };
  } finally {
    await engine.close();
  }
}

function demoLocation(task: ModelTask): string {
  const folder = demoFolder(task);
  return existsSync(join(folder, 'onnx')) ? `${folder} (knows drawn shapes only)` : `missing: ${folder}`;
}

function modelLocation(): string {
  const { cacheFolder, offline } = hubConfig({});
  return offline ? `${cacheFolder} (offline: nothing is downloaded)` : cacheFolder;
}

function nodeRedVersion(): string {
  try {
    return version(resolve(require.resolve('node-red/package.json'), '..'));
  } catch {
    return 'not found from this package';
  }
}

const version = (folder: string): string => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

const line = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(18)} ${value}\n`);
