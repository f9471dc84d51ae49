import {
  isReviewed,
  type ReviewAnswer,
  type ReviewClass,
  type ReviewCounts,
  type ReviewDataset,
  type ReviewObject,
  type ReviewPicture,
  type ReviewPictureRow,
} from '../src/contract/review';
import { PictureList } from '../src/review-page/picture-list';
import type { SaveState } from '../src/review-page/save-queue';
import { applied, type ObjectChange, type Step } from '../src/review-page/step';
import { api, type ListFilter } from './api';
import { Changes } from './changes';
import { type LoadedPicture, PictureCache } from './picture-cache';
import { Steps } from './steps';
import { classesKept, contentText } from './texts';

const EMPTY_COUNTS: ReviewCounts = { pictures: 0, reviewedPictures: 0, objects: 0, reviewedObjects: 0 };
/** Images before the end of the list at which more are loaded. */
const AHEAD = 10;
const LOADING = 'The image is loading.';

/** The review of one dataset: its images, the open one, the selected objects, and what was done. */
export class Session {
  readonly changes = new Changes();
  counts = EMPTY_COUNTS;
  classes: readonly ReviewClass[] = [];
  /** Number of images that match the filter. */
  total = 0;
  index = -1;
  /** The image on the screen. Only its objects can be changed. */
  shown: LoadedPicture | undefined;
  /** Why no image is shown. */
  absence = LOADING;
  selection: readonly number[] = [];
  saves: SaveState = { state: 'saved' };
  list: PictureList;
  hasEnded = false;
  private readonly cache: PictureCache;
  private readonly steps: Steps;
  private countTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param tellUser shows a sentence; an error stays until it is closed */
  constructor(
    readonly dataset: ReviewDataset,
    readonly canWrite: boolean,
    private readonly user: string,
    public filter: ListFilter,
    private readonly tellUser: (text: string, isError?: boolean) => void,
  ) {
    this.cache = new PictureCache(dataset.id, (picture) => this.steps.received(picture));
    this.steps = new Steps(dataset, user, {
      tell: (text, isError) => this.tell(text, isError),
      saves: (state) => {
        this.saves = state;
        this.changes.tell('saves');
      },
      stored: (picture) => this.stored(picture),
    });
    this.list = this.newList();
  }

  /** Another session has replaced this one: it shows and tells nothing any more. */
  end(): void {
    this.hasEnded = true;
    this.changes.end();
  }

  tell(text: string, isError = false): void {
    if (!this.hasEnded) this.tellUser(text, isError);
  }

  get row(): ReviewPictureRow | undefined {
    return this.list.rows[this.index];
  }

  get isLoading(): boolean {
    return this.shown === undefined && this.absence === LOADING;
  }

  get objects(): readonly ReviewObject[] {
    return this.shown?.picture.objects ?? [];
  }

  get selected(): readonly ReviewObject[] {
    return this.objects.filter(({ id }) => this.selection.includes(id));
  }

  get hasUnsaved(): boolean {
    return !this.steps.areStored;
  }

  /** Lists the images of a filter, and opens the first. */
  async start(filter: ListFilter = this.filter): Promise<void> {
    this.filter = filter;
    const list = this.newList();
    this.list = list;
    this.index = -1;
    this.clear(LOADING);
    await this.more();
    if (list !== this.list || this.index !== -1) return;
    if (list.rows.length > 0) await this.openAt(0);
    else this.clear('No image matches.');
  }

  /** Opens the image `by` places away. @param done what the user did before, for the message */
  async go(by: 1 | -1, done = ''): Promise<void> {
    const next = this.index + by;
    if (next >= this.list.rows.length) await this.more();
    if (next < 0) return this.tell('This is the first image.');
    if (next >= this.list.rows.length) return this.tell(`${done}This is the last image of the list.`);
    const opened = await this.openAt(next);
    if (opened) this.tell(`${done}Image ${next + 1} of ${this.total}: ${contentText(opened.picture)}.`);
  }

  /** Resolves to `undefined` if the user opened another image before this one was loaded. */
  async openAt(index: number): Promise<LoadedPicture | undefined> {
    this.index = index;
    const { hash } = this.list.rows[index]!;
    const known = this.cache.peek(hash);
    if (known === undefined) this.clear(LOADING);
    const loaded = known ?? (await this.load(hash));
    if (loaded === undefined || this.row?.hash !== hash) return undefined;
    this.shown = loaded;
    this.selection = [this.nextOpen(0) ?? this.objects[0]?.id].filter((id) => id !== undefined);
    this.changes.tell('picture');
    void this.prepare(hash, known !== undefined);
    return loaded;
  }

  select(ids: readonly number[]): void {
    this.selection = ids;
    this.changes.tell('selection');
  }

  /** The first object without an answer from a position on, or else from the start. */
  nextOpen(from: number): number | undefined {
    const open = [...this.objects.slice(from), ...this.objects.slice(0, from)].filter(
      ({ review, label }) => review === undefined && (this.filter.class === '' || label === this.filter.class),
    );
    return open[0]?.id;
  }

