import type { CatalogueEntry } from './catalogue-entry';
import { pinned, pinnedPair, rounded, roundedPair, sizedPair } from './catalogue-files';

/** The published segmenters of the catalogue. */
export const publishedSegmenters: readonly CatalogueEntry[] = [
  {
    id: 'sam2.1-tiny',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'upstream: Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-tiny-ONNX',
      revision: '814a066640debee5a91e70aa401fb8e17e030503',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        ...pinnedPair(
          'vision_encoder',
          [354_238, '4f30aacd3aaefbca81a0b7fe4c1fc96345570ea0a6f80ced599493d1b3be2e8c'],
          [134_084_864, 'e83df9866a5afe68ea7f0f721f18f65137fc3acbf0da1c74e946d363e09c69cc'],
        ),
        ...pinnedPair(
          'prompt_encoder_mask_decoder',
          [213_114, '874414704c5d686db7d206a35f6e15d26563d50c8c4468fccc6739bd7e491dcf'],
          [20_958_208, 'e9874d900dd4134ed60eab1e97910327c2419e0b2954485d8fd6e7f1a1470f47'],
        ),
      ],
      fp16: [
        ...pinnedPair(
          'vision_encoder_fp16',
          [314_925, '7773e79d589dada8e1e630cc7eb18b17b2c5b4faeb1eaab5ebf9df618ecbd50a'],
          [67_005_504, 'a4dd3759e9b6a476d991fb3493787992e78777e51462695e1bede71ae258103e'],
        ),
        ...sizedPair('prompt_encoder_mask_decoder_fp16', 229_799, 10_454_016),
      ],
    },
  },
  {
    id: 'sam2.1-small',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'upstream: Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-small-ONNX',
      revision: 'a7df49d8de14b9d2e4504d1687b0d568f905fd8d',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        ...pinnedPair(
          'vision_encoder',
          [467_440, 'aacf1f7137bb6fffcf6bf166abcfabe28f57a76059254f3fb611c4a64a208119'],
          [162_476_288, '260fd1f0a34e72a3dc79a739e563b4facc0ba75504818b433a1f808e66637456'],
        ),
        ...pinnedPair(
          'prompt_encoder_mask_decoder',
          [213_114, '079c59b261f723ff5c6a125e69b0170a957b21c58738c28d2b0394ecd0587d7f'],
          [20_958_208, 'f9e59a584ab8ced21fa812c211bc01084204db1c9e92a5ef4fb3a49972b4e864'],
        ),
      ],
      fp16: pinnedPair(
        'vision_encoder_fp16',
        [422_501, 'f236074c31a7ba9d1e00362e8c29cb95bf9dcdd61e208048493902878d9dc4db'],
        [81_182_784, '557e013522bace72a6b8441f66747f1c4b2a237d1e3c86f84dba86b6d814ec1f'],
      ),
    },
  },
  {
    id: 'sam2.1-base-plus',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'upstream: Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-base-plus-ONNX',
      revision: 'bab18593f44e652f04cf18b60b3690f60e8996b0',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        ...sizedPair('vision_encoder', 702_836, 305_746_496),
        ...pinnedPair(
          'prompt_encoder_mask_decoder',
          [213_114, 'f39eeec20243ed1c8f2cd013812e77813d937ddbc800fa4bc703761adc7e63cd'],
          [20_958_208, '445cd3f72a218815db10e336f4f1c46a6eb2713a0160a85af5365134607f32a7'],
        ),
      ],
      fp16: pinnedPair(
        'vision_encoder_fp16',
        [643_078, 'cb9324a431bfb78c70e4ead1ffb80766e236b50decd55c236c8eada4f0afde96'],
        [152_780_640, '78be422d399181ce3af00130409ebe32eb5b95825e7fe290440fbfaac70b99b4'],
      ),
    },
  },
  {
    id: 'sam2.1-large',
    tasks: ['segmenter'],
    family: 'sam2',
    licence: 'upstream: Apache-2.0',
    source: {
      repository: 'onnx-community/sam2.1-hiera-large-ONNX',
      revision: '3c23431f721e69cae82dbfd0c28fd692cc714021',
    },
    notes: 'boxes and points',
    files: {
      fp32: [
        ...pinnedPair(
          'vision_encoder',
          [1_350_487, 'ad3a8161c6bd6d8beea811300c60e20d626035feaa3c19622ace27b22e25bec8'],
          [888_587_456, '88c501a65b6aaeac99b65a275f3f559727404283930d107d499fda8714ba7e5a'],
        ),
        ...pinnedPair(
          'prompt_encoder_mask_decoder',
          [213_114, 'a21b3b09f6e5f5838d630d92a150914ca58f8f58b603b8f53fc32b03da982203'],
          [20_958_208, 'bfdcd4f7ee04298a82fe1aaf1bd7b8edf544d36901e1a886f01892fb915bd63c'],
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
    notes: 'boxes and points; by far the smallest encoder; never in 8 bit (q8, int8, uint8), whose masks are wrong',
    files: {
      fp32: [
        ...pinnedPair(
          'vision_encoder',
          [192_225, 'ed068218eba96760fe02d04ce899c449660ac813a088d80ed7f42c8bb01e7cec'],
          [19_532_576, '21e75dba7077dfcb53e8c9a6e99977156f2240ff3f1f9cddc43d66aa1ecb528e'],
        ),
        ...pinnedPair(
          'prompt_encoder_mask_decoder',
          [213_114, 'd3668299ec3edf70fbb139ec642b54bf3d4be453fd1b688a6b5938e0856fe546'],
          [20_958_208, 'dfa2125e30d08d388732f20c18fb63ab0f0f590cd270eb307f0c2b65919d1be8'],
        ),
      ],
      fp16: [
        ...pinnedPair(
          'vision_encoder_fp16',
          [167_617, 'd8f560849085892866a5c652a600cafbbd301e11c15ff0d89c81e15fe91264ac'],
          [9_739_536, '6a6741eb00b3049939675569818b207953cb13113a80ca9580c9c714d8646b38'],
        ),
        ...pinnedPair(
          'prompt_encoder_mask_decoder_fp16',
          [229_799, 'f6c0e539017b05ff12cd5be869f2a125d946dee10f6e79b64a7466dfceafafb9'],
          [10_454_016, 'bda4d98aef24b7589313f9771c8d2d6380716a256bf5c926326eaf5054097d5b'],
        ),
      ],
    },
  },
  {
    id: 'sam3-tracker',
    tasks: ['segmenter'],
    family: 'sam3-tracker',
    licence: 'upstream: SAM License',
    source: { repository: 'onnx-community/sam3-tracker-ONNX', revision: '429305c8a5b3de597243d919a07e4e6bdcd00ef7' },
    notes: 'boxes and points; own licence with conditions of use: read it first',
    files: {
      fp32: [
        ...pinnedPair(
          'vision_encoder',
          [1_275_304, '9f284aab8c3d8e81e9c79f7b566f9cea43b7bc9afdd920eee2390fb65b3db897'],
          [1_869_466_624, '838e1f0b2d0394ed3bd3b3499775dd6676524e1dfc5a7371948a76dcb69e4dd3'],
        ),
        ...pinnedPair(
          'prompt_encoder_mask_decoder',
          [213_114, '4f9ac85291d634ae36a21ce940e3c09671cc05b6511966e5d3d96988b12b95f8'],
          [22_072_320, '2d870726d484cb496760fd139c21f115cf1b945c6b69583489faa2ac79f1d2ae'],
        ),
      ],
      fp16: roundedPair('vision_encoder_fp16', 1, 935),
      q4: roundedPair('vision_encoder_q4', 1, 369),
      q4f16: roundedPair('vision_encoder_q4f16', 1, 296),
      q8: roundedPair('vision_encoder_quantized', 1, 532),
    },
  },
  {
    id: 'mobile-sam',
    tasks: ['segmenter'],
    family: 'sam',
    licence: 'MIT; upstream: Apache-2.0',
    source: { repository: 'Acly/MobileSAM', revision: '0d3b403339b4674a82493d5e97964dd78089ddc8' },
    notes: 'boxes and points; the export and its weights name different licences',
    files: {
      fp32: [
        {
          path: 'mobile_sam_image_encoder.onnx',
          bytes: 28_157_093,
          sha256: '580f5fb648ea1062c0aabc26217aed56921985f03f0cbbd852bba81d760cc749',
        },
        {
          path: 'sam_mask_decoder_multi.onnx',
          bytes: 16_496_559,
          sha256: '8976b90a87ba50a6a72217a5ff994f7d25ce16f2229fcc1ed259e1294c622ffe',
        },
      ],
    },
  },
  {
    id: 'efficientvit-sam-l0',
    tasks: ['segmenter'],
    family: 'sam',
    licence: 'Apache-2.0',
    source: { repository: 'mit-han-lab/efficientvit-sam', revision: '6a80311888e8c2e2e92f22f554564c0be1f018ae' },
    notes: 'boxes and points; reads 512 pixels',
    files: {
      fp32: [
        pinned('l0_encoder.onnx', [123_112_917, '7a37ebd16e65c31253416e33897e7e6b07699127765d538e99ecbfaa3ad1e727']),
        pinned('l0_decoder.onnx', [16_470_362, '053e72c5703736a8a8a92482c9990c4a26dde9dcb7ff26b05843cf0bc433f42f']),
      ],
    },
  },
  {
    id: 'slimsam-77',
    tasks: ['segmenter'],
    family: 'sam',
    licence: 'Apache-2.0',
    source: { repository: 'Xenova/slimsam-77-uniform', revision: 'boxes' },
    notes: 'boxes only; branch "boxes", of which no commit is pinned',
    files: {
      fp32: [rounded('vision_encoder.onnx', 23.3), rounded('prompt_encoder_mask_decoder.onnx', 16.6)],
      q8: [rounded('vision_encoder_quantized.onnx', 8.9), rounded('prompt_encoder_mask_decoder_quantized.onnx', 5)],
    },
  },
  {
    id: 'slimsam-77-points',
    tasks: ['segmenter'],
    family: 'sam',
    licence: 'Apache-2.0',
    source: { repository: 'Xenova/slimsam-77-uniform', revision: '5850ab45f587c112167512ffef949107115e26a0' },
    notes: 'points only',
    files: {
      fp32: [
        pinned('vision_encoder.onnx', [23_276_014, '9f8433273a6750b587779baa0cf5508111001bf7e7acfcf585d370139fd366d0']),
        pinned('prompt_encoder_mask_decoder.onnx', [
          16_557_892,
          'f4514391764fbd56e08e119060d874ecd7d52994bfb1968af159e12d4943b5bb',
        ]),
      ],
      fp16: [rounded('vision_encoder_fp16.onnx', 12.2), rounded('prompt_encoder_mask_decoder_fp16.onnx', 8.6)],
      q8: [rounded('vision_encoder_quantized.onnx', 8.9), rounded('prompt_encoder_mask_decoder_quantized.onnx', 4.9)],
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
      fp32: [rounded('vision_encoder.onnx', 359), rounded('prompt_encoder_mask_decoder.onnx', 16.6)],
      fp16: [rounded('vision_encoder_fp16.onnx', 180.2), rounded('prompt_encoder_mask_decoder_fp16.onnx', 8.6)],
      q8: [rounded('vision_encoder_quantized.onnx', 101.1), rounded('prompt_encoder_mask_decoder_quantized.onnx', 4.9)],
    },
  },
];
