import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { hubConfig } from '../../../src/hub/hub-config';

const home = resolve('/home/user');

describe('hubConfig', () => {
  const caches = [
    { name: 'the home folder', env: {}, folder: join(home, '.cache/huggingface/hub') },
    { name: 'XDG_CACHE_HOME', env: { XDG_CACHE_HOME: '/xdg' }, folder: '/xdg/huggingface/hub' },
    { name: 'HF_HOME', env: { HF_HOME: '/hf', XDG_CACHE_HOME: '/xdg' }, folder: '/hf/hub' },
    { name: 'HF_HUB_CACHE', env: { HF_HUB_CACHE: '/cache', HF_HOME: '/hf' }, folder: '/cache' },
    { name: 'its old name', env: { HUGGINGFACE_HUB_CACHE: '/cache', HF_HOME: '/hf' }, folder: '/cache' },
    { name: '~', env: { HF_HOME: '~/hf' }, folder: join(home, 'hf/hub') },
  ];
  for (const { name, env, folder } of caches) {
    it(`finds the cache with ${name}`, () => {
      assert.equal(hubConfig({}, env, home).cacheFolder, resolve(folder));
    });
  }

  it('prefers the folder of the engine', () => {
    assert.equal(
      hubConfig({ modelFolder: '/models' }, { HF_HUB_CACHE: '/cache' }, home).cacheFolder,
      resolve('/models'),
    );
  });

  it('prefers the token of the engine', () => {
    assert.equal(hubConfig({ token: 'own' }, { HF_TOKEN: 'env' }, home).token, 'own');
    assert.equal(hubConfig({ token: '' }, { HF_TOKEN: 'env' }, home).token, 'env');
    assert.equal(hubConfig({}, {}, home).token, '');
  });

  it('uses huggingface.co, or the mirror in HF_ENDPOINT', () => {
    assert.equal(hubConfig({}, {}, home).endpoint, 'https://huggingface.co');
    assert.equal(hubConfig({}, { HF_ENDPOINT: 'https://mirror.example/' }, home).endpoint, 'https://mirror.example');
  });

  for (const [value, offline] of [
    ['1', true],
    ['TRUE', true],
    ['yes', true],
    ['on', true],
    ['0', false],
    ['', false],
  ] as const) {
    it(`HF_HUB_OFFLINE=${value} ${offline ? 'forbids' : 'allows'} requests to the hub`, () => {
      assert.equal(hubConfig({}, { HF_HUB_OFFLINE: value }, home).offline, offline);
      assert.equal(hubConfig({ offline: true }, { HF_HUB_OFFLINE: value }, home).offline, true);
    });
  }
});
