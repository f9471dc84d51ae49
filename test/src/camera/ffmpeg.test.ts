import assert from 'node:assert/strict';
import { addressScript, isOldFfmpeg, streamArguments } from '../../../src/camera/ffmpeg-arguments';

describe('the arguments of ffmpeg', () => {
  it('allow no files and no web pages, and hold no address', () => {
    const args = streamArguments(1000, false);

    assert.equal(args[args.indexOf('-protocol_whitelist') + 1], 'pipe,rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto');
    assert.ok(!args.some((arg) => arg.includes('://')));
  });

  it('skip all but key frames only on request', () => {
    assert.ok(!streamArguments(1000, false).includes('nokey'));
    assert.ok(streamArguments(1000, true).includes('nokey'));
  });

  it('keep an address from ending its own entry of the list', () => {
    const script = addressScript("rtsp://cam/a'\nfile '/etc/passwd");

    assert.equal(script.match(/'/g)!.length, 2);
  });

  it('accept any certificate of rtsps, which ffmpeg 9 would verify', () => {
    assert.match(addressScript('rtsps://cam/a'), /^option tls_verify 0$/m);
    assert.doesNotMatch(addressScript('rtsp://cam/a'), /tls_verify/);
  });
});

describe('the version of ffmpeg', () => {
  for (const [report, expected] of [
    ['ffmpeg version 5.1.9-0+deb12u1 Copyright', undefined],
    ['ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright', '4.4.2-0ubuntu0.22.04.1'],
    ['ffmpeg version n5.0 Copyright', '5.0'],
    ['ffmpeg version n8.0.1 Copyright', undefined],
    ['ffmpeg version 10.0 Copyright', undefined],
    ['ffmpeg version N-109468-gd39b34123d Copyright', undefined],
    ['ffmpeg version 2026-01-05-git-abc Copyright', undefined],
    ['', undefined],
  ] as const) {
    it(`of ${JSON.stringify(report)} is ${expected ? 'too old' : 'new enough'}`, () => {
      assert.equal(isOldFfmpeg(report), expected);
    });
  }
});
