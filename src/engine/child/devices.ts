import type { Device, RequestedDevice } from '../protocol';

/**
 * The devices to try, in order. `auto` tries what is known to work well on the platform and ends at the processor:
 * CoreML and WebGPU do not speed these graphs up everywhere, so they are used when asked for by name.
 * @param has whether the library of a device is installed
 */
export function devicesToTry(
  wish: RequestedDevice,
  platform: NodeJS.Platform,
  has: (device: Device) => boolean,
): Device[] {
  if (wish !== 'auto') return [wish];
  const preferred: Device[] = platform === 'win32' ? ['dml'] : platform === 'linux' ? ['cuda'] : [];
  return [...preferred.filter(has), 'cpu'];
}
