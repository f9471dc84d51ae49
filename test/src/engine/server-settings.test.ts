import assert from 'node:assert/strict';
import { type ServerSettings, serverSettings } from '../../../src/engine/server-settings';

const settings = (given: object): ServerSettings =>
  serverSettings({ addresses: ['http://box:8000'], ...given } as Partial<ServerSettings>);

describe('settings of inference servers', () => {
  it('have defaults, also for what is undefined', () => {
    assert.deepEqual(settings({ token: undefined, retries: undefined }), {
      ...{
        addresses: ['http://box:8000'],
        models: {},
        token: '',
        headers: {},
        concurrency: 4,
        retries: 2,
        load: false,
      },
    });
  });

  for (const address of [
    'https://box',
    'http://[::1]:8000/triton',
    'http://box/serving/ns/{model}',
    'http://{model}.ns/',
  ]) {
    it(`take the address ${address}`, () => {
      assert.deepEqual(settings({ addresses: [address] }).addresses, [address]);
    });
  }

  const refused: [given: object, says: RegExp][] = [
    [{ addresses: [] }, /^server\.addresses must be one or more addresses/],
    [{ addresses: undefined }, /^server\.addresses must be one or more addresses/],
    [{ addresses: ['box:8000'] }, /^server\.addresses must be addresses http/],
    [{ addresses: ['grpc://box:8001'] }, /^server\.addresses must be addresses http/],
    [{ addresses: ['http://box?key=1'] }, /^server\.addresses must be addresses http/],
    [{ addresses: [7] }, /^server\.addresses must be addresses http/],
    [{ addresses: ['http://user:secret@box'] }, /^The address of box must be without a login/],
    [{ token: 'two secrets' }, /^server\.token must be text without blanks/],
    [{ headers: { 'Content-Length': '1' } }, /^server\.headers must be names of headers/],
    [{ headers: { 'a b': 'secret' } }, /^server\.headers must be names of headers/],
    [{ headers: { key: 'secret\r\nother: 1' } }, /^The header key of the server must be one line/],
    [{ concurrency: 0 }, /^server\.concurrency must be a whole number from 1 to 64/],
    [{ concurrency: 1.5 }, /^server\.concurrency must be a whole number from 1 to 64/],
    [{ retries: 6 }, /^server\.retries must be a whole number from 0 to 5/],
    [{ models: { painter: { name: 'x' } } }, /^server\.models must be names for detector, segmenter, encoder, decoder/],
    [{ models: { detector: { name: '' } } }, /^server\.models\.detector\.name must be the name of a model/],
  ];
  for (const [given, says] of refused) {
    it(`refuse ${JSON.stringify(given)}, without a secret in the error`, () => {
      assert.throws(
        () => settings(given),
        ({ code, message }) => code === 'INVALID_INPUT' && says.test(message) && !message.includes('secret'),
      );
    });
  }
});
