import assert from 'node:assert/strict';
import { preprocessConfig } from '../../../src/models/preprocess-config';

const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const size = { height: 256, width: 256 };

describe('the preprocessing of a model', () => {
  it('is that of preprocessor_config.json', () => {
    assert.deepEqual(preprocessConfig({ ...half, size, rescale_factor: 1 / 255, do_resize: true, resample: 2 }), {
      ...half,
      size,
      rescale_factor: 1 / 255,
    });
  });

  it('is the image_processor of processor_config.json, which transformers 5 saves', () => {
    assert.deepEqual(preprocessConfig({}, { image_processor: { ...half, size } }), { ...half, size });
    assert.deepEqual(preprocessConfig({ size: { longest_edge: 64 } }, { image_processor: { size } }), { size });
  });

  it('is that of preprocessor_config.json if processor_config.json has no image_processor', () => {
    assert.deepEqual(preprocessConfig(half, { processor_class: 'Sam2Processor' }), half);
  });

  it('leaves missing settings and null to the defaults', () => {
    assert.deepEqual(preprocessConfig({ image_mean: null, size: null, do_center_crop: null }), {});
  });

  const obeyed = [
    { name: 'do_rescale', config: { do_rescale: false, rescale_factor: 1 / 255 }, expected: { rescale_factor: 1 } },
    {
      name: 'do_normalize',
      config: { do_normalize: false, ...half },
      expected: { image_mean: [0, 0, 0], image_std: [1, 1, 1] },
    },
    { name: 'a number as size', config: { size: 800 }, expected: { size: { shortest_edge: 800 } } },
  ];
  for (const { name, config, expected } of obeyed) {
    it(`obeys ${name}`, () => assert.deepEqual(preprocessConfig(config), expected));
  }

  const refused: [string, object][] = [
    ['do_resize', { do_resize: false }],
    ['resample', { resample: 3 }],
    ['do_center_crop', { do_center_crop: true }],
    ['do_flip_channel_order', { do_flip_channel_order: true }],
    ['size', { size: { max_height: 800, max_width: 1333 } }],
    ['size', { size: { height: '256', width: 256 } }],
    ['image_mean', { image_mean: [0.5] }],
    ['image_std', { image_std: 'imagenet' }],
    ['rescale_factor', { rescale_factor: '1/255' }],
  ];
  for (const [name, config] of refused) {
    it(`refuses ${JSON.stringify(config)}, because it would change the pixels`, () => {
      assert.throws(() => preprocessConfig(config), {
        code: 'MODEL_UNSUPPORTED',
        message: new RegExp(`^Preprocessing ${name} must be `),
      });
    });
  }
});
