import { basename as folderName } from 'node:path';
import { basename, extname } from 'node:path/posix';
import type { Detection, ImageInput } from '../contract';
import { placedBoxes } from '../contract/placed-boxes';
import { VisionError } from '../errors';
import type { Release } from '../files/file-lock';
import { cocoRle } from '../geometry/rle';
import { imageHash } from '../image/image-hash';
import { fileStem } from './file-name';
import {
  checkFormat,
  isFolderLocked,
  lockFolder,
  manifestOf,
  openLog,
  refuseOtherFiles,
  removeObsolete,
  writeIndexFiles,
} from './folder';
import { formats } from './formats';
import type { AnnotatedPicture, Format } from './formats/format';
import { classFinder, type Manifest, withClasses, writeManifest } from './manifest';
import { datasetObjects } from './objects';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import { type PictureFile, pictureFile } from './picture-file';
import type { LogEntry, PictureLog, PictureRecord } from './picture-log';
import { program } from './program';
import type { Provenance } from './provenance';
import { type DatasetSettings, type DatasetSplit, datasetSplits } from './settings';
import { splitOf } from './split';
import { publish, stage, unpublish } from './staging';

/** Writes a dataset. A folder has one writer at a time, and its calls must not overlap. */
export class DatasetWriter {
  /** The index files may miss images: the newest ones, or those before a crash. */
  isIndexDue = true;
  private readonly format: Format;
  /** File names without extension, in lower case. */
  private readonly stems: Set<string>;
  private lastId: number;

  private constructor(
    private readonly folder: string,
    private manifest: Manifest,
    private readonly log: PictureLog,
    private readonly release: Release,
  ) {
    this.format = formats[manifest.format];
    const entries = [...log.entries.values()];
    this.stems = new Set(entries.map(({ file }) => stemOf(file).toLowerCase()));
    this.lastId = entries.reduce((last, { id }) => Math.max(last, id), 0);
  }

