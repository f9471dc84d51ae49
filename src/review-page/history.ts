import { inverse, type Step } from './step';

/** The steps of a session that can be undone and redone. */
export class History {
  private readonly done: Step[] = [];
  private undone: Step[] = [];
  /** The steps that undone and redone ones come from. */
  private readonly origins = new WeakMap<Step, { readonly step: Step; readonly isUndo: boolean }>();

  add(step: Step): void {
    this.done.push(step);
    this.undone = [];
  }

  /** The step that undoes the last one. */
  undo(): Step | undefined {
    const step = this.done.pop();
    if (step === undefined) return undefined;
    this.undone.push(step);
    return this.from(step, inverse(step), true);
  }

  /** The step that was undone last. */
  redo(): Step | undefined {
    const step = this.undone.pop();
    if (step === undefined) return undefined;
    this.done.push(step);
    return this.from(step, { ...step, isAgain: true }, false);
  }

  /** Forgets a step that was given up. If it was to undo another one, that one can be undone again. */
  drop(given: Step): void {
    const { step, isUndo } = this.origins.get(given) ?? { step: given, isUndo: false };
    const wasUndone = remove(this.undone, step);
    if (!isUndo) remove(this.done, step);
    else if (wasUndone) this.done.push(step);
  }

  private from(step: Step, again: Step, isUndo: boolean): Step {
    this.origins.set(again, { step, isUndo });
    return again;
  }
}

/** @returns whether the step was there */
function remove(steps: Step[], step: Step): boolean {
  const at = steps.indexOf(step);
  if (at !== -1) steps.splice(at, 1);
  return at !== -1;
}
