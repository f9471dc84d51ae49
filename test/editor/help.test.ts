import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { nodeOptions } from '../support/node-options';

/** The paragraphs of settings that several nodes have. */
const paragraphs = {
  image: ['image'],
  busy: ['busy', 'camera'],
  lanes: ['lanes'],
  timeoutSeconds: ['time-limit', 'picture-errors'],
  dtype: ['precision'],
  boxFormat: ['box-format'],
  model: ['models', 'engine', 'model-errors'],
};

const sharedHelp = (name: string): string => readFileSync(`editor/help/en-US/${name}.html`, 'utf8').trim();

for (const [type, options] of Object.entries(nodeOptions)) {
  describe(`the help of ${type}`, () => {
    const help = readFileSync(`dist/nodes/${type}/locales/en-US/${type}.html`, 'utf8');

    it('is complete', () => {
      assert.doesNotMatch(help, /<!--|__\w+__/);
    });

    for (const [setting, names] of Object.entries(paragraphs)) {
      if (!(setting in options)) continue;
      for (const name of names) {
        it(`has the paragraph ${name}, as every node with the setting ${setting}`, () => {
          const [first, ...rest] = sharedHelp(name).split(/__\w+__/);

          assert.ok([first!, ...rest].every((part) => help.includes(part)));
        });
      }
    }
  });
}

describe('the shared help', () => {
  it('is used by two nodes at least', () => {
    const pages = Object.keys(nodeOptions).map((type) =>
      readFileSync(`nodes/${type}/locales/en-US/${type}.html`, 'utf8'),
    );

    for (const file of readdirSync('editor/help/en-US')) {
      const marker = `<!-- help:${file.replace('.html', '')} `;
      assert.ok(pages.filter((page) => page.includes(marker)).length > 1, file);
    }
  });
});
