import type { DatasetReview } from '../dataset/review/review';
import { invalidInput, VisionError } from '../errors';
import { cocoRle } from '../geometry/rle';
import { datasetReport } from './dataset-report';
import { learnedThresholds } from './learned-thresholds';
import { pageFile, pageItself } from './page-files';
import { ReviewDatasets } from './review-datasets';
import {
  errorResponse,
  fileResponse,
  jsonResponse,
  NotFound,
  type ReviewRequest,
  type ReviewResponse,
} from './review-http';
import { choiceIn, numberIn, pictureQuery, segmentPrompt, sideIn, textIn, type Values } from './review-values';
import type { SegmentObject } from './segment-object';

/** What a server of reviews needs from the program that it is part of. */
export interface ReviewServerSettings {
  /** Absolute folders that are offered, some of which may not be datasets. */
  readonly folders: () => readonly string[];
  /** The absolute path of a folder that a person names. Absent: other folders are refused. */
  readonly resolveFolder?: (folder: string) => string;
  readonly segment: SegmentObject;
}

/** Serves the page of a review and its data, without a server of its own. */
export interface ReviewServer {
  /** Never throws. Permissions are checked by the caller: GET requests read, POST requests write. */
  respond(request: ReviewRequest): Promise<ReviewResponse>;
  /** Writes the index files of all datasets and closes these. The next request opens them again. */
  close(): Promise<void>;
}

type Route = (request: ReviewRequest) => Promise<ReviewResponse>;

/** Least certain images in a report. */
const SHEET = 24;

export function openReviewServer({ folders, resolveFolder, segment }: ReviewServerSettings): ReviewServer {
  const datasets = new ReviewDatasets(folders);
  /** Reports that are being made, by folder: a second click waits for the first report. */
  const reports = new Map<string, ReturnType<typeof datasetReport>>();

  const withDataset = <T>(values: Values, work: (review: DatasetReview) => Promise<T>): Promise<T> =>
    datasets.use(textIn(values, 'dataset'), work);

  const routes: Readonly<Record<string, Route>> = {
    'GET datasets': async ({ user, canWrite }) => jsonResponse({ datasets: await datasets.list(), canWrite, user }),

    'POST open': async ({ body }) => {
      if (!resolveFolder)
        throw new VisionError('INVALID_INPUT', 'Other folders cannot be opened: name one at the start');
      return jsonResponse(await datasets.add(resolveFolder(textIn(fieldsOf(body), 'folder'))));
    },

    'GET pictures': async ({ query }) =>
      jsonResponse(await withDataset(query, (review) => review.list(pictureQuery(query)))),

    'GET picture': async ({ query }) =>
      jsonResponse(found(await withDataset(query, (review) => review.picture(textIn(query, 'hash'))))),

    'GET image': async ({ query }) => {
      const side = sideIn(query);
      const { data, type } = found(await withDataset(query, (review) => review.image(textIn(query, 'hash'), side)));
      return fileResponse(data, type, { 'Cache-Control': 'private, max-age=3600' });
    },

    'POST change': async ({ body, user }) => {
      const values = fieldsOf(body);
      const hash = textIn(values, 'hash');
      return jsonResponse(found(await withDataset(values, (review) => review.change(hash, values.changes, user))));
    },

    'POST segment': async ({ body }) => {
      const values = fieldsOf(body);
      const hash = textIn(values, 'hash');
      const { size, image } = await withDataset(values, async (review) => {
        const { width, height } = found(await review.picture(hash));
        return { size: { width, height }, image: found(await review.image(hash)) };
      });
      const { mask, bbox, area, score } = await segment(image.data, segmentPrompt(values, size));
      return jsonResponse({ rle: cocoRle(mask, size).counts, bbox, area, score });
    },

    'GET thresholds': async ({ query }) => {
      const precision = numberIn(query, 'precision', 0.9, { min: 0, max: 1 });
      const choice = choiceIn(query, 'choice', ['best', 'precise']);
      return jsonResponse(await withDataset(query, (review) => learnedThresholds(review, precision, choice)));
    },

    'GET report': async ({ query }) => {
      const folder = datasets.folderOf(textIn(query, 'dataset'));
      const report =
        reports.get(folder) ?? datasetReport(folder, { sheet: SHEET }).finally(() => reports.delete(folder));
      reports.set(folder, report);
      const { html } = await report;
      return fileResponse(html, 'text/html; charset=utf-8', {
        'Content-Security-Policy':
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
        'Cache-Control': 'no-store',
      });
    },
  };

  return {
    async respond(request) {
      try {
        const { method, path } = request;
        if (method === 'GET' && path === '') return await pageItself();
        if (method === 'GET' && path.startsWith('files/')) return await pageFile(path.slice('files/'.length));
        const key = `${method} ${path}`;
        if (Object.hasOwn(routes, key)) return await routes[key]!(request);
        throw new NotFound(`There is no ${key.slice(0, 100)}`);
      } catch (error) {
        return errorResponse(error);
      }
    },

    close: () => datasets.close(),
  };
}

/** @throws NotFound */
function found<T>(image: T | undefined): T {
  if (image !== undefined) return image;
  throw new NotFound('The dataset has no such image');
}

/** @throws VisionError `INVALID_INPUT` */
function fieldsOf(body: unknown): Values {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Values;
  throw invalidInput('The body', 'a JSON object', body);
}
