import { basename } from 'node:path';
import { xmlText } from '../formats/xml-text';
import type { ClassCounts, DatasetStatistics } from './statistics';

/** A drawn image of the contact sheet. */
export interface SheetPicture {
  readonly file: string;
  readonly lowestScore: number;
  /** JPEG. */
  readonly data: Buffer;
}

export interface ReportContent {
  /** Of the dataset. */
  readonly name: string;
  readonly kind: string;
  readonly statistics: DatasetStatistics;
  readonly sheet: readonly SheetPicture[];
}

/** Images that look alike: groups that are listed. */
const MAX_GROUPS = 100;

/** A report as one HTML file, which loads nothing. */
export function reportPage({ name, kind, statistics, sheet }: ReportContent): string {
  const { images, empty, objects, bySplit, classes, overlaps, alike } = statistics;
  const splits = Object.keys(bySplit);
  const facts = [
    ['Images', images],
    ...splits.map((split) => [`Images, ${split}`, bySplit[split]!] as const),
    ['Images without objects', empty],
    ['Objects', objects],
    ['Classes', classes.length],
  ] as const;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xmlText(name)}: dataset report</title>
<style>${STYLE}</style>
<h1>${xmlText(name)}</h1>
<p>Dataset: ${xmlText(kind)}</p>
<table>${facts.map(([fact, count]) => `<tr><th scope="row">${fact}</th><td>${count}</td></tr>`).join('')}</table>
<h2>Classes</h2>
${classTable(classes, splits)}
<p>Scores: 0 to 1 in tenths. Sizes: the square root of the object's share of the image, 0 to 1 in tenths.</p>
<h2>Classes that overlap</h2>
${
  overlaps.length === 0
    ? '<p>No objects of different classes share half of their area or more.</p>'
    : `<p>Pairs of objects with an IoU of at least 0.5. They may be one object with two labels.</p>
<table><tr><th scope="col">Classes</th><th scope="col">Pairs</th></tr>${overlaps
        .map((one) => `<tr><td>${one.classes.map(xmlText).join(' and ')}</td><td>${one.count}</td></tr>`)
        .join('')}</table>`
}
<h2>Images that look alike</h2>
${
  alike.length === 0
    ? '<p>No two images look alike.</p>'
    : `<p>${alike.length} ${alike.length === 1 ? 'group' : 'groups'}. The difference hashes of the images differ in at most 3 of 64 bits.</p>
<ol>${alike
        .slice(0, MAX_GROUPS)
        .map((group) => `<li>${group.map((file) => xmlText(basename(file))).join(', ')}</li>`)
        .join('')}</ol>`
}
<h2>Least certain images</h2>
${sheet.length === 0 ? '<p>No image has an object.</p>' : `<div class="sheet">${sheet.map(figure).join('')}</div>`}
</html>
`;
}

function classTable(classes: readonly ClassCounts[], splits: readonly string[]): string {
  const heads = ['Class', 'Objects', ...splits, 'Images', 'With mask', 'Scores', 'Sizes'];
  const rows = classes.map(({ name, objects, bySplit, images, masks, scores, sizes }) => {
    const counts = [objects, ...splits.map((split) => bySplit[split] ?? 0), images, masks];
    const cells = counts.map((count) => `<td>${count}</td>`).join('');
    return `<tr><th scope="row">${xmlText(name)}</th>${cells}<td>${bars(scores)}</td><td>${bars(sizes)}</td></tr>`;
  });
  return `<table><tr>${heads.map((head) => `<th scope="col">${xmlText(head)}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

/** A histogram of ten bars. */
function bars(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  const text = counts.map((count, bin) => `${bin / 10} to ${(bin + 1) / 10}: ${count}`).join(', ');
  const rects = counts.map((count, bin) => {
    const height = count === 0 ? 0 : Math.max((count / most) * 24, 1);
    return `<rect x="${bin * 8}" y="${24 - height}" width="7" height="${height}"/>`;
  });
  return `<svg width="80" height="24" role="img" aria-label="${text}"><title>${text}</title>${rects.join('')}</svg>`;
}

const figure = ({ file, lowestScore, data }: SheetPicture): string =>
  `<figure><img src="data:image/jpeg;base64,${data.toString('base64')}" alt="${xmlText(basename(file))}">` +
  `<figcaption>${xmlText(basename(file))}: ${lowestScore.toFixed(2)}</figcaption></figure>`;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; }
th, td { padding: 4px 10px; border-bottom: 1px solid #8884; text-align: right; }
th:first-child, td:first-child { text-align: left; }
svg { fill: #3b82c4; vertical-align: bottom; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 12px; }
figure { margin: 0; }
img { width: 100%; border-radius: 4px; }
figcaption { overflow-wrap: anywhere; }
`;
