import type { ReviewDataset } from '../src/contract/review';
import type { Command, Tool } from '../src/review-page/keys';
import { Actions } from './actions';
import { api, type Datasets, isInNodeRed, type ListFilter, RequestFailed } from './api';
import { choose, type Desk, look, pressKey, run, showBoxes, showTool } from './commands';
import { ask } from './dialogs';
import { byId, make, onClick } from './dom';
import { keepFocusOn } from './focus';
import { tell } from './messages';
import { showClasses, showObjects } from './object-list';
import { listenToPointers } from './pointer';
import { showReport } from './report';
import { showSaves } from './save-status';
import { Session } from './session';
import { type Look, Stage } from './stage';
import { copyPrompt, showThresholds } from './thresholds';
import { showThumbnails } from './thumbnails';
import { Tools } from './tools';

const views = ['review', 'thresholds', 'report'] as const;
const stage = new Stage();
const filterForm = byId<HTMLFormElement>('filter');
const datasetField = byId<HTMLSelectElement>('dataset');
let server: Datasets = { datasets: [], canWrite: false, user: '' };
let desk: Desk | undefined;

/** Shows the failure of a promise that nothing waits for. */
function attempt(work: () => Promise<unknown>): void {
  void work().catch((error: Error) => {
    tell(error.message, true);
    if (error instanceof RequestFailed && error.status === 401) offerLogin();
  });
}

function offerLogin(): void {
  const editor = new URL('../../', location.href).pathname;
  byId('errors').lastElementChild?.firstElementChild?.append(' ', make('a', { href: editor }, 'Editor'));
}

function filterOf(): ListFilter {
  const values = Object.fromEntries(new FormData(filterForm)) as unknown as ListFilter;
  return { ...values };
}

async function openDataset(dataset: ReviewDataset): Promise<void> {
  desk?.session.end();
  filterForm.reset();
  history.replaceState(null, '', `?dataset=${encodeURIComponent(dataset.id)}${location.hash}`);
  document.title = `Review: ${dataset.name}`;
  const session = new Session(dataset, server.canWrite, server.user, filterOf(), tell);
  const actions = new Actions(session);
  const tools: Tools = new Tools(session, actions, stage, () => showTool(tools, stage));
  desk = { session, actions, tools, stage };
  stage.show(session);
  showThumbnails(session);
  showObjects(session);
  showClasses(session, actions);
  showSaves(session);
  session.changes.on(['classes'], showClassChoices);
  showTool(tools, stage);
  showView();
  await startList(session, filterOf());
}

/** Lists images of the chosen dataset. */
async function startList(session: Session, filter: ListFilter): Promise<void> {
  try {
    await session.start(filter);
  } catch (error) {
    if (!session.hasEnded) throw error;
  }
}

/** The classes by which images can be filtered. */
function showClassChoices(): void {
  const field = filterForm.elements.namedItem('class') as HTMLSelectElement;
  const chosen = field.value;
  field.replaceChildren(
    make('option', { value: '' }, 'All classes'),
    ...desk!.session.classes.map(({ name }) => make('option', { value: name }, name)),
  );
  field.value = chosen;
}

function showDatasets(chosen: string): void {
  datasetField.replaceChildren(
    ...server.datasets.map(({ id, name, folder }) => make('option', { value: id, title: folder }, name)),
  );
  datasetField.value = chosen;
}

async function start(): Promise<void> {
  server = await api.datasets();
  byId('open-folder').hidden = !server.canWrite || !isInNodeRed;
  const wanted = new URLSearchParams(location.search).get('dataset');
  const dataset = server.datasets.find(({ id }) => id === wanted) ?? server.datasets[0];
  showDatasets(dataset?.id ?? '');
  if (dataset === undefined)
    return tell('No dataset yet. Add one with the node dataset-export, or open a folder.', true);
  await openDataset(dataset);
}

function switchDataset(): void {
  const dataset = server.datasets.find(({ id }) => id === datasetField.value);
  if (dataset === undefined) return;
  if (desk?.session.hasUnsaved) {
    datasetField.value = desk.session.dataset.id;
    tell('Some changes are not saved yet. Save or discard them first.', true);
    return;
  }
  attempt(() => openDataset(dataset));
}

async function openFolder(): Promise<void> {
  const folder = await ask('folder', '');
  if (folder === undefined) return;
  const dataset = await api.open(folder);
  server = await api.datasets();
  showDatasets(dataset.id);
  switchDataset();
}

/** Shows the view that the address names. */
function showView(): void {
  const view = views.find((name) => location.hash === `#${name}`) ?? 'review';
  for (const name of views) {
    byId(name).hidden = name !== view;
    if (name === view) byId(`to-${name}`).setAttribute('aria-current', 'page');
    else byId(`to-${name}`).removeAttribute('aria-current');
  }
  const dataset = desk?.session.dataset.id;
  if (dataset === undefined) return;
  if (view === 'thresholds') attempt(() => showThresholds(dataset));
  if (view === 'report') attempt(() => showReport(dataset));
}

datasetField.addEventListener('change', switchDataset);
addEventListener('hashchange', showView);
byId('threshold-form').addEventListener('change', showView);
byId('threshold-form').addEventListener('submit', (event) => event.preventDefault());
onClick('copy', () => attempt(copyPrompt));
onClick('open-folder', () => attempt(openFolder));
onClick('retry', () => desk?.session.retry());
onClick('discard', () => attempt(async () => desk?.session.discard()));
filterForm.addEventListener('submit', (event) => event.preventDefault());
filterForm.addEventListener('change', () => attempt(async () => desk && startList(desk.session, filterOf())));
byId('look').addEventListener('change', (event) => look(stage, (event.target as HTMLSelectElement).value as Look));
byId('boxes').addEventListener('change', (event) => showBoxes(stage, (event.target as HTMLInputElement).checked));
byId('brush-size').addEventListener('input', (event) => {
  if (desk) desk.tools.resizeBrush(Number((event.target as HTMLInputElement).value) / desk.tools.radius);
});
onClick('show-keys', () => desk && run(desk, 'keys'));
document.addEventListener('click', (event) => {
  const { command, tool } = (event.target as HTMLElement).closest('button')?.dataset ?? {};
  if (desk && command) run(desk, command as Command);
  if (desk && tool) choose(desk, tool as Tool);
});
document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  if (desk === undefined || document.querySelector('dialog[open]') || byId('review').hidden) return;
  // The field of a dialog that was closed in this frame still has the focus.
  const isClosed = target.closest('dialog') !== null;
  const isField = target.matches('input:not([type="checkbox"], [type="range"]), select, textarea');
  if (isField && !isClosed) return;
  // Enter and Space press a button that has the focus, once.
  if (['Enter', ' '].includes(event.key) && target.matches('button, a, input') && !isClosed) {
    if (event.repeat) event.preventDefault();
    return;
  }
  if (pressKey(desk, event)) event.preventDefault();
});
addEventListener('beforeunload', (event) => {
  if (desk?.session.hasUnsaved) event.preventDefault();
});
keepFocusOn(stage.canvas);
listenToPointers(
  stage,
  () => desk!.tools,
  () => desk?.session,
);
attempt(start);
