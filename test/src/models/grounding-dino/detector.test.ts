import assert from 'node:assert/strict';
import { type DetectOptions, type DetectorFiles, detect } from '../../../../src/models/grounding-dino/detector';
import { parsePrompt } from '../../../../src/models/grounding-dino/prompt';
import type { Tokenizer } from '../../../../src/models/grounding-dino/tokenizer';
import { float32, type NamedTensors } from '../../../../src/tensor/tensor';
import { fakeSession, greyPicture, infos } from '../../../support/sessions';

const WORDS = ['cat', 'dog', 'person', 'hat'];
const tokenizer: Tokenizer = {
  start: [1],
  end: [2],
  separator: [3],
  padding: 9,
  idsOf: (text) => text.split(' ').map((word) => 10 + WORDS.indexOf(word)),
};
const files: DetectorFiles = { tokenizer, preprocess: {}, maxTokens: 256 };
const options: DetectOptions = {
  threshold: 0.3,
  phrases: 'auto',
  nms: 'class',
  nmsIou: 0.5,
  maxDetections: 100,
};
const picture = () => greyPicture({ width: 200, height: 100 });

const HF_INPUTS = {
  pixel_values: [1, 3, 'height', 'width'],
  pixel_mask: [1, 'height', 'width'],
  input_ids: [1, 'tokens'],
  token_type_ids: [1, 'tokens'],
  attention_mask: [1, 'tokens'],
};
const outputs = infos({ logits: [1, 1, 256], pred_boxes: [1, 1, 4] });

/** One query in the centre of the image whose best token is the caption's first word. A logit of 2 is a score of 0.88. */
function firstWordWins(logit = 2): NamedTensors {
  const logits = new Float32Array(256).fill(Number.NEGATIVE_INFINITY);
  logits[1] = logit;
  return { logits: float32([1, 1, 256], logits), pred_boxes: float32([1, 1, 4], [0.5, 0.5, 0.2, 0.4]) };
}

const session = (inputs: Record<string, (number | string)[]> = HF_INPUTS, answer = () => firstWordWins()) =>
  fakeSession(infos(inputs), outputs, answer);

const numbers = (feeds: NamedTensors, name: string): number[] => Array.from(feeds[name]!.data, Number);

