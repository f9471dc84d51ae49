import type { CatalogueEntry, Source } from './catalogue-entry';
import { type Pin, pinned, rounded } from './catalogue-files';

const tiny: Source = {
  repository: 'onnx-community/grounding-dino-tiny-ONNX',
  revision: 'ff690b0a8050566c290287545bd059350f3e9096',
};

/** One file under two names. */
const tinyInt8: Pin = [203_824_481, '3bff430de583461ab3c1e8b99b19508f4fb238bf0fea0cde2c45f840a0082a26'];

/** The published detectors of the catalogue. */
export const publishedDetectors: readonly CatalogueEntry[] = [
  {
    id: 'grounding-dino-tiny',
    tasks: ['detector'],
    family: 'grounding-dino',
    licence: 'Apache-2.0',
    source: tiny,
    jointPrompts: false,
    notes: 'fixed 800x800; published with a mask for the first phrase only',
    files: {
      fp32: [pinned('model.onnx', [718_761_381, '267c8b00d269dc2dda0d8592812d3027abd5fb59f1cabf8e3d56f8fdf07f68ec'])],
      fp16: [
        pinned('model_fp16.onnx', [360_393_267, '04c18d2db35569f11c47732f2e05ed3a71559a8903823fc581e90b0e3168c9ff']),
      ],
      q4: [pinned('model_q4.onnx', [227_229_745, '2ed98a91b75f00d325c7581bee83b92b5b98460981772edf5ed844370ac25c11'])],
      q4f16: [
        pinned('model_q4f16.onnx', [151_069_879, '48435b57e5a5ca01792596b9c64277260b734c10aed320109505c8e71238d6ac']),
      ],
      bnb4: [rounded('model_bnb4.onnx', 218)],
      q8: [pinned('model_quantized.onnx', tinyInt8)],
      int8: [pinned('model_int8.onnx', tinyInt8)],
      uint8: [rounded('model_uint8.onnx', 204)],
    },
  },
  {
    id: 'grounding-dino-tiny-fixedmask',
    tasks: ['detector'],
    family: 'grounding-dino',
    licence: 'Apache-2.0',
    source: { repository: 'mtbui2010/grounding-dino-tiny-fixedmask-ONNX', revision: 'main' },
    file: 'model-fixedmask.onnx',
    companion: tiny,
    jointPrompts: true,
    notes: 'fixed 800x800',
    files: {
      fp32: [
        {
          path: 'model-fixedmask.onnx',
          bytes: 694_800_000,
          isRounded: true,
          sha256: 'ae9a0026953c6d5ce5a97b421af84c065d7f07173971cb105edb0071868fc180',
        },
      ],
    },
  },
  {
    id: 'grounding-dino-base',
    tasks: ['detector'],
    family: 'grounding-dino',
    licence: 'upstream: Apache-2.0',
    source: { repository: 'ZumaInnovations/zuma-ground-base-onnx', revision: 'main' },
    companion: tiny,
    notes: 'larger model; text is padded to 256 tokens; the licence of this export is assumed',
    files: { fp32: [rounded('model.onnx', 923)] },
  },
];
