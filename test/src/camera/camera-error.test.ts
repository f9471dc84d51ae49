import assert from 'node:assert/strict';
import type { FailureReason } from '../../../src';
import { ffmpegError } from '../../../src/camera/camera-error';

describe('the error of an ffmpeg', () => {
  const url = 'rtsp://admin:se%20cret@cam:554/a?token=1';
  const reports: [string, RegExp, FailureReason['key']?][] = [
    [
      `[rtsp @ 0x5] method DESCRIBE failed: 401 Unauthorized\n[concat @ 0x5] Impossible to open '${url}'`,
      /refuses the login/,
      'loginRefused',
    ],
    ['[rtsp @ 0x5] method DESCRIBE failed: 404 Not Found', /has no stream at this address/, 'noVideo'],
    [
      '[tcp @ 0x5] Connection to tcp://cam:554?timeout=1 failed: Connection refused',
      /refuses the connection/,
      'refused',
    ],
    ['[tcp @ 0x5] Failed to resolve hostname cam: Name or service not known', /is unknown/, 'unknownHost'],
    ['[tls @ 0x5] An unexpected TLS packet was received.', /does not speak this TLS/, 'tls'],
    ["Stream map '0:v:0' matches no streams.", /sends no video/, 'noVideo'],
    [
      `[concat @ 0x5] Impossible to open '${url}'\npipe:0: Invalid data found when processing input`,
      /^Camera cannot be read \(Invalid data found/,
    ],
    [
      "[concat @ 0x5] Impossible to open 'rtsp://a:b@cam/TLS/certificate'\npipe:0: Invalid data found",
      /^Camera cannot be read \(Invalid data found\)/,
    ],
    [
      '[tcp @ 0x5] Connection to tcp://ssl-cam-certificate:554?timeout=1 failed: No route to host',
      /cannot be reached/,
      'unreachable',
    ],
    [`[concat @ 0x5] Impossible to open '${url}'`, /ffmpeg ended without a reason/],
    ['', /ffmpeg ended without a reason/],
  ];
  for (const [report, expected, key] of reports) {
    it(`has the reason, and no address: ${expected.source}`, () => {
      const { message, code, reason } = ffmpegError('cam:554', true, report);

      assert.equal(code, report.includes('401') ? 'CAMERA_LOGIN' : 'CAMERA_FAILED');
      assert.match(message, expected);
      assert.equal(reason?.key, key);
      assert.ok(!message.includes('cret') && !message.includes('token') && !message.includes('://'), message);
    });
  }
});
