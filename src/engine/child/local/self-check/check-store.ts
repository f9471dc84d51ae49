import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { takeFileLock } from '../../../../files/file-lock';
import { makeFolder } from '../../../../files/make-folder';
import { writeWholeFile } from '../../../../files/whole-file';
import type { GraphChoice } from '../../../../model-files/model-folder';
import type { DeviceCheck } from '../../../protocol';
import { type KnownHashes, modelHash } from './model-hash';

/** Checks with equal keys are of the same model on the same machine in the same state. */
export type CheckKey = Pick<DeviceCheck, 'device' | 'runtime' | 'driver' | 'threads'>;

/** Milliseconds between two looks at a lock that another process holds. */
const POLL_MS = 500;
const HASHES = 'hashes.json';

/**
 * The results of self-checks on disk: a file of checks for each model, named by its hash. A folder that cannot be written
 * is replaced by memory, so that each process checks once.
 */
export class CheckStore {
  private readonly unsaved = new Map<string, readonly DeviceCheck[]>();
  private hashes: KnownHashes | undefined;

  /** @param folder is made when the first check is saved */
  constructor(private readonly folder: string) {}

  /** The hash of a model's graphs: see `modelHash`. */
  async hashOf({ graphs, weights }: GraphChoice): Promise<string> {
    this.hashes ??= await readJson<KnownHashes>(join(this.folder, HASHES), {});
    const before = Object.keys(this.hashes).length;
    const hash = await modelHash(graphs, this.hashes, weights);
    if (Object.keys(this.hashes).length > before) await this.write(HASHES, this.hashes).catch(() => undefined);
    return hash;
  }

  async find(hash: string, key: CheckKey): Promise<DeviceCheck | undefined> {
    return (await this.read(hash)).find((check) => isOf(check, key));
  }

  /** Replaces the check of the same key. */
  async save(hash: string, check: DeviceCheck): Promise<void> {
    await this.update(hash, check, [check]);
  }

  async remove(hash: string, key: CheckKey): Promise<void> {
    await this.update(hash, key, []);
  }

  /** All saved checks, ordered by model and device. */
  async all(): Promise<DeviceCheck[]> {
    const names = await readdir(this.folder).catch(() => []);
    const hashes = names.flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
    const checks = await Promise.all([...new Set([...hashes, ...this.unsaved.keys()])].map((hash) => this.read(hash)));
    const name = ({ model, task, device }: DeviceCheck): string => `${model} ${task} ${device}`;
    return checks.flat().sort((a, b) => name(a).localeCompare(name(b)));
  }

  /**
   * Runs `work` while no other process checks the same model.
   * @param onWait called about twice per second while another process does
   */
  async locked<R>(hash: string, onWait: () => void, work: () => Promise<R>): Promise<R> {
    const release = await this.lock(hash, onWait);
    try {
      return await work();
    } finally {
      await release();
    }
  }

  private async lock(hash: string, onWait: () => void): Promise<() => Promise<void>> {
    for (;;) {
      // A folder that cannot be written holds no lock.
      const release = await takeFileLock(join(this.folder, `${hash}.lock`)).catch(() => async () => {});
      if (release) return release;
      onWait();
      await delay(POLL_MS);
    }
  }

  private async read(hash: string): Promise<readonly DeviceCheck[]> {
    return this.unsaved.get(hash) ?? readJson<DeviceCheck[]>(join(this.folder, `${hash}.json`), []);
  }

  private async update(hash: string, key: CheckKey, added: readonly DeviceCheck[]): Promise<void> {
    const checks = [...(await this.read(hash)).filter((check) => !isOf(check, key)), ...added];
    try {
      await this.write(`${hash}.json`, checks);
      this.unsaved.delete(hash);
    } catch {
      this.unsaved.set(hash, checks);
    }
  }

  private async write(name: string, content: object): Promise<void> {
    await makeFolder(this.folder);
    if (Array.isArray(content) && content.length === 0) await rm(join(this.folder, name), { force: true });
    else await writeWholeFile(join(this.folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

const isOf = (check: DeviceCheck, key: CheckKey): boolean =>
  check.device === key.device &&
  check.runtime === key.runtime &&
  check.driver === key.driver &&
  check.threads === key.threads;

/** A file that cannot be read counts as missing: what it said is found out again. */
async function readJson<T extends object>(file: string, fallback: T): Promise<T> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(value) === Array.isArray(fallback) && typeof value === 'object' && value !== null
      ? (value as T)
      : fallback;
  } catch {
    return fallback;
  }
}
