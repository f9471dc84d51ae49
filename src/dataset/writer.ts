import type { Detection, ImageInput } from '../contract';
import { placedBoxes } from '../contract/placed-boxes';
import type { ReviewOverwrite } from '../contract/review';
import { invalidInput } from '../errors';
import type { Release } from '../files/file-lock';
import { imageHash } from '../image/image-hash';
import { datasetContent } from './dataset-content';
import { fileStem, locationOf, stemOf } from './file-name';
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
import type { SkipReason } from './keep/keep-rules';
import { Keeper } from './keep/keeper';
import { classFinder, type Manifest, withClasses, withSettings, writeManifest } from './manifest';
import { datasetObjects } from './objects';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import { checkSize, type PictureFile, pictureFile } from './picture-file';
import type { LogEntry, PictureLog, PictureRecord } from './picture-log';
import { program } from './program';
import type { Provenance } from './provenance';
import { withReview } from './review/annotated-again';
import { applyChanges } from './review/apply-changes';
import { checkedChanges } from './review/changes';
import { isShown, type ReviewedObject, recordedObjects, reviewedObjects } from './review/reviewed-object';
import type { DatasetSettings, DatasetSplit } from './settings';
import { splitOf } from './split';
import { publish, stage, unpublish } from './staging';

/** An image to write, with the review of its objects if it has one. */
interface WrittenPicture extends Omit<AnnotatedPicture, 'objects'> {
  readonly objects: readonly ReviewedObject[];
  readonly review?: PictureRecord['review'];
}