describe('detect', () => {
  it('returns detections in pixels of the image', async () => {
    const [detection, ...more] = await detect(session(), files, picture(), parsePrompt('prompt', 'cat. dog'), options);

    assert.equal(more.length, 0);
    assert.equal(detection!.label, 'cat');
    assert.deepEqual(detection!.bbox.map(Math.round), [80, 30, 40, 40]);
  });

  it('feeds every input by its name', async () => {
    const graph = session({ ...HF_INPUTS, pixel_values: [1, 3, 6, 4] });
    await detect(graph, files, picture(), parsePrompt('prompt', 'cat. person hat'), options);
    const { feeds } = graph.runs[0]!;

    assert.deepEqual(Object.keys(feeds), Object.keys(HF_INPUTS));
    assert.deepEqual(numbers(feeds, 'input_ids'), [1, 10, 3, 12, 13, 3, 2]);
    assert.deepEqual(numbers(feeds, 'token_type_ids'), [0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(numbers(feeds, 'attention_mask'), [1, 1, 1, 1, 1, 1, 1]);
    assert.deepEqual(feeds.pixel_values!.dims, [1, 3, 6, 4]);
    assert.deepEqual(feeds.pixel_mask!.dims, [1, 6, 4]);
    assert.deepEqual(numbers(feeds, 'pixel_mask'), new Array(24).fill(1));
  });

  for (const { name, image, preprocess } of [
    { name: 'the graph fixes', image: [1, 6, 4, 3], preprocess: {} },
    { name: 'preprocessor_config.json states', image: [1, 'h', 'w', 3], preprocess: { size: { height: 6, width: 4 } } },
  ]) {
    it(`feeds 8-bit pixels of the size that ${name} to a packed graph, in each pass`, async () => {
      const { pixel_mask: _, pixel_values: __, ...texts } = HF_INPUTS;
      const graph = session({ ...texts, image });
      const prompt = parsePrompt('prompt', 'cat. dog');
      await detect(graph, { ...files, preprocess }, picture(), prompt, { ...options, phrases: 'one by one' });

      assert.deepEqual(Object.keys(graph.runs[0]!.feeds), [...Object.keys(texts), 'image']);
      for (const { feeds } of graph.runs) {
        assert.deepEqual(feeds.image, { type: 'uint8', dims: [1, 6, 4, 3], data: new Uint8Array(72).fill(128) });
      }
      assert.equal(graph.runs.length, 2);
    });
  }

  const notFinite = [
    { name: 'NaN for a token of a phrase', logit: Number.NaN, box: 0.5, output: 'logits' },
    { name: 'infinity for a token of a phrase', logit: Number.POSITIVE_INFINITY, box: 0.5, output: 'logits' },
    { name: '-Infinity for all tokens of all phrases', logit: Number.NEGATIVE_INFINITY, box: 0.5, output: 'logits' },
    { name: 'NaN in a box', logit: 2, box: Number.NaN, output: 'pred_boxes' },
  ];
  for (const { name, logit, box, output } of notFinite) {
    it(`refuses ${name}, and names the output`, async () => {
      const { logits } = firstWordWins(logit);
      const graph = session(HF_INPUTS, () => ({
        logits: logits!,
        pred_boxes: float32([1, 1, 4], [0.5, box, 0.2, 0.4]),
      }));

      await assert.rejects(detect(graph, files, picture(), parsePrompt('prompt', 'cat. dog'), options), { output });
    });
  }

  it('ignores NaN in columns after the caption', async () => {
    const { logits, pred_boxes } = firstWordWins();
    logits!.data[200] = Number.NaN;
    const graph = session(HF_INPUTS, () => ({ logits: logits!, pred_boxes: pred_boxes! }));

    assert.equal((await detect(graph, files, picture(), parsePrompt('prompt', 'cat. dog'), options)).length, 1);
  });

  it('reads logits with one column for each token of the text', async () => {
    const prompt = parsePrompt('prompt', 'cat. dog');
    const tokens = [1, 10, 3, 11, 3, 2].length;
    const row = new Float32Array(2 * tokens).fill(-9);
    row[3] = 1;
    row[tokens + 1] = 2;
    const boxes = float32([1, 2, 4], [0.2, 0.5, 0.2, 0.4, 0.7, 0.5, 0.2, 0.4]);
    const graph = session(HF_INPUTS, () => ({ logits: float32([1, 2, tokens], row), pred_boxes: boxes }));

    const found = await detect(graph, files, picture(), prompt, options);

    assert.deepEqual(
      found.map(({ label, bbox }) => [label, Math.round(bbox[0])]),
      [
        ['cat', 120],
        ['dog', 20],
      ],
    );
  });

  const shapes: { name: string; logits: number[]; boxes: number[] }[] = [
    { name: 'fewer columns than the text has tokens', logits: [1, 2, 3], boxes: [1, 2, 4] },
    { name: 'other numbers of logits and boxes', logits: [1, 2, 256], boxes: [1, 1, 4] },
    { name: 'boxes of another shape', logits: [1, 2, 256], boxes: [1, 2, 5] },
    { name: 'logits without a batch', logits: [2, 256], boxes: [1, 2, 4] },
  ];
  for (const { name, logits, boxes } of shapes) {
    it(`refuses ${name}, and states the shapes`, async () => {
      const zeros = (dims: number[]) => float32(dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));
      const graph = session(HF_INPUTS, () => ({ logits: zeros(logits), pred_boxes: zeros(boxes) }));

      await assert.rejects(detect(graph, files, picture(), parsePrompt('prompt', 'cat. dog'), options), {
        code: 'MODEL_UNSUPPORTED',
        message: new RegExp(
          `expected logits of 1 x queries x at least 4 tokens.* got ${logits.join(' x ')} and ${boxes.join(' x ')}$`,
        ),
      });
    });
  }

  it('feeds only what the graph takes', async () => {
    const graph = session({ input_ids: [1, 'n'], pixel_values: [1, 3, 4, 4] });
    await detect(graph, files, picture(), parsePrompt('prompt', 'cat'), options);

    assert.deepEqual(Object.keys(graph.runs[0]!.feeds), ['input_ids', 'pixel_values']);
  });

  it('pads the text to the length that the graph fixes', async () => {
    const fixed = { input_ids: [1, 8], token_type_ids: [1, 8], attention_mask: [1, 8] };
    const graph = session({ ...HF_INPUTS, ...fixed });
    await detect(graph, files, picture(), parsePrompt('prompt', 'cat. dog'), options);
    const { feeds } = graph.runs[0]!;

    assert.deepEqual(feeds.input_ids!.dims, [1, 8]);
    assert.deepEqual(numbers(feeds, 'input_ids'), [1, 10, 3, 11, 3, 2, 9, 9]);
    assert.deepEqual(numbers(feeds, 'token_type_ids'), [0, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(numbers(feeds, 'attention_mask'), [1, 1, 1, 1, 1, 1, 0, 0]);
  });

  describe('resizes the image to the size', () => {
    const open = HF_INPUTS.pixel_values;
    const cases = [
      { name: 'that the graph fixes', pixels: [1, 3, 60, 40], size: { height: 9, width: 9 }, expected: [40, 60] },
      { name: 'in preprocessor_config.json', pixels: open, size: { height: 30, width: 50 }, expected: [50, 30] },
      {
        name: 'of the edges in preprocessor_config.json',
        pixels: open,
        size: { shortest_edge: 50, longest_edge: 80 },
        expected: [80, 40],
      },
      { name: 'of the paper', pixels: open, size: undefined, expected: [1333, 666] },
    ];
    for (const { name, pixels, size, expected } of cases) {
      it(name, async () => {
        const image = picture();
        const preprocess = size ? { size } : {};
        await detect(
          session({ ...HF_INPUTS, pixel_values: pixels }),
          { ...files, preprocess },
          image,
          parsePrompt('prompt', 'cat'),
          options,
        );

        assert.deepEqual(image.asked, [{ width: expected[0], height: expected[1] }]);
      });
    }
  });

  it('pads text masks and positions to the length that the graph fixes, with each padding token as a block', async () => {
    const length = 256;
    const graph = fakeSession(
      infos({
        img: [1, 3, 4, 4],
        input_ids: [1, length],
        attention_mask: [1, length],
        position_ids: [1, length],
        token_type_ids: [1, length],
        text_token_mask: [1, length, length],
      }).map((info) => (/_mask$/.test(info.name) ? { ...info, type: 'bool' } : info)),
      infos({ logits: [1, 1, 256], boxes: [1, 1, 4] }),
      () => {
        const { logits, pred_boxes } = firstWordWins();
        return { logits: logits!, boxes: pred_boxes! };
      },
    );
    const [detection] = await detect(graph, files, picture(), parsePrompt('prompt', 'cat. person hat'), options);
    const { feeds } = graph.runs[0]!;
    const mask = numbers(feeds, 'text_token_mask');
    const attendedBy = (row: number) =>
      mask.slice(row * length, (row + 1) * length).flatMap((attends, column) => (attends ? column : []));

    assert.equal(detection!.label, 'cat');
    assert.deepEqual(numbers(feeds, 'input_ids'), [1, 10, 3, 12, 13, 3, 2, ...new Array(length - 7).fill(9)]);
    assert.deepEqual(numbers(feeds, 'attention_mask'), [...new Array(7).fill(1), ...new Array(length - 7).fill(0)]);
    assert.deepEqual(numbers(feeds, 'position_ids'), [0, 0, 1, 0, 1, 2, 0, ...new Array(length - 7).fill(0)]);
    assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 255].map(attendedBy), [
      [0],
      [1, 2],
      [1, 2],
      [3, 4, 5],
      [3, 4, 5],
      [3, 4, 5],
      [6],
      [7],
      [255],
    ]);
    assert.deepEqual([feeds.attention_mask!.type, feeds.text_token_mask!.type], ['bool', 'bool']);
    assert.equal(feeds.position_ids!.type, 'int64');
    assert.deepEqual(feeds.text_token_mask!.dims, [1, length, length]);
  });

  it('refuses a graph whose text inputs have another type', async () => {
    const inputs = infos(HF_INPUTS).map((info) => (info.name === 'input_ids' ? { ...info, type: 'int32' } : info));

    await assert.rejects(
      detect(fakeSession(inputs, outputs), files, picture(), parsePrompt('prompt', 'cat'), options),
      { code: 'MODEL_UNSUPPORTED', message: 'Model input input_ids must be int64 or bool, got int32' },
    );
  });

  it('packs phrases to the length that the graph fixes, if it is shorter than max_text_len', async () => {
    const fixed = { input_ids: [1, 6], token_type_ids: [1, 6], attention_mask: [1, 6] };
    const graph = session({ ...HF_INPUTS, ...fixed });
    await detect(graph, files, picture(), parsePrompt('prompt', 'cat. dog. hat'), options);

    assert.deepEqual(
      graph.runs.map(({ feeds }) => numbers(feeds, 'input_ids')),
      [
        [1, 10, 3, 11, 3, 2],
        [1, 13, 3, 2, 9, 9],
      ],
    );
  });

  it('packs more than 256 tokens into several passes', async () => {
    const graph = session();
    const classes = Array.from({ length: 200 }, (_, index) => ({
      label: `class ${index}`,
      phrases: ['cat dog'],
      isDecoy: false,
    }));
    const image = picture();
    await detect(graph, files, image, classes, options);

    // Each phrase takes 3 tokens, [CLS] and [SEP] take 2: 84 phrases fit.
    assert.deepEqual(
      graph.runs.map(({ feeds }) => feeds.input_ids!.dims[1]),
      [254, 254, 98],
    );
    assert.equal(image.asked.length, 1, 'the image is resized once');
  });

  describe('one by one', () => {
    it('has as many passes in flight as the session takes, with the same results', async () => {
      const prompt = parsePrompt('prompt', 'cat. dog. person. hat');
      const oneByOne = { ...options, phrases: 'one by one' } as const;
      const graph = session();
      let inFlight = 0;
      let most = 0;
      const run: typeof graph.run = async (feeds) => {
        most = Math.max(most, ++inFlight);
        const found = await graph.run(feeds);
        // The first passes take longest.
        for (let turn = graph.runs.length; turn < 8; turn++) await new Promise(setImmediate);
        inFlight--;
        return found;
      };

      const found = await detect({ ...graph, runsAtOnce: 2, run }, files, picture(), prompt, oneByOne);

      assert.equal(most, 2);
      assert.deepEqual(found, await detect(session(), files, picture(), prompt, oneByOne));
      assert.ok(graph.runs.every(({ feeds }) => feeds.pixel_values!.data.length > 0));
    });

    it('begins no pass after one that failed', async () => {
      const prompt = parsePrompt('prompt', 'cat. dog. person. hat');
      let begun = 0;
      const run = async (): Promise<NamedTensors> => {
        if (++begun === 1) throw new Error('broken');
        await new Promise(setImmediate);
        return firstWordWins();
      };

      await assert.rejects(
        detect({ ...session(), runsAtOnce: 2, run }, files, picture(), prompt, { ...options, phrases: 'one by one' }),
        /broken/,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(begun, 2);
    });

    const prompt = parsePrompt('prompt', 'dog, cat => pet. hat. !person');

    it('runs a pass for each phrase of a class, and resizes the image once', async () => {
      const graph = session({ ...HF_INPUTS, pixel_values: [1, 3, 4, 4] });
      const image = picture();
      await detect(graph, files, image, prompt, { ...options, phrases: 'one by one' });

      assert.deepEqual(
        graph.runs.map(({ feeds }) => numbers(feeds, 'input_ids')),
        [11, 10, 13, 12].map((word) => [1, word, 3, 2]),
      );
      assert.ok(graph.runs.every(({ feeds }) => feeds.pixel_values!.data.length === 48));
      assert.equal(image.asked.length, 1);
    });

    it('removes a detection that a decoy outscores in its own pass', async () => {
      const graph = session(HF_INPUTS, () => firstWordWins(graph.runs.length === 4 ? 2 : 1));

      assert.deepEqual(await detect(graph, files, picture(), prompt, { ...options, phrases: 'one by one' }), []);
    });

    it('is chosen by auto for an export of transformers 4', async () => {
      const graph = session();
      await detect(graph, { ...files, transformersVersion: '4.48.0' }, picture(), prompt, options);

      assert.equal(graph.runs.length, 4);
    });

    it('stops before the next pass when the caller aborts', async () => {
      const caller = new AbortController();
      const graph = session(HF_INPUTS, () => {
        caller.abort(new Error('no longer wanted'));
        return firstWordWins();
      });
      const oneByOne = { ...options, phrases: 'one by one' } as const;

      await assert.rejects(detect(graph, files, picture(), prompt, oneByOne, caller.signal), /no longer wanted/);
      assert.equal(graph.runs.length, 1);
    });
  });

  it('feeds the pixels to every pass if the phrases need several', async () => {
    const graph = session({ ...HF_INPUTS, pixel_values: [1, 3, 4, 4] });
    const short = { ...files, maxTokens: 6 };
    const detections = await detect(graph, short, picture(), parsePrompt('prompt', 'cat. dog. hat'), {
      ...options,
      nms: 'off',
    });
    const [first, second, ...more] = graph.runs.map(({ feeds }) => feeds);

    assert.equal(more.length, 0);
    assert.deepEqual(numbers(first!, 'input_ids'), [1, 10, 3, 11, 3, 2]);
    assert.deepEqual(numbers(second!, 'input_ids'), [1, 13, 3, 2]);
    assert.equal(first!.pixel_values!.data.length, 48);
    assert.deepEqual(second!.pixel_values!.data, first!.pixel_values!.data);
    assert.deepEqual(
      detections.map(({ label }) => label),
      ['cat', 'hat'],
    );
  });

  it('removes duplicates across passes', async () => {
    const detections = await detect(
      session(),
      { ...files, maxTokens: 4 },
      picture(),
      parsePrompt('prompt', 'cat. dog'),
      {
        ...options,
        nms: 'agnostic',
      },
    );

    assert.equal(detections.length, 1);
  });

  it('refuses a graph that does not output logits and boxes, and names its outputs', async () => {
    const graph = session(HF_INPUTS, () => ({ dets: float32([1], [0]), labels: float32([1], [0]) }));

    await assert.rejects(detect(graph, files, picture(), parsePrompt('prompt', 'cat'), options), {
      code: 'MODEL_UNSUPPORTED',
      message: /^Unknown Grounding DINO outputs: expected float32 logits and pred_boxes, got dets, labels$/,
    });
  });
});
