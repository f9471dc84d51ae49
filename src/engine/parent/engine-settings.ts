import { invalidInput } from '../../errors';
import { hubDefaults } from '../../hub/hub-config';
import { checkedUpTo, MAX_TIMER_MS } from '../../process/timer';
import { type ProcessSettings, requestedDevices } from '../protocol';
import { type ServerSettings, serverSettings } from '../server-settings';

export interface EngineSettings extends ProcessSettings {
  /** Milliseconds that a call may take from the moment its work begins; 0 = no limit. */
  readonly timeoutMs: number;
  /** Milliseconds for which models and process stay after their last user has left. */
  readonly graceMs: number;
}

/** Settings as a caller gives them. All others have their defaults. */
export type GivenSettings = Partial<Omit<EngineSettings, 'server'>> & { readonly server?: Partial<ServerSettings> };

const defaults: EngineSettings = {
  ...hubDefaults,
  device: 'auto',
  threads: 0,
  idleMinutes: 10,
  recheck: false,
  timeoutMs: 120_000,
  graceMs: 30_000,
};

/** The largest value of each number; 0 is the smallest. */
export const engineLimits = {
  threads: 1024,
  idleMinutes: Math.floor(MAX_TIMER_MS / 60_000),
  timeoutMs: MAX_TIMER_MS,
  graceMs: MAX_TIMER_MS,
} as const;

/**
 * Completes `given` with the defaults. `undefined` counts as absent.
 * @throws VisionError `INVALID_INPUT` if a number is out of range, the device is unknown, a setting of the server is invalid, or
 * there is a server next to a setting of this machine
 */
export function engineSettings({ server, ...given }: GivenSettings): EngineSettings {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings: EngineSettings = { ...defaults, ...Object.fromEntries(present) };
  for (const [name, max] of Object.entries(engineLimits)) {
    checkedUpTo(name, settings[name as keyof typeof engineLimits], max);
  }
  if (!Number.isInteger(settings.threads)) throw invalidInput('threads', 'a whole number', settings.threads);
  if (!requestedDevices.includes(settings.device)) {
    throw invalidInput('device', `one of ${requestedDevices.join(', ')}`, settings.device);
  }
  if (!server) return settings;
  for (const name of ['device', 'threads'] as const) {
    if (settings[name] !== defaults[name]) throw invalidInput(name, 'absent if models run on a server', settings[name]);
  }
  return { ...settings, server: serverSettings(server) };
}
