/** Texts that are the same in English and in every language: names, formats, and examples of what a user types. */
const names = new Set([
  '#A351FB',
  '0.5',
  '1',
  '2',
  'AVIF',
  'Buffer',
  'COCO RLE',
  'COCO instances',
  'COCO panoptic',
  'CPU',
  'CUDA (NVIDIA)',
  'CVAT for images 1.1',
  'CoreML (macOS)',
  'DirectML (Windows)',
  'Home Assistant',
  'Hugging Face imagefolder',
  'JPEG',
  'Label Studio',
  'LabelMe',
  'ODVG (Grounding DINO)',
  'PNG',
  'Pascal VOC',
  'RLE',
  'TLS',
  'TensorRT (NVIDIA)',
  'WebGPU',
  'WebP',
  '[[0, 0.5], [1, 0.5], [1, 1], [0, 1]]',
  '__address__: __name__ __version__, __ms__ ms',
  '__counts__',
  'http://host:8000 http://other:8000',
  'test',
  'train',
  'val',
]);

/** Words that a language spells as English does. */
const sameWords: Readonly<Record<string, readonly string[]>> = {};

/** Whether a text of a language may be equal to the English one. */
export const mayBeEnglish = (text: string, language: string): boolean =>
  names.has(text) || (sameWords[language] ?? []).includes(text);
