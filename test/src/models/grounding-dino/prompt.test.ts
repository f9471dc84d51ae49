import assert from 'node:assert/strict';
import { type PromptClass, parsePrompt } from '../../../../src/models/grounding-dino/prompt';

/** `phrase | phrase => label @ threshold`, with `!` before a decoy; the label only where it differs from the phrase. */
function shown({ label, phrases, threshold, isDecoy }: PromptClass): string {
  const wording = phrases.join(' | ');
  const named = wording === label ? wording : `${wording} => ${label}`;
  return `${isDecoy ? '!' : ''}${named}${threshold === undefined ? '' : ` @ ${threshold}`}`;
}

const shortJson = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 120);

describe('parsePrompt reads', () => {
  const cases: { name: string; prompt: unknown; expected: string }[] = [
    { name: 'one phrase', prompt: 'cat', expected: 'cat' },
    {
      name: 'phrases separated by "."',
      prompt: 'cat. dog. person with a hat',
      expected: 'cat / dog / person with a hat',
    },
    { name: 'phrases separated by ";"', prompt: 'cat; dog;', expected: 'cat / dog' },
    { name: 'phrases separated by line ends', prompt: 'cat\ndog\n', expected: 'cat / dog' },
    { name: 'phrases separated by Windows line ends', prompt: 'cat\r\ndog\r\n\r\n', expected: 'cat / dog' },
    { name: 'separators without spaces', prompt: 'cat.dog;horse', expected: 'cat / dog / horse' },
    { name: 'repeated separators', prompt: ' . cat .. ; dog ...', expected: 'cat / dog' },
    { name: 'phrases without the spaces around them', prompt: '  cat  .\tdog ', expected: 'cat / dog' },
    { name: 'labels exactly as typed', prompt: 'Red  CAR. T-shirt', expected: 'Red  CAR / T-shirt' },
    { name: 'a comma as part of a phrase', prompt: 'cat, sleeping', expected: 'cat, sleeping' },
    { name: '"." in a number as part of a phrase', prompt: '2.5 inch pipe. bolt', expected: '2.5 inch pipe / bolt' },
    { name: '"." after a number as a separator', prompt: 'form 27. bolt', expected: 'form 27 / bolt' },
    { name: '"." after a number at the end as a separator', prompt: 'size 3.', expected: 'size 3' },
    { name: '"." before a number as a separator', prompt: 'cat.5 dogs', expected: 'cat / 5 dogs' },
    { name: 'phrases separated as in Chinese and Japanese', prompt: '猫。犬；鳥｡馬．', expected: '猫 / 犬 / 鳥 / 馬' },
    {
      name: 'phrases separated as in Arabic and Hindi',
      prompt: 'قطة؛ كلب۔ बिल्ली। कुत्ता',
      expected: 'قطة / كلب / बिल्ली / कुत्ता',
    },
    {
      name: 'phrases separated by line ends of Unicode',
      prompt: 'cat\u2028dog\u2029bird\u0085cow',
      expected: 'cat / dog / bird / cow',
    },
    {
      name: 'a full-width point in a number as part of a phrase',
      prompt: '２．５ mm．bolt',
      expected: '２．５ mm / bolt',
    },
    {
      name: 'full-width commas before a label',
      prompt: 'tabby，kitten、lion => cat',
      expected: 'tabby | kitten | lion => cat',
    },
    { name: 'a full-width comma as part of a phrase', prompt: 'cat，sleeping', expected: 'cat，sleeping' },
    { name: 'full-width signs', prompt: 'tabby＝＞cat＠0.4。！poster', expected: 'tabby => cat @ 0.4 / !poster' },
    { name: 'a list as JSON text', prompt: ' ["red van", "dog. cat @ 0.5"]\n', expected: 'red van / dog / cat @ 0.5' },
    {
      name: 'objects as JSON text',
      prompt: '[{"phrase": "no. 5", "label": "five", "threshold": 0.2}, "!poster"]',
      expected: 'no. 5 => five @ 0.2 / !poster',
    },
    { name: 'one object as JSON text', prompt: '{"phrase": "a. b"}', expected: 'a. b' },
    { name: 'brackets in a phrase', prompt: '[red] car. van [x]', expected: '[red] car / van [x]' },
    { name: 'a number after "@" and many blanks', prompt: `cat @${' '.repeat(500)}.5`, expected: 'cat @ 0.5' },
    { name: 'any script', prompt: 'Straße. 猫; café', expected: 'Straße / 猫 / café' },
    { name: 'two phrases of one class', prompt: 'brown cat, tabby => cat', expected: 'brown cat | tabby => cat' },
    { name: 'a label for a class', prompt: 'person with a hat=>worker', expected: 'person with a hat => worker' },
    { name: 'a label with a comma', prompt: 'cat => Katze, klein', expected: 'cat => Katze, klein' },
    { name: 'a threshold of a class', prompt: 'cat @ 0.35. dog', expected: 'cat @ 0.35 / dog' },
    { name: 'a threshold without spaces', prompt: 'cat@0.35', expected: 'cat @ 0.35' },
    { name: 'a threshold without 0', prompt: 'cat @.5. dog @ .25', expected: 'cat @ 0.5 / dog @ 0.25' },
    { name: 'a threshold of 0', prompt: 'cat @ 0; dog', expected: 'cat @ 0 / dog' },
    { name: 'a threshold of 1', prompt: 'cat @ 1. dog', expected: 'cat @ 1 / dog' },
    {
      name: 'phrases, label and threshold together',
      prompt: 'brown cat, tabby => cat @ 0.35. dog',
      expected: 'brown cat | tabby => cat @ 0.35 / dog',
    },
    { name: 'a decoy', prompt: 'cat. !poster', expected: 'cat / !poster' },
    {
      name: 'a decoy with space, label and threshold',
      prompt: 'cat; ! photo, painting => picture @ 0.2',
      expected: 'cat / !photo | painting => picture @ 0.2',
    },
    { name: '"!" inside a phrase as text', prompt: 'wow! cat', expected: 'wow! cat' },
    { name: 'an array of phrases', prompt: ['cat', 'dog @ 0.4', '!poster'], expected: 'cat / dog @ 0.4 / !poster' },
    { name: 'an array of texts of several phrases', prompt: ['cat. dog', 'horse'], expected: 'cat / dog / horse' },
    { name: 'an empty text among others', prompt: ['', 'cat'], expected: 'cat' },
    {
      name: 'an object',
      prompt: [{ phrase: ' brown cat ', label: 'cat', threshold: 0.35 }],
      expected: 'brown cat => cat @ 0.35',
    },
    { name: 'an object with a phrase only', prompt: [{ phrase: 'cat' }, 'dog'], expected: 'cat / dog' },
    { name: 'an object outside an array', prompt: { phrase: 'cat' }, expected: 'cat' },
    {
      name: 'separators and signs in an object as text',
      prompt: [{ phrase: 'no. 5 @ home', label: 'a => b' }],
      expected: 'no. 5 @ home => a => b',
    },
    { name: 'a threshold of 0 in an object', prompt: [{ phrase: 'cat', threshold: 0 }], expected: 'cat @ 0' },
  ];
  for (const { name, prompt, expected } of cases) {
    it(`${name}: ${shortJson(prompt)}`, () => {
      assert.equal(parsePrompt('msg.prompt', prompt).map(shown).join(' / '), expected);
    });
  }
});

