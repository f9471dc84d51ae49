import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedDtypes, type RequestedDtype } from '../../../src/model-files/dtype';
import { graphChoices } from '../../../src/model-files/model-folder';
import type { ModelTask } from '../../../src/model-files/model-request';
import { type ModelFolders, openModelFolders } from '../../support/model-folders';

let folders: ModelFolders;
before(() => {
  folders = openModelFolders();
});
after(() => folders.remove());

describe('the graphs of a folder', () => {
  const sam = (suffix: string) => [`vision_encoder${suffix}.onnx`, `prompt_encoder_mask_decoder${suffix}.onnx`];
  const found: {
    name: string;
    task: ModelTask;
    graphs: string[];
    requested: RequestedDtype;
    dtype: string;
    files: string[];
  }[] = [
    {
      name: 'a file without suffix is fp32',
      task: 'detector',
      graphs: ['model.onnx'],
      requested: 'auto',
      dtype: 'fp32',
      files: ['model.onnx'],
    },
    {
      name: 'auto takes the best precision',
      task: 'detector',
      graphs: ['model_int8.onnx', 'model_q4.onnx', 'model_fp16.onnx'],
      requested: 'auto',
      dtype: 'fp16',
      files: ['model_fp16.onnx'],
    },
    {
      name: 'q8 is called quantized',
      task: 'detector',
      graphs: ['model_quantized.onnx'],
      requested: 'q8',
      dtype: 'q8',
      files: ['model_quantized.onnx'],
    },
    {
      name: 'the requested precision wins over the best',
      task: 'detector',
      graphs: ['model.onnx', 'model_q4.onnx'],
      requested: 'q4',
      dtype: 'q4',
      files: ['model_q4.onnx'],
    },
    {
      name: 'a segmenter has two graphs, the encoder first',
      task: 'segmenter',
      graphs: sam(''),
      requested: 'fp32',
      dtype: 'fp32',
      files: sam(''),
    },
    {
      name: 'a decoder is fp32 if there is one, whatever the encoder is',
      task: 'segmenter',
      graphs: [...sam(''), ...sam('_fp16')],
      requested: 'fp16',
      dtype: 'fp16',
      files: ['vision_encoder_fp16.onnx', 'prompt_encoder_mask_decoder.onnx'],
    },
    {
      name: 'otherwise a decoder has the precision of the encoder',
      task: 'segmenter',
      graphs: [...sam('_fp16'), ...sam('_int8')],
      requested: 'int8',
      dtype: 'int8',
      files: sam('_int8'),
    },
    {
      name: 'otherwise it has the best precision',
      task: 'segmenter',
      graphs: ['vision_encoder.onnx', ...sam('_fp16'), ...sam('_int8')],
      requested: 'auto',
      dtype: 'fp32',
      files: ['vision_encoder.onnx', 'prompt_encoder_mask_decoder_fp16.onnx'],
    },
    {
      name: 'the names of Hugging Face are preferred',
      task: 'segmenter',
      graphs: ['encoder.onnx', 'decoder.onnx', ...sam(''), 'prompt_encoder_mask_decoder_points.onnx'],
      requested: 'auto',
      dtype: 'fp32',
      files: sam(''),
    },
    {
      name: 'other graphs are recognised by the words encoder and decoder',
      task: 'segmenter',
      graphs: ['sam2_hiera_tiny.encoder.onnx', 'sam2_hiera_tiny.decoder.onnx', 'text.onnx', 'encoder.onnx_data'],
      requested: 'auto',
      dtype: 'fp32',
      files: ['sam2_hiera_tiny.encoder.onnx', 'sam2_hiera_tiny.decoder.onnx'],
    },
    {
      name: 'the dtype is read from the end of any name',
      task: 'segmenter',
      graphs: ['my_encoder_quantized.onnx', 'my_encoder.onnx', 'my_decoder.onnx'],
      requested: 'q8',
      dtype: 'q8',
      files: ['my_encoder_quantized.onnx', 'my_decoder.onnx'],
    },
    {
      name: 'of several pairs, the one with the shortest name is used, not halves of two',
      task: 'segmenter',
      graphs: ['base_encoder.onnx', 'base_decoder.onnx', 'an_encoder.onnx', 'an_decoder.onnx', 'decoder.onnx'],
      requested: 'auto',
      dtype: 'fp32',
      files: ['an_encoder.onnx', 'an_decoder.onnx'],
    },
    {
      name: 'without a pair, a segmenter is the graph with encoder and decoder',
      task: 'segmenter',
      graphs: ['segmenter.onnx', 'segmenter_fp16.onnx', 'model.onnx', 'vision_encoder.onnx'],
      requested: 'fp16',
      dtype: 'fp16',
      files: ['segmenter_fp16.onnx'],
    },
    {
      name: 'a pair is preferred to a graph with both, because it keeps its embedding',
      task: 'segmenter',
      graphs: ['segmenter.onnx', ...sam('')],
      requested: 'auto',
      dtype: 'fp32',
      files: sam(''),
    },
  ];
  found.forEach(({ name, task, graphs, requested, dtype, files }, index) => {
    it(name, () => {
      const folder = folders.with(`found-${index}`, graphs);

      assert.deepEqual(graphChoices(folder, task, allowedDtypes(requested))[0], {
        dtype,
        graphs: files.map((file) => join(folder, 'onnx', file)),
      });
    });
  });

  const missing: {
    name: string;
    task: ModelTask;
    graphs: string[];
    requested: RequestedDtype;
    expected: string[];
    hint: string;
  }[] = [
    { name: 'an empty folder', task: 'detector', graphs: [], requested: 'auto', expected: ['model.onnx'], hint: '' },
    {
      name: 'an empty folder for a segmenter',
      task: 'segmenter',
      graphs: [],
      requested: 'auto',
      expected: sam(''),
      hint: '',
    },
    {
      name: 'a segmenter of another dtype',
      task: 'segmenter',
      graphs: sam('_fp16'),
      requested: 'q4',
      expected: sam('_q4'),
      hint: '. Available precisions: fp16',
    },
    {
      name: 'half a segmenter',
      task: 'segmenter',
      graphs: ['vision_encoder.onnx'],
      requested: 'auto',
      expected: ['prompt_encoder_mask_decoder.onnx'],
      hint: '',
    },
    {
      name: 'another dtype',
      task: 'detector',
      graphs: ['model_q4.onnx', 'model_fp16.onnx'],
      requested: 'q8',
      expected: ['model_quantized.onnx'],
      hint: '. Available precisions: fp16, q4',
    },
  ];
  it('finds graphs in the root of the folder too', () => {
    const folder = folders.with('root');
    const files = ['encoder_use_preprocess.onnx', 'decoder.onnx'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, '');

    assert.deepEqual(graphChoices(folder, 'segmenter', allowedDtypes('auto'))[0], { dtype: 'fp32', graphs: files });
  });

  missing.forEach(({ name, task, graphs, requested, expected, hint }, index) => {
    it(`refuses ${name}, and names the missing files`, () => {
      const folder = folders.with(`missing-${index}`, graphs);
      const files = expected.map((file) => join(folder, 'onnx', file)).join(' and ');

      assert.throws(() => graphChoices(folder, task, allowedDtypes(requested))[0], {
        code: 'MODEL_NOT_FOUND',
        message: `The ${task} has no ${files}${hint}`,
      });
    });
  });
});

describe('graphChoices', () => {
  const choicesOf = (folder: string, requested: RequestedDtype) =>
    graphChoices(folder, 'detector', allowedDtypes(requested));

  it('returns every dtype with all graphs for auto, best first', () => {
    const folder = folders.with('choices', ['model_int8.onnx', 'model_q4f16.onnx', 'model_fp16.onnx']);

    assert.deepEqual(
      choicesOf(folder, 'auto').map(({ dtype }) => dtype),
      ['fp16', 'q4f16', 'int8'],
    );
  });

  it('returns only the requested dtype', () => {
    const folder = folders.with('choice', ['model.onnx', 'model_q4.onnx']);

    assert.deepEqual(choicesOf(folder, 'q4'), [{ dtype: 'q4', graphs: [join(folder, 'onnx', 'model_q4.onnx')] }]);
  });
});
