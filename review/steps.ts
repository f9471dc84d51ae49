import type { ReviewDataset, ReviewObject, ReviewPicture } from '../src/contract/review';
import { History } from '../src/review-page/history';
import { Revisions } from '../src/review-page/revisions';
import { type Failure, SaveQueue, type SaveState } from '../src/review-page/save-queue';
import { applied, changesOf, type Step } from '../src/review-page/step';
import { changeIn, RequestFailed } from './api';
import { overwriteText } from './texts';

/** What a session shows of its steps. */
export interface StepViews {
  readonly tell: (text: string, isError: boolean) => void;
  readonly saves: (state: SaveState) => void;
  /** An image as the server has it after a step, with the steps that wait. */
  readonly stored: (picture: ReviewPicture) => void;
}

/** What the user did in a dataset: stored in the background, undone and redone. */
export class Steps {
  readonly history = new History();
  private readonly queue: SaveQueue;
  private readonly revisions = new Revisions();
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly dataset: ReviewDataset,
    private readonly user: string,
    private readonly views: StepViews,
  ) {
    this.queue = new SaveQueue((step, isRetry) => this.send(step, isRetry), failureOf, views.saves);
  }

  /** Whether all steps are stored. */
  get areStored(): boolean {
    return this.queue.isEmpty;
  }

  /** Stores a step. */
  add(step: Step): void {
    this.counts.set(step.hash, this.countOf(step.hash) + 1);
    this.queue.add(step);
  }

  /** Number of the steps of an image, stored ones included. */
  countOf(hash: string): number {
    return this.counts.get(hash) ?? 0;
  }

  retry(): void {
    this.queue.retry();
  }

  /** Gives up the step that cannot be stored. */
  drop(): Step | undefined {
    const dropped = this.queue.drop();
    if (dropped !== undefined) this.history.drop(dropped);
    return dropped;
  }

  /**
   * Notes the revisions of the server, and adds the steps that it does not have yet.
   * @param stored number of waiting steps that it has already
   */
  received(picture: ReviewPicture, stored = 0): ReviewPicture {
    this.revisions.received(picture);
    const steps = this.queue.waitingFor(picture.hash).slice(stored);
    return steps.reduce(applied, { ...picture, objects: picture.objects.map(withoutTakenBack) });
  }

  private async send(step: Step, isRetry: boolean): Promise<void> {
    const changes = changesOf(step, (id) => this.revisions.of(step, id));
    const { picture, overwrote } = await changeIn(this.dataset, step.hash, changes);
    // A retry may replace this user's own change, whose response was lost.
    const others = overwrote.filter(({ by }) => !(isRetry && by === this.user));
    for (const other of others) this.views.tell(overwriteText(other, picture, step), true);
    this.revisions.stored(step, picture);
    this.views.stored(this.received(picture, 1));
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof RequestFailed)) return 'refused';
  if (error.status === 0) return 'offline';
  // Another program may use the dataset.
  return error.status >= 500 || error.code === 'BAD_DATASET' ? 'passing' : 'refused';
}

/** The object without an answer that was taken back. */
function withoutTakenBack({ review, ...object }: ReviewObject): ReviewObject {
  return review?.answer ? { ...object, review } : object;
}