describe('parsePrompt refuses, with the position and the expectation,', () => {
  const nothing = 'it must name at least one thing to find, such as "cat. dog. person with a hat"';
  const kinds =
    'must be a text such as "cat. dog. person with a hat", an array of phrases, or of {phrase, label, threshold}';
  const cases: { prompt: unknown; message: string }[] = [
    { prompt: '', message: `msg.prompt is empty: ${nothing}` },
    { prompt: ' . ;\r\n', message: `msg.prompt is empty: ${nothing}` },
    { prompt: [], message: `msg.prompt is empty: ${nothing}` },
    { prompt: [''], message: `msg.prompt is empty: ${nothing}` },
    { prompt: '!poster. !screen', message: `msg.prompt holds only decoys: ${nothing}` },
    { prompt: undefined, message: `msg.prompt ${kinds}, got undefined` },
    { prompt: null, message: `msg.prompt ${kinds}, got null` },
    { prompt: 7, message: `msg.prompt ${kinds}, got 7` },
    { prompt: { text: 'cat' }, message: `msg.prompt ${kinds}, got an object` },
    { prompt: ['cat', 7], message: `msg.prompt[1] ${kinds}, got 7` },
    { prompt: [['cat']], message: `msg.prompt[0] ${kinds}, got an array of 1` },
    {
      prompt: 'cat. dog @ 2',
      message: 'msg.prompt, character 12: "@" must be followed by a number from 0 to 1, got "2"',
    },
    {
      prompt: 'cat @ high',
      message: 'msg.prompt, character 7: "@" must be followed by a number from 0 to 1, got "high"',
    },
    { prompt: 'cat @', message: 'msg.prompt, character 6: "@" must be followed by a number from 0 to 1, got ""' },
    {
      prompt: 'cat @ -0.1',
      message: 'msg.prompt, character 7: "@" must be followed by a number from 0 to 1, got "-0.1"',
    },
    { prompt: 'cat @ 0.1 @ 0.2', message: 'msg.prompt, character 13: a phrase takes one "@ threshold"' },
    { prompt: 'cat @ 0.1 @', message: 'msg.prompt, character 12: a phrase takes one "@ threshold"' },
    { prompt: 'tabby => cat => pet', message: 'msg.prompt, character 17: a phrase takes one "=> label"' },
    { prompt: 'tabby => cat =>', message: 'msg.prompt, character 16: a phrase takes one "=> label"' },
    { prompt: 'cat. tabby =>', message: 'msg.prompt, character 14: a label must follow "=>"' },
    { prompt: '=> cat', message: 'msg.prompt, character 1: a phrase must name something' },
    { prompt: 'tabby, => cat', message: 'msg.prompt, character 7: a phrase must name something' },
    { prompt: 'cat. @ 0.3', message: 'msg.prompt, character 6: a phrase must name something' },
    { prompt: 'cat. !', message: 'msg.prompt, character 7: a phrase must name something' },
    {
      prompt: ['cat', 'dog @ 2'],
      message: 'msg.prompt[1], character 7: "@" must be followed by a number from 0 to 1, got "2"',
    },
    {
      prompt: "['red van', 'dog']",
      message: 'msg.prompt looks like a list, but is not valid JSON: write ["cat", "dog"] or "cat. dog."',
    },
    { prompt: '["red van", 7]', message: `msg.prompt[1] ${kinds}, got 7` },
    { prompt: 'cat. '.repeat(20_001), message: 'msg.prompt is too long: at most 100000 characters, got 100005' },
    { prompt: Array(20_001).fill('12345'), message: 'msg.prompt is too long: at most 100000 characters, got 100005' },
    { prompt: 'c.'.repeat(2001), message: 'msg.prompt is too long: at most 2000 phrases, got 2001' },
    { prompt: `${'c,'.repeat(2000)}c => cat`, message: 'msg.prompt is too long: at most 2000 phrases, got 2001' },
    {
      prompt: `cat. ${'x'.repeat(1001)}`,
      message: 'msg.prompt, character 6: a phrase or label has at most 1000 characters, got 1001',
    },
    {
      prompt: [{ phrase: 'cat', label: 'x'.repeat(1001) }],
      message: 'msg.prompt[0].label is too long: at most 1000 characters, got 1001',
    },
    { prompt: [{ phrase: '' }], message: 'msg.prompt[0].phrase must be a text, got ""' },
    { prompt: [{ phrase: 7 }], message: 'msg.prompt[0].phrase must be a text, got 7' },
    { prompt: [{ phrase: 'cat', label: ' ' }], message: 'msg.prompt[0].label must be a text, got " "' },
    { prompt: [{ phrase: 'cat', label: 7 }], message: 'msg.prompt[0].label must be a text, got 7' },
    {
      prompt: [{ phrase: 'cat', threshold: '0.3' }],
      message: 'msg.prompt[0].threshold must be a number from 0 to 1, got "0.3"',
    },
    {
      prompt: [{ phrase: 'cat', threshold: 1.5 }],
      message: 'msg.prompt[0].threshold must be a number from 0 to 1, got 1.5',
    },
    {
      prompt: [{ phrase: 'cat', threshold: Number.NaN }],
      message: 'msg.prompt[0].threshold must be a number from 0 to 1, got NaN',
    },
  ];
  for (const { prompt, message } of cases) {
    it(shortJson(prompt), () => {
      assert.throws(() => parsePrompt('msg.prompt', prompt), { name: 'VisionError', code: 'BAD_PROMPT', message });
    });
  }
});

describe('parsePrompt takes linear time', () => {
  for (const [name, prompt] of [
    ['blanks', `${' '.repeat(99_990)}cat`],
    ['blanks after "@"', `cat @${' '.repeat(99_900)}.5`],
    ['points', `${' .'.repeat(49_000)}cat`],
    ['points after blanks', `cat${`${' '.repeat(998)}.`.repeat(100)}`],
    ['signs', `cat => ${'@'.repeat(99_000)}`],
    ['brackets', `${'['.repeat(50_000)}${']'.repeat(49_000)}`],
    ['commas', ','.repeat(99_000)],
  ] as const) {
    it(`for ${name}`, () => {
      const start = performance.now();

      try {
        parsePrompt('msg.prompt', prompt);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'BAD_PROMPT');
      }
      assert.ok(performance.now() - start < 500);
    });
  }
});
