import assert from 'node:assert/strict';
import sharp from 'sharp';
import {
  modelProvenance,
  openReviewServer,
  type ReviewPicture,
  type ReviewRequest,
  type ReviewServer,
  type SegmentedObject,
} from '../../../src';
import { cocoRle } from '../../../src/geometry/rle';
import { found, openDatasetFolder, shade } from '../../support/datasets';
import { drawnMask } from '../../support/masks';
import { answerTo } from '../../support/reviews';

const size = { width: 6, height: 4 };
const mask = drawnMask('......', '.####.', '.####.', '......');
const rle = cocoRle(mask, size).counts;
const model = { model: 'demo', dtype: 'fp32', device: 'cpu' };

describe('a server of reviews', () => {
  const folder = openDatasetFolder();
  const prompts: unknown[] = [];
  let server: ReviewServer;
  let id: string;
  let hash: string;

  before(async () => {
    const dataset = await folder.open({ format: 'yolo' });
    const detector = { ...modelProvenance(model), prompt: 'dog. cat @ 0.4. !bird', threshold: 0.3 };
    for (let grey = 0; grey < 30; grey++) {
      const score = 0.4 + grey / 100;
      const detections = [{ ...found('dog', [0, 0, 6, 4], mask), score }];
      await dataset.add({ image: shade(grey, 6, 4), name: `grey ${grey}` }, detections, { detector });
    }
    await dataset.close();
    server = openReviewServer({
      folders: () => [folder.path, `${folder.path}/none`],
      segment: async (_image, prompt): Promise<SegmentedObject> => {
        prompts.push(prompt);
        return { mask, bbox: [1, 1, 4, 2], area: 8, score: 0.9 };
      },
    });
    id = (await get('datasets')).datasets[0].id;
    hash = (await get('pictures', { dataset: id, order: 'name' })).pictures[0].hash;
  });
  after(async () => {
    await server.close();
    folder.remove();
  });

  const request = (method: 'GET' | 'POST', path: string, rest: Partial<ReviewRequest>) =>
    server.respond({ method, path, query: {}, user: 'ann', canWrite: true, ...rest });
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of responses, whose values are asserted
  const get = async (path: string, query: object = {}): Promise<any> =>
    JSON.parse(String((await request('GET', path, { query: { ...query } })).body));
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const post = async (path: string, body: unknown): Promise<any> =>
    JSON.parse(String((await request('POST', path, { body })).body));
  const picture = (): Promise<ReviewPicture> => get('picture', { dataset: id, hash });

  it('lists the folders that are datasets', async () => {
    assert.deepEqual(await get('datasets'), {
      datasets: [{ id, name: folder.path.split(/[\\/]/).at(-1), folder: folder.path, format: 'yolo' }],
      canWrite: true,
      user: 'ann',
    });
  });

  it('lists images page by page, and reads one', async () => {
    const { total, pictures } = await get('pictures', {
      dataset: id,
      offset: '1',
      limit: '2',
      class: 'dog',
      min: '0.45',
    });

    assert.deepEqual([total, pictures.length, pictures[0].lowest], [25, 2, 0.46]);
    const { objects, ...rest } = await picture();
    assert.deepEqual(rest, { hash, file: 'images/train/grey_0.png', split: 'train', ...size });
    assert.deepEqual(objects, [{ id: 0, revision: 0, label: 'dog', score: 0.4, bbox: [1, 1, 4, 2], area: 8, rle }]);
  });

  it('stores a change with the name of the user', async () => {
    const { objects } = await picture();
    const change = { dataset: id, hash, changes: [answerTo(objects[0]!, 'accepted')] };
    const { picture: after, overwrote } = await post('change', change);

    assert.deepEqual([after.objects[0].review.by, after.objects[0].revision, overwrote], ['ann', 1, []]);
    assert.deepEqual(after, await picture());
    assert.deepEqual(
      (await post('change', change)).overwrote.map(({ by }: { by: string }) => by),
      ['ann'],
    );
  });

  it('sends images as they are, and small', async () => {
    const full = await request('GET', 'image', { query: { dataset: id, hash } });
    const small = await request('GET', 'image', { query: { dataset: id, hash, side: '16' } });

    assert.deepEqual(full.body, folder.bytes('images/train/grey_0.png'));
    assert.deepEqual([full.headers['Content-Type'], small.headers['Content-Type']], ['image/png', 'image/jpeg']);
    assert.equal((await sharp(small.body as Buffer).metadata()).format, 'jpeg');
    assert.equal(full.headers['X-Content-Type-Options'], 'nosniff');
  });

  for (const [given, prompt] of [
    [{ bbox: [1, 1, 2, 2] }, { bbox: [1, 1, 2, 2], points: [] }],
    [{ points: [[3, 2, 1]] }, { points: [{ x: 3, y: 2, label: 1 }] }],
    [
      {
        bbox: [1, 1, 2, 2],
        points: [
          [5, 0, 1],
          [0, 3, 0],
        ],
      },
      {
        bbox: [1, 0, 4, 3],
        points: [
          { x: 5, y: 0, label: 1 },
          { x: 0, y: 3, label: 0 },
        ],
      },
    ],
    [
      { rle, points: [[2, 2, 0]] },
      { bbox: [1, 1, 4, 2], points: [{ x: 2, y: 2, label: 0 }] },
    ],
  ] as const) {
    it(`segments ${JSON.stringify(given)}`, async () => {
      const segmented = await post('segment', { dataset: id, hash, ...given });

      assert.deepEqual(segmented, { rle, bbox: [1, 1, 4, 2], area: 8, score: 0.9 });
      assert.deepEqual(prompts.at(-1), prompt);
    });
  }

  it('learns thresholds from the answers, and writes them into the prompt', async () => {
    for (const row of (await get('pictures', { dataset: id, limit: '100' })).pictures) {
      const { objects } = await get('picture', { dataset: id, hash: row.hash });
      const answer = objects[0].score > 0.545 ? 'accepted' : 'rejected';
      await post('change', { dataset: id, hash: row.hash, changes: [answerTo(objects[0], answer)] });
    }
    const { prompt, classes } = await get('thresholds', { dataset: id, precision: '0.95' });

    assert.equal(classes[0].answers, 30);
    assert.equal(prompt, `dog @ ${classes[0].best.threshold}. cat @ 0.4. !bird`);
    assert.ok(classes[0].best.threshold >= 0.54 && classes[0].best.threshold < 0.55);
  });

  it('reports on the dataset', async () => {
    const { headers, body } = await request('GET', 'report', { query: { dataset: id } });

    assert.match(headers['Content-Type']!, /^text\/html/);
    assert.match(String(body), /<h2>Least certain images<\/h2>/);
  });

  it('makes one report for two requests at once', async () => {
    const query = { dataset: id };
    const [first, second] = await Promise.all([
      request('GET', 'report', { query }),
      request('GET', 'report', { query }),
    ]);

    assert.equal(first.status, 200);
    assert.equal(first.body, second.body);
  });

  const known = () => ({ dataset: id, hash });
  for (const [problem, method, path, given, status, message] of [
    ['an unknown route', 'GET', 'constructor', {}, 404, /^There is no GET constructor/],
    ['a GET of a POST route', 'GET', 'change', {}, 404, /^There is no GET change/],
    ['a file with a path', 'GET', 'files/../../package.json', {}, 404, /^The page has no file of this name/],
    ['a file that is hidden', 'GET', 'files/.js', {}, 404, /^The page has no file of this name/],
    ['a file that does not exist', 'GET', 'files/none.js', {}, 404, /^The page has no file none\.js/],
    ['no dataset', 'GET', 'pictures', {}, 400, /^dataset must be a text that is not empty, got undefined/],
    ['an unknown dataset', 'GET', 'pictures', { dataset: 'x' }, 404, /^The dataset is not open/],
    ['a list of datasets', 'GET', 'pictures', { dataset: ['a', 'b'] }, 400, /^dataset must be a text/],
    [
      'another order',
      'GET',
      'pictures',
      { order: 'size' },
      400,
      /^order must be one of uncertain, added, name, got "size"/,
    ],
    ['another state', 'GET', 'pictures', { state: 'x' }, 400, /^state must be one of all, /],
    ['a score that is no number', 'GET', 'pictures', { min: 'x' }, 400, /^min must be a number from 0 to 1, got "x"/],
    ['too many images', 'GET', 'pictures', { limit: '5000' }, 400, /^limit must be a number from 0 to 1000/],
    ['a negative offset', 'GET', 'pictures', { offset: '-1' }, 400, /^offset must be a number from 0/],
    ['an unknown image', 'GET', 'picture', { hash: 'x' }, 404, /^The dataset has no such image/],
    ['the image of an unknown hash', 'GET', 'image', { hash: '../x' }, 404, /^The dataset has no such image/],
    ['an image that is too small', 'GET', 'image', { side: '1' }, 400, /^side must be a number from 16 to 4096/],
    ['a precision above 1', 'GET', 'thresholds', { precision: '90' }, 400, /^precision must be a number from 0 to 1/],
    ['a report on an unknown dataset', 'GET', 'report', { dataset: 'x' }, 404, /^The dataset is not open/],
    [
      'a number instead of changes',
      'POST',
      'change',
      { changes: 7 },
      400,
      /^changes must be a list of 1 to 10000 changes/,
    ],
    [
      'changes of an unknown image',
      'POST',
      'change',
      { hash: 'x', changes: [] },
      404,
      /^The dataset has no such image/,
    ],
    ['nothing to segment', 'POST', 'segment', {}, 400, /^bbox must be \[x, y, width, height\], or points given/],
    [
      'a point with a text',
      'POST',
      'segment',
      { points: [['1', 2, 1]] },
      400,
      /^points must be a list of at most 1000/,
    ],
    ['a point with another label', 'POST', 'segment', { points: [[1, 2, 3]] }, 400, /^points must be a list/],
    [
      'a box of NaN',
      'POST',
      'segment',
      { bbox: [null, 0, 1, 1] },
      400,
      /^bbox must be \[x, y, width, height\] in pixels/,
    ],
    ['a mask of another size', 'POST', 'segment', { rle: '4' }, 400, /^rle must be COCO RLE/],
    ['another folder', 'POST', 'open', { folder: '/x' }, 400, /^Other folders cannot be opened/],
  ] as const) {
    it(`refuses ${problem}`, async () => {
      const values =
        path === 'pictures' && !('dataset' in given) && problem === 'no dataset' ? {} : { ...known(), ...given };
      const response = await request(method, path, method === 'GET' ? { query: values } : { body: values });
      const { code, message: text } = JSON.parse(String(response.body));

      assert.deepEqual([response.status, /^(INVALID_INPUT|BAD_\w+)$/.test(code)], [status, true]);
      assert.match(text, message);
    });
  }

  for (const body of [undefined, null, [], 'text', 7]) {
    it(`refuses the body ${JSON.stringify(body)}`, async () => {
      assert.match((await post('change', body)).message, /^The body must be a JSON object/);
    });
  }
});
