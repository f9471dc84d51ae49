import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../support/cli';
import { addScene, type DatasetFolder, openDatasetFolder } from '../../support/datasets';

describe('grounded-sam report', () => {
  let folder: DatasetFolder;
  beforeEach(async () => {
    folder = openDatasetFolder();
    const dataset = await folder.open({ format: 'coco' });
    for (let index = 0; index < 4; index++) await addScene(dataset, index);
    await dataset.close();
  });
  afterEach(() => folder.remove());

  it('describes a dataset in one HTML file', async () => {
    const { status, stdout } = await runCli(folder.path, ['report', '.', '--out', 'about.html', '--sheet', '2']);
    const page = readFileSync(join(folder.path, 'about.html'), 'utf8');

    assert.equal(status, 0);
    assert.match(stdout, /^4 images, \d+ objects -> about\.html\n$/);
    assert.equal(page.match(/<img src="data:image\/jpeg;base64,\/9j/g)!.length, 2);
  });

  it('goes on after an image that cannot be read, and fails', async () => {
    const [first] = folder.text('pictures.jsonl').split('\n');
    writeFileSync(join(folder.path, JSON.parse(first!).file), 'no image');
    const { status, stdout, stderr } = await runCli(folder.path, ['report', '.']);

    assert.equal(status, 1);
    assert.match(stdout, /^3 images/);
    assert.match(stderr, /scene_0\.png: The image cannot be read/);
  });

  it('goes on after an image that is missing, and fails', async () => {
    const image = { file_name: 'missing.png', id: 9, width: 8, height: 8 };
    const file = readdirSync(join(folder.path, 'annotations')).map((name) =>
      join(folder.path, 'annotations', name),
    )[0]!;
    const content = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...content, images: [image, ...content.images] }));
    const { status, stdout, stderr } = await runCli(folder.path, ['report', file]);

    assert.equal(status, 1);
    assert.match(stdout, /^[1-4] images?/);
    assert.match(stderr, /^missing\.png: /);
  });
});
