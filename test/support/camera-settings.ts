import type { CameraListener, CameraSettings } from '../../src';

/** The settings of a camera without a login. */
export const cameraSettings = (address: string, rest: Partial<CameraSettings> = {}): CameraSettings => ({
  ...{ address, user: '', password: '', intervalMs: 0, timeoutMs: 20_000, keyFramesOnly: false },
  ...{ acceptAnyCertificate: false, ...rest },
});

/** A listener that ignores the calls for which `rest` has no function. */
export const listener = (rest: Partial<CameraListener>): CameraListener => ({
  onImage: () => {},
  onPause: () => {},
  ...rest,
});
