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
import { History } from '../src/review-page/history';
import { PictureList } from '../src/review-page/picture-list';
import { SaveQueue, type SaveState } from '../src/review-page/save-queue';
import { applied, changesOf, type ObjectChange, type Step } from '../src/review-page/step';
import { api, type ListFilter, RequestFailed } from './api';
import { Changes } from './changes';
import { type LoadedPicture, PictureCache } from './picture-cache';
import { contentText } from './texts';

const EMPTY_COUNTS: ReviewCounts = { pictures: 0, reviewedPictures: 0, objects: 0, reviewedObjects: 0 };
/** Images before the end of the list at which more are loaded. */
const AHEAD = 10;

/** The review of one dataset: its images, the open one, the selected objects, and what was done. */
export class Session {
  readonly changes = new Changes();
  counts = EMPTY_COUNTS;
  classes: readonly ReviewClass[] = [];
  /** Number of images that match the filter. */
  total = 0;
  index = -1;
  shown: LoadedPicture | undefined;
  selection: readonly number[] = [];
  saves: SaveState = { state: 'saved' };
  list: PictureList;
  private readonly cache: PictureCache;
  private readonly history = new History();
  private readonly queue: SaveQueue;
  /** By image and object. */
  private readonly revisions = new Map<string, Map<number, number>>();
  private readonly stepCounts = new Map<string, number>();
  private countTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param tell shows a sentence; an error stays until it is closed */
  constructor(
    readonly dataset: ReviewDataset,
    readonly canWrite: boolean,
    private readonly user: string,
    public filter: ListFilter,
    readonly tell: (text: string, isError?: boolean) => void,
  ) {
    this.cache = new PictureCache(dataset.id, (picture) => this.received(picture));
    this.queue = new SaveQueue(
      (step, isRetry) => this.send(step, isRetry),
      (error) => error instanceof RequestFailed && error.status === 0,
      (state) => {
        this.saves = state;
        this.changes.tell('saves');
      },
    );
    this.list = this.newList();
  }

  get row(): ReviewPictureRow | undefined {
    return this.list.rows[this.index];
  }

  get objects(): readonly ReviewObject[] {
    return this.shown?.picture.objects ?? [];
  }

  get selected(): readonly ReviewObject[] {
    return this.objects.filter(({ id }) => this.selection.includes(id));
  }

  get hasUnsaved(): boolean {
    return !this.queue.isEmpty;
  }

  /** Lists the images of a filter, and opens the first. */
  async start(filter: ListFilter = this.filter): Promise<void> {
    this.filter = filter;
    this.list = this.newList();
    await this.more();
    if (this.list.rows.length > 0) return this.openAt(0);
    this.index = -1;
    this.shown = undefined;
    this.changes.tell('picture');
  }

  /** Opens the image `by` places away. @param done what the user did before, for the message */
  async go(by: 1 | -1, done = ''): Promise<void> {
    const next = this.index + by;
    if (next >= this.list.rows.length) await this.more();
    if (next < 0) return this.tell('This is the first image.');
    if (next >= this.list.rows.length) return this.tell(`${done}This is the last image of the list.`);
    await this.openAt(next);
    this.tell(`${done}Image ${next + 1} of ${this.total}: ${contentText(this.shown!.picture)}.`);
  }