  /**
   * Changes objects of an image, by default of the open one. The change is shown at once and stored in the background.
   * @param change `confirmed`: the answer that the image has no objects
   */
  perform(
    text: string,
    objects: readonly ObjectChange[],
    change: { readonly hash?: string | undefined; readonly confirmed?: Step['confirmed'] } = {},
  ): void {
    const { hash = this.shown?.picture.hash, confirmed } = change;
    if (hash === undefined || (objects.length === 0 && confirmed === undefined)) return;
    const step: Step = { dataset: this.dataset.id, hash, text, objects, ...(confirmed && { confirmed }) };
    this.steps.history.add(step);
    this.enact(step);
  }

  undo(): Promise<void> {
    return this.again(this.steps.history.undo(), 'Nothing to undo.');
  }

  redo(): Promise<void> {
    return this.again(this.steps.history.redo(), 'Nothing to redo.');
  }

  retry(): void {
    this.steps.retry();
  }

  /** Gives up the change that cannot be stored, and shows what the server has. */
  async discard(): Promise<void> {
    const dropped = this.steps.drop();
    if (dropped !== undefined) await this.refresh(dropped.hash);
  }

  /** An answer of this user, for a change. */
  answered(answer: 'accepted' | 'rejected'): { readonly review: NonNullable<ReviewObject['review']> } {
    return { review: { answer, ...this.who } };
  }

  /** This user, now. */
  get who(): Omit<ReviewAnswer, 'answer'> {
    return { by: this.user, at: new Date().toISOString() };
  }

  /** Shows no image, so that nothing is answered which the user does not see. */
  private clear(absence: string): void {
    this.shown = undefined;
    this.selection = [];
    this.absence = absence;
    this.changes.tell('picture');
  }

  /** @throws if the image cannot be loaded, and the user still waits for it */
  private async load(hash: string): Promise<LoadedPicture | undefined> {
    try {
      return await this.cache.get(hash);
    } catch (error) {
      if (this.row?.hash !== hash) return undefined;
      this.clear('The image cannot be loaded.');
      throw error;
    }
  }

  private newList(): PictureList {
    const { filter } = this;
    return new PictureList((offset, limit) => api.pictures(this.dataset.id, filter, offset, limit));
  }

  private async more(): Promise<void> {
    const { list } = this;
    const part = await list.more();
    if (part === undefined || list !== this.list) return;
    this.total = Math.max(part.total, list.rows.length);
    this.counts = part.counts;
    this.nameClasses(part.classes);
    this.changes.tell('list');
    this.changes.tell('progress');
  }

  private nameClasses(classes: readonly ReviewClass[]): void {
    this.classes = classesKept(this.classes, classes);
    this.changes.tell('classes');
  }

  private async prepare(hash: string, isOld: boolean): Promise<void> {
    if (this.index + AHEAD >= this.list.rows.length) await this.more().catch(() => undefined);
    const next = this.list.rows[this.index + 1];
    // The page reports a failure when the user opens the image.
    if (next !== undefined) void this.cache.get(next.hash).catch(() => undefined);
    if (isOld) await this.refresh(hash).catch(() => undefined);
  }

  /** Takes over what others changed in an image. */
  private async refresh(hash: string): Promise<void> {
    const steps = this.steps.countOf(hash);
    const picture = await api.picture(this.dataset.id, hash);
    // Otherwise the response may be older than a step that is stored already.
    if (this.steps.countOf(hash) === steps) this.show(this.steps.received(picture));
  }

  private enact(step: Step): void {
    const loaded = this.cache.peek(step.hash) ?? this.shown;
    if (loaded?.picture.hash === step.hash) {
      this.show(applied(loaded.picture, step));
    }
    this.steps.add(step);
    this.tell(`${step.text}.`);
  }

  private async again(step: Step | undefined, otherwise: string): Promise<void> {
    if (step === undefined) return this.tell(otherwise);
    if (this.shown?.picture.hash !== step.hash && this.list.indexOf(step.hash) !== -1) {
      await this.openAt(this.list.indexOf(step.hash)).catch((error: Error) => this.tell(error.message, true));
    }
    this.enact(step);
    if (this.shown?.picture.hash === step.hash) {
      this.select(step.objects.flatMap(({ after }) => (after === undefined ? [] : [after.id])));
    }
  }

  private stored(picture: ReviewPicture): void {
    this.show(picture);
    clearTimeout(this.countTimer);
    this.countTimer = setTimeout(() => void this.countAgain().catch(() => undefined), 300);
  }

  private async countAgain(): Promise<void> {
    const { counts, classes } = await api.pictures(this.dataset.id, this.filter, 0, 1);
    this.counts = counts;
    this.nameClasses(classes);
    this.changes.tell('progress');
  }

  private show(picture: ReviewPicture): void {
    const loaded = this.cache.peek(picture.hash);
    if (loaded !== undefined) loaded.picture = picture;
    const row = this.list.rows[this.list.indexOf(picture.hash)];
    if (row !== undefined) {
      const open = picture.objects.filter(({ review }) => review === undefined);
      const lowest = open.length === 0 ? null : Math.min(...open.map(({ score }) => score));
      const counts = { objects: picture.objects.length, unreviewed: open.length };
      const isDone = isReviewed({ ...counts, isConfirmed: picture.confirmed !== undefined });
      this.list.update({ ...row, ...counts, isReviewed: isDone, lowest });
      this.changes.tell('list');
    }
    if (this.shown?.picture.hash !== picture.hash) return;
    this.shown.picture = picture;
    const ids = picture.objects.map(({ id }) => id);
    this.selection = this.selection.filter((id) => ids.includes(id));
    this.changes.tell('objects');
  }
}
