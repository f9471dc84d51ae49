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

  for (const text of ['hf_secret\n', 'hf_secret\r\n', '  hf_secret\t', '\ufeffhf_secret', 'hf_\nsecret']) {
    it(`removes line ends and blanks from the token ${JSON.stringify(text)}`, () => {
      assert.equal(hubConfig({ token: text }, {}, home).token, 'hf_secret');
      assert.equal(hubConfig({}, { HF_TOKEN: text }, home).token, 'hf_secret');
      assert.equal(
        hubConfig({ token: ' \n' }, { HF_TOKEN: '\n', HUGGING_FACE_HUB_TOKEN: text }, home).token,
        'hf_secret',
      );
    });
  }

  const tokenFiles = [
    { name: 'the home folder', env: {}, file: join(home, '.cache/huggingface/token') },
    { name: 'XDG_CACHE_HOME', env: { XDG_CACHE_HOME: '/xdg' }, file: '/xdg/huggingface/token' },
    { name: 'HF_HOME', env: { HF_HOME: '~/hf' }, file: join(home, 'hf/token') },
    { name: 'HF_TOKEN_PATH', env: { HF_TOKEN_PATH: '/run/hf-token', HF_HOME: '/hf' }, file: '/run/hf-token' },
  ];
  for (const { name, env, file } of tokenFiles) {
    it(`finds the token of "hf auth login" with ${name}`, () => {
      assert.equal(hubConfig({}, env, home).tokenFile, resolve(file));
    });
  }

  it('uses the token of "hf auth login" only without another token', () => {
    assert.equal(hubConfig({ token: 'own' }, {}, home).tokenFile, undefined);
    assert.equal(hubConfig({}, { HF_TOKEN: 'env' }, home).tokenFile, undefined);
  });

  it('HF_HUB_DISABLE_IMPLICIT_TOKEN forbids tokens that were not entered for this engine', () => {
    const env = { HF_HUB_DISABLE_IMPLICIT_TOKEN: '1', HF_TOKEN: 'env' };
    assert.equal(hubConfig({}, env, home).token, '');
    assert.equal(hubConfig({}, env, home).tokenFile, undefined);
    assert.equal(hubConfig({ token: 'own' }, env, home).token, 'own');
  });

  it('uses huggingface.co, or the mirror in HF_ENDPOINT', () => {
    assert.equal(hubConfig({}, {}, home).endpoint, 'https://huggingface.co');
    assert.equal(hubConfig({}, { HF_ENDPOINT: 'https://mirror.example/' }, home).endpoint, 'https://mirror.example');
  });

  const logins = [
    { text: 'https://user:p%40ss@mirror.example/hf/', endpoint: 'https://mirror.example/hf', login: 'user:p@ss' },
    { text: 'https://only@mirror.example', endpoint: 'https://mirror.example', login: 'only:' },
    { text: 'http://user:50%@127.0.0.1:80/', endpoint: 'http://127.0.0.1', login: 'user:50%' },
  ];
  for (const { text, endpoint, login } of logins) {
    it(`separates the login from the endpoint ${text}`, () => {
      const config = hubConfig({}, { HF_ENDPOINT: ` ${text}\n` }, home);
      assert.equal(config.endpoint, endpoint);
      assert.equal(config.login, login);
    });
  }

  for (const text of [
    'https://user:se/cret@mirror.example',
    'user:secret@mirror.example',
    '//user:secret@',
    'secret@',
  ]) {
    it(`keeps no password of the invalid endpoint ${text}`, () => {
      assert.doesNotMatch(hubConfig({}, { HF_ENDPOINT: text }, home).endpoint, /se\/?cret/);
    });
  }

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