  async openAt(index: number): Promise<void> {
    this.index = index;
    const { hash } = this.list.rows[index]!;
    const known = this.cache.peek(hash);
    if (known === undefined) this.changes.tell('list');
    const loaded = known ?? (await this.cache.get(hash));
    if (this.row?.hash !== hash) return;
    this.shown = loaded;
    this.selection = [this.nextOpen(0) ?? this.objects[0]?.id].filter((id) => id !== undefined);
    this.changes.tell('picture');
    void this.prepare(hash, known !== undefined);
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
   * @param confirmed the answer that the image has no objects
   */
  perform(
    text: string,
    objects: readonly ObjectChange[],
    hash = this.shown?.picture.hash,
    confirmed?: Step['confirmed'],
  ): void {
    if (hash === undefined || (objects.length === 0 && confirmed === undefined)) return;
    const step: Step = { dataset: this.dataset.id, hash, text, objects, ...(confirmed && { confirmed }) };
    this.history.add(step);
    this.enact(step);
  }

  undo(): Promise<void> {
    return this.again(this.history.undo(), 'Nothing to undo.');
  }

  redo(): Promise<void> {
    return this.again(this.history.redo(), 'Nothing to redo.');
  }

  retry(): void {
    this.queue.retry();
  }

  /** Gives up the change that cannot be stored, and shows what the server has. */
  async discard(): Promise<void> {
    const dropped = this.queue.drop();
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

  private newList(): PictureList {
    const { filter } = this;
    return new PictureList((offset, limit) => api.pictures(this.dataset.id, filter, offset, limit));
  }

  private async more(): Promise<void> {
    const part = await this.list.more();
    if (part === undefined) return;
    this.total = Math.max(part.total, this.list.rows.length);
    this.counts = part.counts;
    this.nameClasses(part.classes);
    this.changes.tell('list');
    this.changes.tell('progress');
  }

  /** Classes keep their numbers during a session. */
  private nameClasses(classes: readonly ReviewClass[]): void {
    const kept = this.classes.map(
      ({ name }) => classes.find((one) => one.name === name) ?? { name, objects: 0, reviewed: 0 },
    );
    this.classes = [...kept, ...classes.filter(({ name }) => !kept.some((one) => one.name === name))];
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
    const steps = this.stepCounts.get(hash);
    const picture = await api.picture(this.dataset.id, hash);
    // Otherwise the response may be older than a step that is stored already.
    if (this.stepCounts.get(hash) === steps) this.show(this.received(picture));
  }

  private enact(step: Step): void {
    this.stepCounts.set(step.hash, (this.stepCounts.get(step.hash) ?? 0) + 1);
    const loaded = this.cache.peek(step.hash) ?? this.shown;
    if (loaded?.picture.hash === step.hash) {
      this.show(applied(loaded.picture, step));
    }
    this.queue.add(step);
    this.tell(`${step.text}.`);
  }

  private async again(step: Step | undefined, otherwise: string): Promise<void> {
    if (step === undefined) return this.tell(otherwise);
    if (this.shown?.picture.hash !== step.hash && this.list.indexOf(step.hash) !== -1) {
      await this.openAt(this.list.indexOf(step.hash));
    }
    this.enact(step);
    if (this.shown?.picture.hash === step.hash) {
      this.select(step.objects.flatMap(({ after }) => (after === undefined ? [] : [after.id])));
    }
  }

  private async send(step: Step, isRetry: boolean): Promise<void> {
    const known = this.revisions.get(step.hash);
    const changes = changesOf(step, (id) => known?.get(id));
    const { picture, overwrote } = await api.change(step.dataset, step.hash, changes).catch(async (error) => {
      if (!(error instanceof RequestFailed && error.status === 404)) throw error;
      // A server that was restarted does not know a folder that a person opened before.
      await api.open(this.dataset.folder).catch(() => {
        throw error;
      });
      return api.change(step.dataset, step.hash, changes);
    });
    // A retry may replace this user's own change, whose response was lost.
    const others = overwrote.filter(({ by }) => !(isRetry && by === this.user));
    for (const { id, by, at } of others) {
      const label = picture.objects.find((object) => object.id === id)?.label ?? 'an object';
      const time = new Date(at).toLocaleTimeString('en');
      this.tell(
        `${by} changed "${label}" at ${time}, before your change. Yours is stored. Undo brings back the object as you saw it.`,
        true,
      );
    }
    this.show(this.received(picture, 1));
    clearTimeout(this.countTimer);
    this.countTimer = setTimeout(() => void this.countAgain().catch(() => undefined), 300);
  }

  private async countAgain(): Promise<void> {
    const { counts, classes } = await api.pictures(this.dataset.id, this.filter, 0, 1);
    this.counts = counts;
    this.nameClasses(classes);
    this.changes.tell('progress');
  }

  /**
   * Notes the revisions of the server, and adds the steps that it does not have yet.
   * @param stored number of waiting steps that it has already
   */
  private received(picture: ReviewPicture, stored = 0): ReviewPicture {
    this.revisions.set(picture.hash, new Map(picture.objects.map(({ id, revision }) => [id, revision])));
    const steps = this.queue.waitingFor(picture.hash).slice(stored);
    return steps.reduce(applied, { ...picture, objects: picture.objects.map(withoutTakenBack) });
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

/** The object without an answer that was taken back. */
function withoutTakenBack({ review, ...object }: ReviewObject): ReviewObject {
  return review?.answer ? { ...object, review } : object;
}
