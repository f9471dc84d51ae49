import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  loginName,
  openEngine,
  openReviewServer,
  type ReviewResponse,
  type ReviewServer,
  segmentObject,
  VisionError,
} from '../../index';
import { defineCommand } from '../command';
import { modelFlag } from '../detect-flags';
import { type Flag, numberFlag, switchFlag } from '../flag';
import { interruptible } from '../interruptible';
import { openBrowser } from '../open-browser';
import { DATASET, oneDataset } from '../operands';
import { serveLocally } from '../review-http';

const by: Flag<string> = {
  placeholder: 'NAME',
  help: 'the name that is stored with each answer; default the name of the user of this machine',
  read: (text) => text?.trim() || loginName(),
};

export const review = defineCommand({
  name: 'review',
  operands: DATASET,
  summary: 'accept, reject and correct the objects of a dataset in the browser',
  details: `DATASET is the folder of a dataset of this package, as export and dataset-export write it. Convert others first.
The page is served on 127.0.0.1 until Ctrl+C. Every answer is stored at once.`,
  flags: {
    port: numberFlag('PORT', { min: 0, max: 65_535, isWhole: true }, 0, 'port of the page; default any free one'),
    segmenter: modelFlag('model that makes the mask of a click or a box; default demo'),
    by,
    noBrowser: switchFlag('do not open the browser'),
  },

  async run({ port, segmenter, by: user, noBrowser }, operands) {
    const folder = resolve(oneDataset(operands, 'reviewed'));
    const engine = openEngine('', { graceMs: 0 });
    const model = { model: segmenter, dtype: 'auto', baseFolder: process.cwd() } as const;
    const server = openReviewServer({
      folders: () => [folder],
      segment: (image, prompt) => segmentObject(engine, model, image, prompt),
    });
    try {
      await interruptible(async (signal) => {
        const counts = await countsOf(server, folder);
        const { url, close } = await serveLocally(port, user, server.respond);
        process.stdout.write(
          `${folder}: ${counts.reviewedPictures} of ${counts.pictures} images are reviewed\n${url}\nCtrl+C ends the review\n`,
        );
        if (!noBrowser) openBrowser(url);
        if (!signal.aborted) await once(signal, 'abort');
        await close();
        return 0;
      });
    } finally {
      await server.close();
      await engine.close();
    }
    return 0;
  },
});

/** Opens the dataset, so that a problem is reported at the start. @throws VisionError `BAD_DATASET` */
async function countsOf(server: ReviewServer, folder: string): Promise<{ pictures: number; reviewedPictures: number }> {
  const get = (path: string, query: object): Promise<ReviewResponse> =>
    server.respond({ method: 'GET', path, query: { ...query }, user: '', canWrite: true });
  const { datasets } = JSON.parse(String((await get('datasets', {})).body)) as { datasets: { id: string }[] };
  if (datasets.length === 0) {
    const advice = 'grounded-sam convert makes one of COCO, YOLO, Label Studio or CVAT';
    throw new VisionError('BAD_DATASET', `No dataset of this package is in ${folder}. ${advice}`);
  }
  const { status, body } = await get('pictures', { dataset: datasets[0]!.id, limit: '0' });
  const { counts, message } = JSON.parse(String(body));
  if (status !== 200) throw new VisionError('BAD_DATASET', message);
  return counts;
}
