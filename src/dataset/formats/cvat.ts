import type { Mask } from '../../contract';
import type { Ring } from '../../geometry/polygons';
import type { LogEntry, RecordedObject } from '../picture-log';
import type { DatasetContent, Format } from './format';
import { imagesBySplit } from './layout';
import { singleOutline } from './outline';
import { xmlText } from './xml-text';

interface CvatObject extends RecordedObject {
  readonly outline?: Ring;
  /** Lengths of the runs of 0 and 1 in `bbox`, row-major. The first counts 0s. */
  readonly runs?: readonly number[];
}

/**
 * CVAT for images 1.1: https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/. Masks are `<mask>` or `<polygon>`, objects
 * without a mask `<box>`. The score is the attribute `score` of each object.
 */
export const cvat: Format = {
  ...imagesBySplit,
  annotate: () => [],

  remember({ objects }, settings) {
    return objects.map(({ mask }) => {
      if (!mask) return {};
      const outline = singleOutline(mask, settings);
      return outline ? { outline } : { runs: rowRuns(mask) };
    });
  },

  index: (dataset) => [{ path: 'annotations.xml', content: annotations(dataset) }],
};

function rowRuns({ data }: Mask): number[] {
  const runs: number[] = [];
  for (let start = 0, value = 0; start < data.length; value = 1 - value) {
    const next = data.indexOf(1 - value, start);
    const end = next === -1 ? data.length : next;
    runs.push(end - start);
    start = end;
  }
  return runs;
}

async function* annotations({ classes, created, entries, name, read, splits }: DatasetContent): AsyncIterable<string> {
  const label = (one: string): string =>
    `        <label><name>${xmlText(one)}</name><type>any</type><attributes><attribute><name>score</name>` +
    '<mutable>False</mutable><input_type>text</input_type><default_value></default_value><values></values>' +
    '</attribute></attributes></label>\n';
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <project>\n';
  yield `      <name>${xmlText(name)}</name>\n      <created>${created}</created>\n`;
  yield splits.map((split) => `      <subset>${split}</subset>\n`).join('');
  yield `      <labels>\n${classes.map(label).join('')}      </labels>\n    </project>\n  </meta>\n`;
  for (const [index, entry] of entries.entries()) {
    const { objects } = await read(entry);
    yield `${imageTag(entry, index)}${(objects as readonly CvatObject[]).map(shape).join('')}  </image>\n`;
  }
  yield '</annotations>\n';
}

const imageTag = ({ file, split, width, height }: LogEntry, index: number): string =>
  `  <image id="${index}" name="${xmlText(file.replace(/^images\//, ''))}" subset="${split}" width="${width}" height="${height}">\n`;

function shape({ label, score, bbox, outline, runs }: CvatObject): string {
  const [x, y, width, height] = bbox;
  const common = `label="${xmlText(label)}" source="auto" occluded="0" z_order="0"`;
  const attribute = `<attribute name="score">${score}</attribute>`;
  if (outline) {
    const points = outline.map((point) => point.join(',')).join(';');
    return `    <polygon ${common} points="${points}">${attribute}</polygon>\n`;
  }
  if (runs) {
    const place = `left="${x}" top="${y}" width="${width}" height="${height}"`;
    return `    <mask ${common} rle="${runs.join(', ')}" ${place}>${attribute}</mask>\n`;
  }
  const corners = `xtl="${x}" ytl="${y}" xbr="${x + width}" ybr="${y + height}"`;
  return `    <box ${common} ${corners}>${attribute}</box>\n`;
}
