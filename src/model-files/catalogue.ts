import type { CatalogueEntry, CatalogueFile, Source } from './catalogue-entry';
import type { ModelTask } from './model-request';

const megabytes = (path: string, size: number): CatalogueFile => ({ path: `onnx/${path}`, bytes: size * 1e6 });
const exact = (path: string, bytes: number, sha256: string): CatalogueFile => ({ path: `onnx/${path}`, bytes, sha256 });

const groundingDinoTiny: Source = {
  repository: 'onnx-community/grounding-dino-tiny-ONNX',
  revision: 'ff690b0a8050566c290287545bd059350f3e9096',
};

/** Models with short names. Any other repository or folder with the same layout works as well. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: 'demo',
    tasks: ['detector', 'segmenter'],
    family: 'grounding-dino',
    licence: 'Apache-2.0',
    jointPrompts: true,
    notes: 'knows drawn shapes only',
    files: {},
  },
  {
    id: 'grounding-dino-tiny',
    tasks: ['detector'],
    family: 'grounding-dino',
    licence: 'Apache-2.0',
    source: groundingDinoTiny,
    jointPrompts: false,
    notes: 'fixed 800x800; published with a mask for the first phrase only',
    files: {
      fp32: [megabytes('model.onnx', 719)],
      fp16: [exact('model_fp16.onnx', 360_393_267, '04c18d2db35569f11c47732f2e05ed3a71559a8903823fc581e90b0e3168c9ff')],
      q4: [megabytes('model_q4.onnx', 227)],
      bnb4: [megabytes('model_bnb4.onnx', 218)],
      int8: [megabytes('model_int8.onnx', 204)],
      uint8: [megabytes('model_uint8.onnx', 204)],
      q8: [megabytes('model_quantized.onnx', 204)],
      q4f16: [megabytes('model_q4f16.onnx', 151)],
    },
  },
  {
    id: 'grounding-dino-tiny-fixedmask',
    tasks: ['detector'],
    family: 'grounding-dino',
    licence: 'Apache-2.0',
    source: { repository: 'mtbui2010/grounding-dino-tiny-fixedmask-ONNX', revision: 'main' },
    file: 'model-fixedmask.onnx',
    companion: groundingDinoTiny,
    jointPrompts: true,
    notes: 'fixed 800x800',
    files: {
      fp32: [
        {
          path: 'model-fixedmask.onnx',
          bytes: 694_800_000,
          sha256: 'ae9a0026953c6d5ce5a97b421af84c065d7f07173971cb105edb0071868fc180',
        },
      ],
    },
  },
  {
    id: 'grounding-dino-base',
    tasks: ['detector'],
    family: 'grounding-dino',
    licence: 'Apache-2.0',
    source: { repository: 'ZumaInnovations/zuma-ground-base-onnx', revision: 'main' },
    companion: groundingDinoTiny,
    notes: 'larger model; text is padded to 256 tokens',
    files: { fp32: [megabytes('model.onnx', 923)] },
  },
  {
    id: 'sam2.1-tiny',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-tiny-ONNX',
      revision: '814a066640debee5a91e70aa401fb8e17e030503',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        exact('vision_encoder.onnx', 354_238, '4f30aacd3aaefbca81a0b7fe4c1fc96345570ea0a6f80ced599493d1b3be2e8c'),
        exact(
          'vision_encoder.onnx_data',
          134_084_864,
          'e83df9866a5afe68ea7f0f721f18f65137fc3acbf0da1c74e946d363e09c69cc',
        ),
        exact(
          'prompt_encoder_mask_decoder.onnx',
          213_114,
          '874414704c5d686db7d206a35f6e15d26563d50c8c4468fccc6739bd7e491dcf',
        ),
        exact(
          'prompt_encoder_mask_decoder.onnx_data',
          20_958_208,
          'e9874d900dd4134ed60eab1e97910327c2419e0b2954485d8fd6e7f1a1470f47',
        ),
      ],
      fp16: [
        exact('vision_encoder_fp16.onnx', 314_925, '7773e79d589dada8e1e630cc7eb18b17b2c5b4faeb1eaab5ebf9df618ecbd50a'),
        exact(
          'vision_encoder_fp16.onnx_data',
          67_005_504,
          'a4dd3759e9b6a476d991fb3493787992e78777e51462695e1bede71ae258103e',
        ),
        megabytes('prompt_encoder_mask_decoder_fp16.onnx', 10.7),
      ],
    },
  },
  {
    id: 'sam2.1-small',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-small-ONNX',
      revision: 'a7df49d8de14b9d2e4504d1687b0d568f905fd8d',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        exact('vision_encoder.onnx', 467_440, 'aacf1f7137bb6fffcf6bf166abcfabe28f57a76059254f3fb611c4a64a208119'),
        exact(
          'vision_encoder.onnx_data',
          162_476_288,
          '260fd1f0a34e72a3dc79a739e563b4facc0ba75504818b433a1f808e66637456',
        ),
        exact(
          'prompt_encoder_mask_decoder.onnx',
          213_114,
          '079c59b261f723ff5c6a125e69b0170a957b21c58738c28d2b0394ecd0587d7f',
        ),
        exact(
          'prompt_encoder_mask_decoder.onnx_data',
          20_958_208,
          'f9e59a584ab8ced21fa812c211bc01084204db1c9e92a5ef4fb3a49972b4e864',
        ),
      ],
    },
  },
  {
    id: 'sam2.1-base-plus',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-base-plus-ONNX',
      revision: 'bab18593f44e652f04cf18b60b3690f60e8996b0',
    },
    notes: 'boxes and points',
    files: {
      fp32: [megabytes('vision_encoder.onnx', 306.4), megabytes('prompt_encoder_mask_decoder.onnx', 21.2)],
      fp16: [megabytes('vision_encoder_fp16.onnx', 153.4), megabytes('prompt_encoder_mask_decoder_fp16.onnx', 10.7)],
    },
  },
  {
    id: 'sam2.1-large',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-large-ONNX',
      revision: '3c23431f721e69cae82dbfd0c28fd692cc714021',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        exact('vision_encoder.onnx', 1_350_487, 'ad3a8161c6bd6d8beea811300c60e20d626035feaa3c19622ace27b22e25bec8'),
        exact(
          'vision_encoder.onnx_data',
          888_587_456,
          '88c501a65b6aaeac99b65a275f3f559727404283930d107d499fda8714ba7e5a',
        ),
        exact(
          'prompt_encoder_mask_decoder.onnx',
          213_114,
          'a21b3b09f6e5f5838d630d92a150914ca58f8f58b603b8f53fc32b03da982203',
        ),
        exact(
          'prompt_encoder_mask_decoder.onnx_data',
          20_958_208,
          'bfdcd4f7ee04298a82fe1aaf1bd7b8edf544d36901e1a886f01892fb915bd63c',
        ),
      ],
    },
  },
  {
    id: 'edgetam',
    tasks: ['segmenter'],
    family: 'edgetam',
    licence: 'Apache-2.0',
    source: { repository: 'onnx-community/EdgeTAM-ONNX', revision: '9c77c7bff7fd0f3079585fa17af7f730ddc531ed' },
    notes: 'boxes and points; by far the smallest encoder',
    files: {
      fp32: [megabytes('vision_encoder.onnx', 19.5), megabytes('prompt_encoder_mask_decoder.onnx', 21)],
      fp16: [megabytes('vision_encoder_fp16.onnx', 9.9), megabytes('prompt_encoder_mask_decoder_fp16.onnx', 10.5)],
    },
  },
  {
    id: 'sam3-tracker',
    tasks: ['segmenter'],
    family: 'sam3-tracker',
    licence: 'SAM License',
    source: { repository: 'onnx-community/sam3-tracker-ONNX', revision: '429305c8a5b3de597243d919a07e4e6bdcd00ef7' },
    notes: 'boxes and points; own licence with conditions of use: read it first',
    files: {},
  },
  {
    id: 'slimsam-77',
    tasks: ['segmenter'],
    family: 'sam',
    licence: 'Apache-2.0',
    source: { repository: 'Xenova/slimsam-77-uniform', revision: 'boxes' },
    notes: 'boxes only (revision "boxes"; revision "main" takes points only)',
    files: {
      fp32: [megabytes('vision_encoder.onnx', 23.3), megabytes('prompt_encoder_mask_decoder.onnx', 16.6)],
      q8: [megabytes('vision_encoder_quantized.onnx', 8.9), megabytes('prompt_encoder_mask_decoder_quantized.onnx', 5)],
    },
  },
  {
    id: 'sam-vit-base',
    tasks: ['segmenter'],
    family: 'sam',
    licence: 'Apache-2.0',
    source: { repository: 'Xenova/sam-vit-base', revision: 'main' },
    notes: 'points only',
    files: {
      fp32: [megabytes('vision_encoder.onnx', 359), megabytes('prompt_encoder_mask_decoder.onnx', 16.6)],
      fp16: [megabytes('vision_encoder_fp16.onnx', 180.2), megabytes('prompt_encoder_mask_decoder_fp16.onnx', 8.6)],
      q8: [
        megabytes('vision_encoder_quantized.onnx', 101.1),
        megabytes('prompt_encoder_mask_decoder_quantized.onnx', 4.9),
      ],
    },
  },
];

/** Models of new nodes. Reasons: docs/decisions/010-default-models.md */
export const defaultModels: Readonly<Record<ModelTask, string>> = {
  detector: 'grounding-dino-tiny',
  segmenter: 'edgetam',
};

export const catalogueEntry = (id: string): CatalogueEntry | undefined => catalogue.find((entry) => entry.id === id);

/** The entry of a repository, and of its revision if one is given. */
export const entryOf = (repository: string, revision?: string): CatalogueEntry | undefined =>
  catalogue.find(
    ({ source }) => source?.repository === repository && (revision === undefined || source.revision === revision),
  );
