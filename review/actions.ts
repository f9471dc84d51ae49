import type { Bbox } from '../src/contract';
import type { ReviewObject } from '../src/contract/review';
import { boxMask, components, union } from '../src/review-page/mask-edit';
import { areaOf, boundsOf, countsOf, isSameMask, maskFromCounts, type PixelMask } from '../src/review-page/pixel-mask';
import type { ObjectChange } from '../src/review-page/step';
import { counted } from './dom';
import type { Session } from './session';

/** The shape of an object: a box with or without mask. */
type Shape = Pick<ReviewObject, 'bbox' | 'area' | 'rle'>;

/** What users do with the selected objects of a session. */
export class Actions {
  /** The class of the next new object. */
  label = '';

  constructor(private readonly session: Session) {}

  accept(): void {
    this.answer('accepted', this.session.selected);
  }

  reject(): void {
    this.answer('rejected', this.session.selected);
  }

  /** Accepts the objects without an answer, or that the image has none, and opens the next image. */
  async acceptAll(): Promise<void> {
    const { session } = this;
    if (!this.isShown() || !this.mayWrite()) return;
    const { objects, confirmed } = session.shown!.picture;
    const open = objects.filter(({ review }) => review === undefined);
    const isConfirming = objects.length === 0 && confirmed === undefined;
    const text = isConfirming ? 'Confirmed that no object is there' : `Accepted ${counted(open.length, 'object')}`;
    session.perform(
      text,
      open.map((before) => ({ before, after: { ...before, ...session.answered('accepted') } })),
      isConfirming ? { confirmed: { before: undefined, after: session.who } } : {},
    );
    await session.go(1, open.length === 0 && !isConfirming ? '' : `${text}. `);
  }

  relabel(label: string): void {
    if (!this.isShown()) return;
    this.label = label;
    const { selected, session } = this;
    if (selected.length === 0) {
      session.tell(`New objects get the label ${label}.`);
      return;
    }
    if (!this.mayWrite()) return;
    session.perform(
      `Labelled ${names(selected)} as ${label}`,
      selected.map((before) => ({ before, after: { ...before, label, ...session.answered('accepted') } })),
    );
  }

  /** Selects the next or previous object. @param extends_ keeps the selected ones */
  step(by: 1 | -1, extends_: boolean): void {
    if (!this.isShown()) return;
    const { objects, selection } = this.session;
    if (objects.length === 0) {
      this.session.tell('This image has no objects.');
      return;
    }
    const last = objects.findIndex(({ id }) => id === selection.at(-1));
    const next = objects[(last + by + objects.length + (last === -1 && by === -1 ? 1 : 0)) % objects.length]!.id;
    const kept = extends_ ? selection.filter((id) => id !== next) : [];
    this.session.select([...kept, next]);
    const { label, score, review } = objects.find(({ id }) => id === next)!;
    const place = `${objects.findIndex(({ id }) => id === next) + 1} of ${objects.length}`;
    this.session.tell(
      `${place}: ${label} ${score.toFixed(2)}, ${review?.answer ?? 'open'}. ${kept.length + 1} selected.`,
    );
  }

  split(): void {
    if (!this.isShown()) return;
    const [object, ...more] = this.selected;
    const { session } = this;
    if (object === undefined || more.length > 0) {
      session.tell('Select one object to split.');
      return;
    }
    const [first, ...rest] = object.rle === undefined ? [] : components(this.maskOf(object));
    if (first === undefined || rest.length === 0) {
      session.tell('The object has only one component.');
      return;
    }
    if (!this.mayWrite()) return;
    const parts = rest.map((mask) => this.newObject(this.shapeOf(mask), object.label));
    session.perform(`Split ${object.label} into ${counted(rest.length + 1, 'object')}`, [
      { before: object, after: { ...object, ...this.shapeOf(first), ...session.answered('accepted') } },
      ...parts.map((after) => ({ before: undefined, after })),
    ]);
    session.select([object.id, ...parts.map(({ id }) => id)]);
  }

