import type { ClassThresholds, LearnedThreshold, NoThreshold } from '../src/dataset/review/thresholds';
import { promptText } from '../src/review-page/prompt-text';
import { api, type ThresholdChoice } from './api';
import { byId, counted, make } from './dom';
import { thresholdCurve } from './threshold-curve';

const reasons: Readonly<Record<NoThreshold, string>> = {
  'few-answers': 'Too few answers: review at least 10 detections',
  'none-right': 'No detection was right',
  'equal-scores': 'All answered detections have the same score',
  'not-reached': 'No threshold reaches this precision',
};

/** Shows what the answers of a dataset say about the thresholds of its classes. */
export async function showThresholds(dataset: string): Promise<void> {
  const form = new FormData(byId<HTMLFormElement>('threshold-form'));
  const choice = form.get('choice') as ThresholdChoice;
  const precision = String(form.get('precision'));
  const { prompt, classes } = await api.thresholds(dataset, precision, choice);
  byId<HTMLTextAreaElement>('prompt').value = prompt ?? promptOf(classes, choice);
  byId('copied').textContent = '';
  byId('curves').replaceChildren(...classes.map((one) => card(one, choice, precision)));
}

/** Copies the prompt. */
export async function copyPrompt(): Promise<void> {
  const prompt = byId<HTMLTextAreaElement>('prompt');
  try {
    await navigator.clipboard.writeText(prompt.value);
    byId('copied').textContent = 'Copied.';
  } catch {
    // Browsers refuse it on pages without HTTPS.
    prompt.select();
    byId('copied').textContent = 'The browser refuses to copy: press Ctrl+C.';
  }
}

const isLearned = (one: LearnedThreshold | NoThreshold): one is LearnedThreshold => typeof one !== 'string';

const promptOf = (classes: readonly ClassThresholds[], choice: ThresholdChoice): string =>
  promptText(
    classes.map((one) => {
      const chosen = one[choice];
      return { label: one.label, ...(isLearned(chosen) && { threshold: chosen.threshold }) };
    }),
  );

function card(one: ClassThresholds, choice: ThresholdChoice, precision: string): HTMLElement {
  const { label, answers, right, missed, unreviewed } = one;
  const chosen = one[choice];
  return make(
    'section',
    { class: 'card' },
    make('h2', {}, label),
    make(
      'p',
      {},
      `${counted(answers, 'answer')}: ${right} right, ${answers - right} wrong. ${missed} missed, ${unreviewed} open.`,
    ),
    thresholdCurve(one, isLearned(chosen) ? chosen : undefined),
    make(
      'p',
      { class: 'legend' },
      make('span', { class: 'precision' }, 'Precision'),
      ' ',
      make('span', { class: 'recall' }, 'Recall'),
    ),
    make(
      'dl',
      {},
      make('dt', {}, 'Best F1'),
      make('dd', {}, sentence(one.best)),
      make('dt', {}, `Precision at least ${precision}`),
      make('dd', {}, sentence(one.precise)),
    ),
  );
}

function sentence(one: LearnedThreshold | NoThreshold): string {
  if (!isLearned(one)) return `${reasons[one]}.`;
  const { threshold, interval, precision, precisionInterval, recall, f1, kept, isLowest } = one;
  const text = `${threshold} (95 %: ${range(interval)}). F1 ${f1.toFixed(2)}, precision ${precision.toFixed(2)} (95 %: ${range(precisionInterval)}), recall ${recall.toFixed(2)}, ${kept} kept.`;
  return isLowest ? `${text} A lower one may be better: detections below it were not reviewed.` : text;
}

const range = ([low, high]: readonly [number, number]): string => `${low.toFixed(2)} to ${high.toFixed(2)}`;
