import { existsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Device,
  type DeviceCheck,
  type Dtype,
  demoFolder,
  hubConfig,
  type ModelTask,
  messageOf,
  openEngine,
  type ProcessStatus,
  type RequestedDevice,
  requestedDevices,
  timeText,
} from '../../index';
import { defineCommand } from '../command';
import { choiceFlag, switchFlag, textFlag } from '../flag';
import { serverFlags, serverFrom } from '../server-flags';
import { refuseDeviceFlags, refuseServerFlags, serverReport } from '../server-report';
import { packageFolder, packageVersion } from '../version';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'show versions, folders, and which devices or servers can run a model',
  details: `Exits with 0 if the given device works; without --device, if any device works.

Before a model uses a device, its results for a built-in image are compared with those of the processor. The results are
remembered and listed as "self-check".

With --server, asks each inference server for its version, and whether it has loaded the models. Exits with 0 if all servers and
models are ready.`,
  flags: {
    device: choiceFlag(
      'DEVICE',
      requestedDevices,
      'auto',
      `device to test: ${requestedDevices.join(', ')};\ndefault auto, which tests all of them`,
    ),
    ...serverFlags,
    detector: textFlag('MODEL', 'with --server: a detector that must be ready there'),
    segmenter: textFlag('MODEL', 'with --server: a segmenter that must be ready there'),
    check: switchFlag('repeat the self-checks of the built-in models and of all listed models'),
  },
  run({ device, check, detector, segmenter, ...flags }) {
    const { server } = serverFrom(flags);
    if (!server) {
      refuseServerFlags({ detector, segmenter });
      return examine(device, check);
    }
    refuseDeviceFlags({ device, check });
    return examineServers(server, { detector, segmenter });
  },
});

async function examineServers(...asked: Parameters<typeof serverReport>): Promise<number> {
  const { lines, isWorking } = await serverReport(...asked);
  line('grounded-sam', packageVersion());
  line('node', `${process.version} on ${process.platform} ${process.arch}`);
  for (const [name, value] of lines) line(name, value);
  return isWorking ? 0 : 1;
}

async function examine(requested: RequestedDevice, recheck: boolean): Promise<number> {
  const devices = requestedDevices.filter(
    (device): device is Device => device !== 'auto' && (requested === 'auto' || device === requested),
  );
  const results = [];
  for (const device of devices) results.push(await tryDevice(device, recheck));
  const status = results.find((one) => one.status)?.status;

  line('grounded-sam', packageVersion());
  line('node', `${process.version} on ${process.platform} ${process.arch}`);
  line('processor', `${availableParallelism()} threads, ${Math.round(totalmem() / 1e9)} GB of memory`);
  line('onnxruntime', status?.onnxruntime ?? 'cannot be started');
  line('sharp', status?.sharp ?? 'cannot be started');
  line('node-red', nodeRedVersion());
  for (const { device, result } of results) line(`device ${device}`, result);
  for (const check of results.find((one) => one.checks.length > 0)?.checks ?? []) line('self-check', describe(check));
  for (const task of ['detector', 'segmenter'] as const) line(`${task} demo`, demoLocation(task));
  line('models', modelLocation());
  line('package', packageFolder);
  return results.some(({ isWorking }) => isWorking) ? 0 : 1;
}

interface DeviceResult {
  readonly device: Device;
  readonly result: string;
  readonly isWorking: boolean;
  readonly status?: ProcessStatus | undefined;
  readonly checks: readonly DeviceCheck[];
}

/** Opens the built-in segmenter on the device. A repeated check opens all models that were checked on it, too. */
async function tryDevice(device: Device, recheck: boolean): Promise<DeviceResult> {
  // Nothing is downloaded: a model that was removed since its check is left out.
  const engine = openEngine(`doctor ${device}`, { device, recheck, offline: true, timeoutMs: 0, graceMs: 0 });
  const checksNow = () => engine.deviceChecks().catch(() => []);
  try {
    const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
    await engine.load('segmenter', model);
    const isRepeated = recheck && device !== 'cpu';
    if (isRepeated) await engine.load('detector', model);
    const checked = isRepeated ? await checksNow() : [];
    for (const { task, model: name, dtype } of checked.filter((one) => one.device === device && one.model !== 'demo')) {
      // The result is in the table.
      await engine.load(task, { model: name, dtype: dtype as Dtype, baseFolder: '.' }).catch(() => undefined);
    }
    return { device, result: 'works', isWorking: true, status: await engine.status(), checks: await checksNow() };
  } catch (error) {
    const status = await engine.status().catch(() => undefined);
    return { device, result: messageOf(error), isWorking: false, status, checks: status ? await checksNow() : [] };
  } finally {
    await engine.close();
  }
}

/** `webgpu passed with detector demo (fp32): boxes IoU 1.000, scores differ by 0.000; 5.1 s, processor 46 ms` */
function describe({
  device,
  state,
  task,
  model,
  dtype,
  agreement,
  reason,
  ms,
  processorMs,
  ...more
}: DeviceCheck): string {
  const { boxIou, maskIou, scoreDifference, objects } = agreement ?? { objects: 0 };
  const numbers = [
    ...(boxIou === undefined ? [] : [`boxes IoU ${boxIou.toFixed(3)}`]),
    ...(maskIou === undefined ? [] : [`masks IoU ${maskIou.toFixed(3)}`]),
    ...(scoreDifference === undefined ? [] : [`scores differ by ${scoreDifference.toFixed(3)}`]),
  ];
  const result = reason ?? (objects === 0 ? 'nothing to compare' : numbers.join(', '));
  const times = ms === undefined ? '' : `; ${timeText(ms)}, processor ${timeText(processorMs ?? 0)}`;
  const emulated = more.isSoftware ? ', emulated by the processor' : '';
  return `${device} ${state} with ${task} ${model} (${dtype}): ${result}${times}${emulated}; ${more.driver}`;
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
    return packageVersion(resolve(require.resolve('node-red/package.json'), '..'));
  } catch {
    return 'not found from this package';
  }
}

const line = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(18)} ${value}\n`);
