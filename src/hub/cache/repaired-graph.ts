import { createHash } from 'node:crypto';
import { access, constants, lstat, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { withFileLock } from '../../files/file-lock';
import { makeFolder } from '../../files/make-folder';
import { writeWholeFile } from '../../files/whole-file';
import { isHash } from '../../model-files/repository-listing';
import { inCache } from '../errors';
import { readText } from './cache-layout';
import { addFile } from './content-hash';

/** Raised when graphs are repaired in another way: what older versions left is then repaired again. */
const VERSION = 1;

/** How a repaired graph compares with its original in one pass with one phrase. */
export interface RepairCheck {
  readonly agrees: boolean;
  /** Why it does not, or by how much the scores differ. */
  readonly reason: string;
}

/** What is known of the repaired graph of one file. */
interface RepairRecord {
  readonly version: number;
  /** Name of the file with the weights. */
  readonly weights: string;
  /** By version of the runtime. */
  readonly checks: Readonly<Record<string, RepairCheck>>;
}

/** A repaired graph. Its weights are in files of another folder. */
export interface RepairedFile {
  readonly file: string;
  /** Folder of the original file, links resolved. */
  readonly weights: string;
}

/** The repaired graph of one file, in a folder of its own that is named by the hash of that file. */
export class RepairedGraph {
  readonly repaired: RepairedFile;
  private readonly recordFile: string;

  private constructor(
    /** The original file, links resolved. */
    private readonly original: string,
    private readonly folder: string,
  ) {
    this.repaired = { file: join(folder, 'model.onnx'), weights: dirname(original) };
    this.recordFile = join(folder, 'checks.json');
  }

  /** The repaired graph of a file, if one was compared before. Reads no large file. */
  static async find(file: string, folders: readonly string[]): Promise<RepairedGraph | undefined> {
    const original = await realpath(file);
    for (const folder of folders) {
      const hash = await knownHash(original, folder);
      if (hash === undefined) continue;
      const graph = new RepairedGraph(original, join(folder, hash));
      if ((await isFile(graph.recordFile)) && (await isOwn(graph.folder))) return graph;
    }
    return undefined;
  }

  /** The place for the repaired graph of a file, in the first of `folders` that can be written. */
  static async prepare(file: string, folders: readonly string[]): Promise<RepairedGraph | undefined> {
    const original = await realpath(file);
    for (const folder of folders) {
      if (!(await canWrite(folder))) continue;
      const hash = (await knownHash(original, folder)) ?? (await newHash(original, folder));
      const own = join(folder, hash);
      if (await canWrite(own)) return new RepairedGraph(original, own);
    }
    return undefined;
  }

  /** Whether the repaired graph was compared with its original by this version of the runtime, and how. */
  async check(runtime: string): Promise<RepairCheck | undefined> {
    const check = (await this.record())?.checks[runtime];
    const isThere = !check?.agrees || (await isFile(this.repaired.file));
    return isThere ? check : undefined;
  }

  /** Whether it agreed with its original in a comparison with any version of the runtime. */
  async agreed(): Promise<boolean> {
    return Object.values((await this.record())?.checks ?? {}).some(({ agrees }) => agrees);
  }

  /**
   * Runs `work` while no other process repairs this graph.
   * @throws VisionError `DOWNLOAD_FAILED` if the folder cannot be written
   */
  locked<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R> {
    return inCache(this.folder, withFileLock(join(this.folder, 'lock'), signal, work));
  }

  /** Name of the file with the weights, in `repaired.weights`. */
  get weightsName(): string {
    return basename(this.original);
  }

  /** Writes the graph, and removes what a killed process left. To be called with the lock. */
  async write(content: AsyncIterable<Uint8Array>): Promise<void> {
    const { file } = this.repaired;
    for (const name of await readdir(this.folder)) {
      if (name.startsWith(`${basename(file)}.`)) await rm(join(this.folder, name), { force: true });
    }
    await writeWholeFile(file, content);
  }

  /** Remembers how it compares. A graph that does not agree is removed. To be called with the lock. */
  async remember(runtime: string, check: RepairCheck): Promise<void> {
    if (!check.agrees) await rm(this.repaired.file, { force: true });
    const checks = { ...(await this.record())?.checks, [runtime]: check };
    const record: RepairRecord = { version: VERSION, weights: this.weightsName, checks };
    await writeWholeFile(this.recordFile, JSON.stringify(record));
  }

  private async record(): Promise<RepairRecord | undefined> {
    const record = parsed((await readText(this.recordFile)) ?? '');
    return record?.version === VERSION && record.weights === this.weightsName ? record : undefined;
  }
}

/** The folders that may have repaired graphs of the files below `home`, best first: the second if the first is read-only. */
export const repairFolders = (home: string): readonly string[] => [
  join(home, '.grounded-sam', 'repaired'),
  join(tmpdir(), `grounded-sam-${process.getuid?.() ?? 'user'}`, 'repaired'),
];

/** The checks of all repaired graphs below `home`. */
export async function repairChecks(home: string): Promise<RepairCheck[]> {
  const checks: RepairCheck[] = [];
  for (const folder of repairFolders(home).slice(0, 1)) {
    for (const hash of await readdir(folder).catch(() => [])) {
      const record = parsed((await readText(join(folder, hash, 'checks.json'))) ?? '');
      if (record?.version === VERSION) checks.push(...Object.values(record.checks));
    }
  }
  return checks;
}

function parsed(text: string): RepairRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<RepairRecord> | null;
    const checks = Object.entries(record?.checks ?? {}).filter(([, check]) => typeof check?.agrees === 'boolean');
    return record ? { version: 0, weights: '', ...record, checks: Object.fromEntries(checks) } : undefined;
  } catch {
    // There is none, or a disk error cut it off: the graph is compared again.
    return undefined;
  }
}

/** The cache of Hugging Face names large files by their hash. The hashes of others are kept with their size and times. */
async function knownHash(original: string, folder: string): Promise<string | undefined> {
  const name = basename(original);
  if (/^[0-9a-f]{64}$/.test(name) && basename(dirname(original)) === 'blobs') return name;
  const [state, hash] = ((await readText(hashFile(original, folder))) ?? '').split(': ');
  return hash !== undefined && isHash(hash) && state === (await stateOf(original)) ? hash : undefined;
}

async function newHash(original: string, folder: string): Promise<string> {
  const state = await stateOf(original);
  const hash = createHash('sha256');
  await addFile(hash, original);
  const digest = hash.digest('hex');
  await writeWholeFile(hashFile(original, folder), `${state}: ${digest}`).catch(() => undefined);
  return digest;
}

const hashFile = (original: string, folder: string): string =>
  join(folder, 'hashes', createHash('sha256').update(original).digest('hex'));

async function stateOf(file: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(file, { bigint: true });
  return `${size} ${mtimeNs} ${ino}`;
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );

async function canWrite(folder: string): Promise<boolean> {
  try {
    await makeFolder(folder, { mode: 0o700 });
    await access(folder, constants.W_OK);
    return await isOwn(folder);
  } catch {
    return false;
  }
}

/** Whether no other user can have put a graph into the folder, where it is below the folder for temporary files of all users. */
async function isOwn(folder: string): Promise<boolean> {
  if (!process.getuid) return true;
  const user = process.getuid();
  for (let one = folder; one.startsWith(join(tmpdir(), '/')); one = dirname(one)) {
    const stats = await lstat(one).catch(() => undefined);
    if (!stats?.isDirectory() || stats.uid !== user || (stats.mode & 0o022) !== 0) return false;
  }
  return true;
}