/** Writes a dataset. A folder has one writer at a time. Its calls must not overlap, except with `writeIndex`. */
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
    private readonly keeper: Keeper,
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
      const log = await openLog(folder, onProgress);
      return new DatasetWriter(folder, manifest, log, release, new Keeper(folder, onProgress));
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Adds the classes of `settings`, and keeps the settings. @throws VisionError `BAD_DATASET` if the dataset has another format */
  async accept(settings: DatasetSettings): Promise<void> {
    checkFormat(this.folder, this.manifest, settings.format);
    await this.keep(withSettings(withClasses(this.manifest, settings.classes), settings));
  }

  /** See `Dataset.find`. */
  find(image: ImageInput): Promise<DatasetEntry | undefined> {
    return this.entry(imageHash(image));
  }

  /** See `DatasetReview.entry`. */
  async entry(hash: string): Promise<DatasetEntry | undefined> {
    const entry = this.log.entries.get(hash);
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
    if (found.length === 0 && !settings.keepEmpty) return this.result(undefined, false, 'empty');

    const hash = imageHash(image);
    const before = this.log.entries.get(hash);
    if (!before) {
      const candidate = { hash, objects: found, provenance, content: picture.content };
      const reason = await this.keeper.reasonToSkip(candidate, settings.keep, this);
      if (reason) return this.result(undefined, false, reason);
    }
    const record = await this.write(
      {
        ...this.location(hash, before, picture, name, split ?? splitOf(hash, settings.split)),
        ...{ size: picture.size, ...(await withReview(found, before, picture.size, this.log)) },
      },
      { hash, provenance, program, time: new Date().toISOString() },
      settings,
      picture.content,
    );
    return this.result(record, !before);
  }

  /** See `DatasetReview.annotate`. */
  async annotate(
    hash: string,
    detections: readonly Detection[],
    provenance: Provenance,
    settings: DatasetSettings,
  ): Promise<void> {
    const before = this.log.entries.get(hash);
    if (!before) throw invalidInput('hash', 'that of an image of the dataset', hash);
    const size = { width: before.width, height: before.height };
    const objects = await withReview(datasetObjects(detections, size), before, size, this.log);
    const about = { hash, provenance, program, time: new Date().toISOString() };
    await this.write({ ...locationOf(before), size, ...objects }, about, settings);
  }

  /** The images of the dataset, in the order in which they were added. */
  get entries(): ReadonlyMap<string, LogEntry> {
    return this.log.entries;
  }

  /** In the order of their ids. */
  get classes(): readonly string[] {
    return this.manifest.classes;
  }

  read(entry: LogEntry): Promise<PictureRecord> {
    return this.log.read(entry);
  }

  /**
   * Changes objects of an image for a person. Once the promise resolves, the changes survive a crash, all or none.
   * @param changes see `checkedChanges`
   * @throws VisionError `INVALID_INPUT`, `BAD_BOXES`
   */
  async change(
    before: LogEntry,
    changes: unknown,
    by: string,
    settings: DatasetSettings,
  ): Promise<{ readonly record: PictureRecord; readonly overwrote: readonly ReviewOverwrite[] }> {
    const { width, height } = before;
    const size = { width, height };
    const checked = checkedChanges(changes, size);
    const record = await this.log.read(before);
    const { hash, provenance, time } = record;
    const who = { by, at: new Date().toISOString() };
    const { objects, review, overwrote } = applyChanges(reviewedObjects(record, size), checked, who);
    const picture = { ...locationOf(before), size, objects, review };
    const about = { hash, provenance, program: record.program, time };
    return { record: await this.write(picture, about, settings), overwrote };
  }

  /**
   * Writes the index files, if they are due. Other calls may run meanwhile: the files have the images of the start.
   * @param onProgress called while the files are written
   */
  async writeIndex({ split }: DatasetSettings, onProgress: () => void): Promise<void> {
    if (!this.isIndexDue) return;
    const content = datasetContent(this.folder, this.manifest, this.log, split, onProgress);
    this.isIndexDue = false;
    try {
      await writeIndexFiles(this.folder, this.format.index(content));
    } catch (error) {
      this.isIndexDue = true;
      throw error;
    }
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
      // Without a summary, the next start reads the log.
      if (await this.isInPlace()) await this.log.summarize().catch(() => undefined);
      await this.log.close();
    } finally {
      await this.release();
    }
  }

  /**
   * Replaces the record of an image and all its annotations, or adds an image.
   * @param content of the image file, if the dataset may not have it
   */
  private async write(
    { objects: given, review, ...location }: WrittenPicture,
    about: Pick<PictureRecord, 'hash' | 'provenance' | 'program' | 'time'>,
    settings: DatasetSettings,
    content?: Buffer,
  ): Promise<PictureRecord> {
    await this.addClasses(given.map(({ label }) => label));
    const classOf = classFinder(this.manifest.classes);
    const objects = given.map((object) => ({ ...object, label: classOf(object.label)! }));
    const before = this.log.entries.get(about.hash);
    const annotated = { ...location, objects: objects.filter(isShown) };
    const file = this.format.picturePath(annotated);
    const annotations = this.format.annotate(annotated, this.manifest.classes, settings);
    const images = before || !content ? [] : [{ path: file, content }];

    const recordOffset = this.log.end;
    await stage(this.folder, recordOffset, [...annotations, ...images]);
    const record: PictureRecord = {
      id: before?.id ?? this.lastId + 1,
      hash: about.hash,
      file,
      files: annotations.map(({ path }) => path),
      split: location.split,
      ...location.size,
      objects: recordedObjects(objects, annotated, this.format.remember?.(annotated, settings)),
      ...(review && { review }),
      provenance: about.provenance,
      program: about.program,
      time: about.time,
    };
    const entry = await this.log.append(record);
    this.isIndexDue = true;
    this.lastId = Math.max(this.lastId, entry.id);
    this.stems.add(location.stem.toLowerCase());
    try {
      await publish(this.folder, recordOffset);
    } finally {
      // The folder may have been removed while the files were moved into it.
      if (!(await this.isInPlace())) {
        await unpublish(
          this.folder,
          [...annotations, ...images].map(({ path }) => path),
        );
      }
    }
    if (before) await removeObsolete(this.folder, before, entry);
    return record;
  }

  private addClasses(labels: readonly string[]): Promise<void> {
    return this.keep(withClasses(this.manifest, labels));
  }

  private async keep(manifest: Manifest): Promise<void> {
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
    if (before) return locationOf(before);
    return { stem: fileStem(name, hash, (stem) => this.stems.has(stem)), extension, split };
  }

  private result(added: PictureRecord | undefined, isNew: boolean, reason?: SkipReason): AddResult {
    const { file = null, split = null, objects = [] } = added ?? {};
    const counts = { objects: objects.filter(isShown).length, pictures: this.log.entries.size };
    return { folder: this.folder, file, split, isNew, ...counts, ...(reason && { reason }) };
  }
}
