import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue, catalogueEntry, defaultModels } from '../../../../src/model-files/catalogue';
import type { CatalogueEntry } from '../../../../src/model-files/catalogue-entry';
import type { Dtype } from '../../../../src/model-files/dtype';
import { type HubBench, openHubBench } from '../../../support/hub';
import { addPublished } from '../../../support/published';
import { noise } from '../../../support/random';

/** The files in `onnx/`, or of the root, that an entry needs: of a segmenter, the encoder and the fp32 decoder. */
function neededGraphs({ files }: CatalogueEntry, dtype: Dtype): string[] {
  const isDecoder = (path: string): boolean => path.includes('decoder');
  const of = (one: Dtype): string[] => files[one]?.map(({ path }) => path) ?? [];
  return [...of(dtype).filter((path) => !isDecoder(path)), ...of('fp32').filter(isDecoder)].sort();
}

/** Files that the repositories have in addition, and that are not needed. */
const unneeded: Readonly<Record<string, readonly string[]>> = {
  'mobile-sam': ['sam_mask_decoder_single.onnx', 'mobile_sam.pt'],
  'efficientvit-sam-l0': ['l1', 'l2', 'xl0', 'xl1'].flatMap((size) => [
    `onnx/${size}_encoder.onnx`,
    `onnx/${size}_decoder.onnx`,
  ]),
};

describe('a hub that has the files which the catalogue lists', () => {
  let bench: HubBench;
  beforeEach(async () => {
    bench = await openHubBench();
  });
  afterEach(() => bench.close());

  /** The paths that were downloaded from the model's own repository, and from its companion. */
  function downloaded({ source }: CatalogueEntry): { own: string[]; companion: string[] } {
    const paths = bench.server.downloads.map(({ path }) => path);
    const isOwn = (path: string): boolean => path.startsWith(`/${source!.repository}/`);
    const nameOf = (path: string): string => path.split('/').slice(5).join('/');
    return { own: paths.filter(isOwn).map(nameOf), companion: paths.filter((path) => !isOwn(path)).map(nameOf) };
  }

  for (const entry of catalogue.filter(({ source }) => source)) {
    for (const dtype of Object.keys(entry.files) as Dtype[]) {
      it(`gives exactly the listed files of ${entry.id} in ${dtype}`, async () => {
        const other = Object.fromEntries((unneeded[entry.id] ?? []).map((path, seed) => [path, noise(20, 100 + seed)]));
        const { names, request } = addPublished(bench.server, entry, other);

        const { graphs, dtype: given } = await bench.open().fetch(request(entry.tasks[0]!, dtype));

        const { own, companion } = downloaded(entry);
        assert.equal(given, dtype);
        assert.deepEqual(own.filter((path) => path.includes('.onnx')).sort(), neededGraphs(entry, dtype));
        const json = names.filter((name) => name.endsWith('.json'));
        assert.deepEqual(own.filter((path) => !path.includes('.onnx')).sort(), json.sort());
        assert.equal(companion.length, entry.companion ? 4 : 0);
        for (const graph of graphs) {
          assert.ok(existsSync(graph));
          const data = `${graph}_data`.slice(dirname(graph).length + 1);
          const isListed = names.some((name) => name.endsWith(data));
          assert.equal(readdirSync(dirname(graph)).includes(data), isListed, data);
        }
      });
    }
  }

  for (const id of ['grounding-dino-tiny-fixedmask', 'grounding-dino-base', 'edgetam', 'mobile-sam']) {
    it(`gives ${id} also to another tool, from whose files it opens offline`, async () => {
      const entry = catalogueEntry(id)!;
      const { request } = addPublished(bench.server, entry);
      const model = request(entry.tasks[0]!, 'fp32');
      const files = await bench.open().fetch(model);
      for (const repository of readdirSync(bench.cacheFolder))
        rmSync(join(bench.cacheFolder, repository, '.grounded-sam'), { recursive: true, force: true });

      const offline = await bench.open({ offline: true }).fetch(model);

      assert.deepEqual([offline.graphs, offline.folders], [files.graphs, files.folders]);
    });
  }

  for (const [task, id] of Object.entries(defaultModels)) {
    it(`gives the default ${task} with weights, in fp32 for a processor`, async () => {
      const entry = catalogueEntry(id)!;
      const { request } = addPublished(bench.server, entry);

      await bench.open().fetch(request(entry.tasks[0]!));

      const expected = {
        detector: ['onnx/model.onnx'],
        segmenter: ['prompt_encoder_mask_decoder', 'vision_encoder'].flatMap((name) => [
          `onnx/${name}.onnx`,
          `onnx/${name}.onnx_data`,
        ]),
      }[task];
      assert.deepEqual(
        downloaded(entry)
          .own.filter((path) => path.includes('.onnx'))
          .sort(),
        expected,
      );
    });
  }
});
