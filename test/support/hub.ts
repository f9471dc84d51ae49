import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DownloadProgress } from '../../src';
import type { FetchTools } from '../../src/hub/download/fetch-files';
import { openHttpClient } from '../../src/hub/download/http';
import { openHubApi } from '../../src/hub/download/hub-api';
import { type Hub, openHub } from '../../src/hub/hub';
import { type HubSettings, hubConfig } from '../../src/hub/hub-config';
import type { RequestedDtype } from '../../src/model-files/dtype';
import { resolveModel } from '../../src/model-files/model-reference';
import type { ModelRequest } from '../../src/model-files/model-request';
import { type HubServer, startHubServer } from './hub-server';
import { noise } from './random';

/** A local hub and an empty cache, for one test. */
export interface HubBench {
  readonly server: HubServer;
  readonly cacheFolder: string;
  /**
   * A client of it, as a new process would have. Retries after a few milliseconds.
   * @param stallMs long enough that a busy machine is not taken for a hub that stalls
   */
  open(
    settings?: Partial<HubSettings>,
    tools?: Partial<FetchTools> & { readonly now?: () => number },
    stallMs?: number,
  ): Hub;
  /** A second server. */
  startOther(): Promise<HubServer>;
  close(): Promise<void>;
}

export async function openHubBench(): Promise<HubBench> {
  const servers = [await startHubServer()];
  const [server] = servers as [HubServer];
  const cacheFolder = mkdtempSync(join(tmpdir(), 'hub-cache-'));
  return {
    server,
    cacheFolder,
    open(settings = {}, tools = {}, stallMs = 20_000) {
      const client = openHttpClient({ ...hubConfig(settings), endpoint: server.url }, stallMs);
      const retry = { attempts: 4, baseMs: 5 };
      const api = openHubApi(server.url, client, retry);
      return openHub({ modelFolder: cacheFolder, ...settings }, { client, retry, api, ...tools });
    },
    async startOther() {
      const other = await startHubServer();
      servers.push(other);
      return other;
    },
    async close() {
      await Promise.all(servers.map((one) => one.close()));
      rmSync(cacheFolder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The files of a detector's repository, with `noise` as graph and with unneeded files. */
export const detectorContent = (graph = noise(200_000)): Record<string, Buffer | string> => ({
  'README.md': 'not needed',
  'config.json': '{"model_type": "grounding-dino"}',
  'preprocessor_config.json': '{}',
  'tokenizer.json': '{"version": "1.0"}',
  'tokenizer_config.json': '{"do_lower_case": true}',
  'onnx/model.onnx': graph,
  'onnx/model_fp16.onnx': noise(1000, 2),
  'pytorch_model.bin': noise(1000, 3),
});

export const modelRequest = (model: string, dtype: RequestedDtype = 'auto'): ModelRequest => ({
  model,
  dtype,
  baseFolder: tmpdir(),
});

export const detector = (model: string, dtype?: RequestedDtype) => resolveModel('detector', modelRequest(model, dtype));
export const segmenter = (model: string, dtype?: RequestedDtype) =>
  resolveModel('segmenter', modelRequest(model, dtype));

export interface ProgressLog {
  readonly steps: DownloadProgress[];
  readonly onProgress: (progress: DownloadProgress) => void;
}

export function progressLog(): ProgressLog {
  const steps: DownloadProgress[] = [];
  return { steps, onProgress: (progress) => void steps.push(progress) };
}