  /**
   * @param onProgress called while a large dataset is read
   * @throws VisionError `BAD_DATASET` if the folder is not a dataset of this format, or is in use by another process
   */
  static async open(folder: string, settings: DatasetSettings, onProgress: () => void): Promise<DatasetWriter> {
    await refuseOtherFiles(folder);
    const release = await lockFolder(folder);
    try {
      const manifest = await manifestOf(folder, settings.format);
      return new DatasetWriter(folder, manifest, await openLog(folder, onProgress), release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Adds the classes of `settings`. @throws VisionError `BAD_DATASET` if the dataset has another format */
  async accept(settings: DatasetSettings): Promise<void> {
    checkFormat(this.folder, this.manifest, settings.format);
    await this.addClasses(settings.classes);
  }

  /** See `Dataset.find`. */
  async find(image: ImageInput): Promise<DatasetEntry | undefined> {
    const entry = this.log.entries.get(imageHash(image));
    if (!entry) return undefined;
    const { file, split, provenance } = await this.log.read(entry);
    return { file, split, provenance };
  }

  /** See `Dataset.add`. */
  async add(
    { image, decode, name, size, boxUnit, split }: DatasetPicture,
    detections: readonly Detection[],
    provenance: Provenance,
    settings: DatasetSettings,
  ): Promise<AddResult> {
    const picture = await pictureFile(image, this.format.keeps, decode);
    checkSize(picture.size, size);
    const found = datasetObjects(placedBoxes(detections, picture.size, boxUnit), picture.size);
    if (found.length === 0 && !settings.keepEmpty) return this.result(undefined, false);

    await this.addClasses(found.map(({ label }) => label));
    const classOf = classFinder(this.manifest.classes);
    const objects = found.map((object) => ({ ...object, label: classOf(object.label)! }));
    const hash = imageHash(image);
    const before = this.log.entries.get(hash);
    const annotated = {
      ...this.location(hash, before, picture, name, split ?? splitOf(hash, settings.split)),
      size: picture.size,
      objects,
    };
    const file = this.format.picturePath(annotated);
    const annotations = this.format.annotate(annotated, this.manifest.classes, settings);

    const recordOffset = this.log.end;
    await stage(
      this.folder,
      recordOffset,
      before ? annotations : [...annotations, { path: file, content: picture.content }],
    );
    const entry = await this.log.append({
      id: before?.id ?? this.lastId + 1,
      hash,
      file,
      files: annotations.map(({ path }) => path),
      split: annotated.split,
      ...picture.size,
      objects: this.recorded(annotated, settings),
      provenance,
      program,
      time: new Date().toISOString(),
    });
    this.isIndexDue = true;
    this.lastId = Math.max(this.lastId, entry.id);
    this.stems.add(annotated.stem.toLowerCase());
    const files = [...annotations.map(({ path }) => path), ...(before ? [] : [file])];
    try {
      await publish(this.folder, recordOffset);
    } finally {
      // The folder may have been removed while the files were moved into it.
      if (!(await this.isInPlace())) await unpublish(this.folder, files);
    }
    if (before) await removeObsolete(this.folder, before, entry);
    return this.result(entry, !before);
  }

  /**
   * Writes the index files, if they are due.
   * @param onProgress called while the files are written
   */
  async writeIndex({ split }: DatasetSettings, onProgress: () => void): Promise<void> {
    if (!this.isIndexDue) return;
    const { manifest, log } = this;
    const entries = [...log.entries.values()];
    const splits = datasetSplits.filter((part) => split[part] > 0 || entries.some((entry) => entry.split === part));
    const { classes, created } = manifest;
    const read = (entry: LogEntry) => {
      onProgress();
      return log.read(entry);
    };
    const name = folderName(this.folder);
    const content = { name, classes, created, program, splits, entries, read };
    await writeIndexFiles(this.folder, this.format.index(content));
    this.isIndexDue = false;
  }

  /**
   * Whether the folder is still that of the dataset. It is not if it was removed, replaced or unmounted, or if a process on
   * another machine took it over while this one was silent.
   */
  async isInPlace(): Promise<boolean> {
    return (await this.log.isInPlace()) && (await isFolderLocked(this.folder));
  }

  /** Releases the folder. Does not write the index files. */
  async close(): Promise<void> {
    try {
      await this.log.close();
    } finally {
      await this.release();
    }
  }

  private async addClasses(labels: readonly string[]): Promise<void> {
    const manifest = withClasses(this.manifest, labels);
    if (manifest === this.manifest) return;
    await writeManifest(this.folder, manifest);
    this.manifest = manifest;
  }

  /** An image that the dataset has keeps its name and split. */
  private location(
    hash: string,
    before: LogEntry | undefined,
    { extension }: PictureFile,
    name: string | undefined,
    split: DatasetSplit,
  ): Pick<AnnotatedPicture, 'stem' | 'extension' | 'split'> {
    if (before) return { stem: stemOf(before.file), extension: extname(before.file), split: before.split };
    return { stem: fileStem(name, hash, (stem) => this.stems.has(stem)), extension, split };
  }

  private recorded(picture: AnnotatedPicture, settings: DatasetSettings): PictureRecord['objects'] {
    const remembered = this.format.remember?.(picture, settings);
    return picture.objects.map(({ label, score, bbox, area, mask }, index) => {
      const rle = mask && cocoRle(mask, picture.size).counts;
      return { label, score, bbox, area, ...(rle !== undefined && { rle }), ...remembered?.[index] };
    });
  }

  private result(entry: LogEntry | undefined, isNew: boolean): AddResult {
    const { file = null, split = null } = entry ?? {};
    return { folder: this.folder, file, split, isNew, pictures: this.log.entries.size };
  }
}

const stemOf = (file: string): string => basename(file, extname(file));

function checkSize({ width, height }: PictureFile['size'], expected: DatasetPicture['size']): void {
  if (!expected || (expected.width === width && expected.height === height)) return;
  throw new VisionError(
    'BAD_IMAGE',
    `The image size does not match the detections: they are from ${expected.width} x ${expected.height} pixels, got ${width} x ${height}`,
  );
}
