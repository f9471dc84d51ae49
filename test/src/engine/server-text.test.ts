import assert from 'node:assert/strict';
import { serverAddressesIn, serverHeadersIn, serverModelsIn } from '../../../src/engine/server-text';

describe('settings of inference servers as text', () => {
  it('have addresses separated by blanks, commas or line ends', () => {
    assert.deepEqual(serverAddressesIn(' http://a:1, http://b:2\nhttp://c  '), [
      'http://a:1',
      'http://b:2',
      'http://c',
    ]);
    assert.deepEqual(serverAddressesIn(' '), []);
  });

  it('have names of models, with versions or without', () => {
    assert.deepEqual(serverModelsIn('Models', 'detector = shapes:2, encoder=sam.image\ndecoder = sam_mask'), {
      detector: { name: 'shapes', version: '2' },
      encoder: { name: 'sam.image' },
      decoder: { name: 'sam_mask' },
    });
    assert.deepEqual(serverModelsIn('Models', ' \n'), {});
  });

  for (const text of ['shapes', 'painter = x', 'detector =', 'detector = a b', 'detector = a:1:2', 'detector: a']) {
    it(`refuse the names ${JSON.stringify(text)}`, () => {
      assert.throws(() => serverModelsIn('Models', text), { code: 'INVALID_INPUT', message: /^Models must be names/ });
    });
  }

  it('have headers separated by semicolons', () => {
    assert.deepEqual(serverHeadersIn('Headers', 'X-Key: a:b c ;Seldon-Model : {model};'), {
      ...{ 'X-Key': 'a:b c', 'Seldon-Model': '{model}' },
    });
    assert.deepEqual(serverHeadersIn('Headers', ''), {});
  });

  it('refuse other headers, and do not show them', () => {
    assert.throws(
      () => serverHeadersIn('Headers', 'mySecretKey'),
      ({ code, message }) =>
        code === 'INVALID_INPUT' && /^Headers must be/.test(message) && !message.includes('Secret'),
    );
  });
});