  merge(): void {
    if (!this.isShown()) return;
    const [first, ...rest] = this.selected;
    const { session } = this;
    if (first === undefined || rest.length === 0) {
      session.tell('Select two or more objects to merge.');
      return;
    }
    if (!this.mayWrite()) return;
    const shape = this.shapeOf(union([first, ...rest].map((object) => this.maskOf(object))));
    session.perform(`Merged ${counted(rest.length + 1, 'object')} into one ${first.label}`, [
      { before: first, after: { ...first, ...shape, ...session.answered('accepted') } },
      ...rest.map((object) => this.without(object)),
    ]);
    session.select([first.id]);
  }

  /** Gives an object another mask. One without pixels rejects it, the same one changes nothing. */
  setMask(object: ReviewObject, mask: PixelMask, text: string): void {
    if (isSameMask(mask, this.maskOf(object))) {
      this.session.tell('No pixel of the mask changed.');
      return;
    }
    if (mask.width === 0) {
      this.answer('rejected', [object]);
      return;
    }
    this.setShape(object, this.shapeOf(mask), text);
  }

  /** @param hash of its image, if that is not the open one any more */
  setShape(object: ReviewObject, shape: Shape, text: string, hash?: string): void {
    if (!this.mayWrite()) return;
    const after = { ...object, ...shape, ...this.session.answered('accepted') };
    this.session.perform(text, [{ before: object, after }], { hash });
  }

  /** Adds an object that the model missed, and selects it. */
  add(shape: Shape, hash?: string): void {
    if (!this.mayWrite()) return;
    const after = this.newObject(shape, this.labelOfNew());
    this.session.perform(`Added ${after.label}`, [{ before: undefined, after }], { hash });
    if (this.session.objects.some(({ id }) => id === after.id)) this.session.select([after.id]);
  }

  labelOfNew(): string {
    return this.label || this.session.filter.class || this.session.classes[0]?.name || 'object';
  }

  maskOf(object: ReviewObject): PixelMask {
    const { picture } = this.session.shown!;
    return object.rle === undefined ? boxMask(object.bbox, picture) : maskFromCounts(object.rle, picture);
  }

  shapeOf(mask: PixelMask): Shape {
    return { bbox: boundsOf(mask) as Bbox, area: areaOf(mask), rle: countsOf(mask, this.session.shown!.picture) };
  }

  mayWrite(): boolean {
    if (!this.session.canWrite) this.session.tell('You may only read this dataset.', true);
    return this.session.canWrite;
  }

  /** Whether there is an image to act on. Otherwise says why not. */
  isShown(): boolean {
    const { shown, absence } = this.session;
    if (shown === undefined) this.session.tell(absence);
    return shown !== undefined;
  }

  private get selected(): readonly ReviewObject[] {
    return this.session.selected;
  }

  private answer(answer: 'accepted' | 'rejected', objects: readonly ReviewObject[]): void {
    const { session } = this;
    if (!this.isShown()) return;
    if (objects.length === 0) {
      session.tell('No object is selected.');
      return;
    }
    if (!this.mayWrite()) return;
    const place = session.objects.findIndex(({ id }) => id === objects.at(-1)!.id);
    session.perform(
      `${answer === 'accepted' ? 'Accepted' : 'Rejected'} ${names(objects)}`,
      objects.map((object) =>
        answer === 'rejected'
          ? this.without(object)
          : { before: object, after: { ...object, ...session.answered(answer) } },
      ),
    );
    const next = session.nextOpen(place);
    if (next !== undefined) session.select([next]);
  }

  private without(object: ReviewObject): ObjectChange {
    if (object.made === 'person') return { before: object, after: undefined };
    return { before: object, after: { ...object, ...this.session.answered('rejected') } };
  }

  private newObject(shape: Shape, label: string): ReviewObject {
    return {
      id: newId(),
      revision: 0,
      label,
      score: 1,
      ...shape,
      made: 'person',
      ...this.session.answered('accepted'),
    };
  }
}

/** Two people who add objects at once get different ids. The server numbers its own objects from 0. */
const newId = (): number => 2 ** 32 + Math.floor(Math.random() * (2 ** 48 - 2 ** 32));

const names = (objects: readonly ReviewObject[]): string =>
  objects.length === 1 ? objects[0]!.label : counted(objects.length, 'object');
