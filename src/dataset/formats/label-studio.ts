import type { Bbox, ImageSize } from '../../contract';
import type { Ring } from '../../geometry/polygons';
import type { LogEntry, PictureRecord, RecordedObject } from '../picture-log';
import type { Provenance } from '../provenance';
import type { DatasetContent, Format } from './format';
import { labelStudioRle } from './label-studio-brush';
import { imagesBySplit } from './layout';
import { singleOutline } from './outline';
import { xmlText } from './xml-text';

interface Region extends RecordedObject {
  /** Base64 of `labelStudioRle`. */
  readonly brush?: string;
  readonly outline?: Ring;
}

/**
 * Label Studio tasks with predictions: https://labelstud.io/guide/predictions. Masks are brush strokes or polygons, objects
 * without a mask are rectangles. `label-config.xml` is the labelling interface of the project.
 */
export const labelStudio: Format = {
  ...imagesBySplit,
  annotate: () => [],

  remember({ objects, size }, settings) {
    return objects.map(({ mask }) => {
      if (!mask) return {};
      const outline = singleOutline(mask, settings);
      return outline ? { outline } : { brush: Buffer.from(labelStudioRle(mask, size)).toString('base64') };
    });
  },

  index: (dataset) => [
    { path: 'tasks.json', content: tasks(dataset) },
    { path: 'label-config.xml', content: labelConfig(dataset.classes) },
  ],
};

async function* tasks({ entries, name, read }: DatasetContent): AsyncIterable<string> {
  yield '[';
  for (const [index, entry] of entries.entries()) {
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(task(name, entry, await read(entry)))}`;
  }
  yield '\n]\n';
}

/** Label Studio serves local files below its document root. The dataset's folder is in it, or a copy of the folder. */
const pictureUrl = (name: string, file: string): string =>
  `/data/local-files/?d=${[name, ...file.split('/')].map(encodeURIComponent).join('/')}`;

function task(
  name: string,
  { id, file, split }: LogEntry,
  { objects, width, height, provenance }: PictureRecord,
): object {
  const scores = objects.map(({ score }) => score);
  return {
    id,
    data: { image: pictureUrl(name, file), split },
    predictions: [
      {
        model_version: modelVersion(provenance),
        // Label Studio sorts tasks by it. The least certain object decides when an image should be looked at.
        score: scores.length === 0 ? 0 : Math.min(...scores),
        result: (objects as readonly Region[]).map((region, index) => ({
          id: `${id}-${index + 1}`,
          to_name: 'image',
          original_width: width,
          original_height: height,
          image_rotation: 0,
          score: region.score,
          ...shapeOf(region, { width, height }),
        })),
      },
    ],
  };
}

/** Positions are percentages of the image's size. */
function shapeOf({ label, bbox, brush, outline }: Region, size: ImageSize): object {
  const labels = [label];
  if (brush !== undefined) {
    const rle = [...Buffer.from(brush, 'base64')];
    return { type: 'brushlabels', from_name: 'brush', value: { format: 'rle', rle, brushlabels: labels } };
  }
  if (outline) {
    const points = outline.map(([x, y]) => [percent(x, size.width), percent(y, size.height)]);
    return { type: 'polygonlabels', from_name: 'polygon', value: { points, closed: true, polygonlabels: labels } };
  }
  return {
    ...{ type: 'rectanglelabels', from_name: 'rectangle' },
    value: { ...rectangle(bbox, size), rotation: 0, rectanglelabels: labels },
  };
}

const rectangle = ([x, y, width, height]: Bbox, size: ImageSize): object => ({
  x: percent(x, size.width),
  y: percent(y, size.height),
  width: percent(width, size.width),
  height: percent(height, size.height),
});

const percent = (value: number, size: number): number => (value * 100) / size;

const modelVersion = ({ detector, segmenter }: Provenance): string =>
  [detector?.model, segmenter?.model].filter((model) => model !== undefined).join(' + ') || 'unknown';

const TAGS = [
  ['BrushLabels', 'brush'],
  ['PolygonLabels', 'polygon'],
  ['RectangleLabels', 'rectangle'],
] as const;

function labelConfig(classes: readonly string[]): string {
  const labels = classes.map((name) => `    <Label value="${xmlText(name)}"/>\n`).join('');
  const tools = TAGS.map(([tag, name]) => `  <${tag} name="${name}" toName="image">\n${labels}  </${tag}>\n`);
  return `<View>\n  <Image name="image" value="$image" zoom="true"/>\n${tools.join('')}</View>\n`;
}
