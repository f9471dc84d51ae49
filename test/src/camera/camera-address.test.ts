import assert from 'node:assert/strict';
import { cameraAddress } from '../../../src/camera/camera-address';

const none = { user: '', password: '' };
const login = { user: 'ad min', password: "p@ss/w'd{user}" };

describe('the address of a camera', () => {
  it('keeps path and query, and separates the login', () => {
    const { url, ...rest } = cameraAddress(' rtsp://me:se%20cret@cam.local:8554/a/b?c=d#e ', none);

    assert.equal(url.href, 'rtsp://cam.local:8554/a/b?c=d');
    assert.deepEqual(rest, { kind: 'rtsp', host: 'cam.local:8554', user: 'me', password: 'se cret' });
  });

  it('has the login of the node rather than its own', () => {
    const { user, password } = cameraAddress('http://me:secret@cam/', login);

    assert.deepEqual({ user, password }, login);
  });

  it('takes a percent sign in a password as it is', () => {
    assert.equal(cameraAddress('rtsp://me:50%@cam/', none).password, '50%');
  });

  it('names the sample image, whose host is "sample"', () => {
    for (const address of ['sample:shapes', ' Sample:Shapes ']) {
      const { kind, host } = cameraAddress(address, login);

      assert.deepEqual({ kind, host }, { kind: 'sample', host: 'sample' });
    }
  });

  it('replaces {user} and {password} with the encoded login', () => {
    const { url } = cameraAddress('http://cam/api?user={user}&password={password}&x=$&', login);

    assert.equal(url.search, '?user=ad%20min&password=p%40ss%2Fw%27d%7Buser%7D&x=$&');
  });

  for (const address of [
    ...['', 'cam', '192.168.1.20', '/dev/video0', 'file:///etc/passwd', 'ftp://cam/a.jpg', 'rtsp:cam', 'rtsp:///cam'],
    ...['sample:', 'sample:other', 'sample:../secret.jpg', 'sample:/etc/passwd', 'sample://shapes', 'sample:shapes?x'],
    ...['http://', 'http://:80/', 'javascript:alert(1)', 'concat:a|b', 'pipe:0', 'rtmp://cam/', 'data:image/jpeg,x'],
  ]) {
    it(`is not ${JSON.stringify(address)}, and the error does not repeat it`, () => {
      assert.throws(
        () => cameraAddress(address, none),
        (error: { code: string; message: string }) =>
          error.code === 'INVALID_INPUT' &&
          error.message.startsWith('address must be the address of a camera') &&
          !(address.length > 12 && error.message.includes(address)),
      );
    });
  }
});
