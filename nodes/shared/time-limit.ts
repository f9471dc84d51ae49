import { numberOption } from './options';

/** Setting: seconds that the work on an image may take; 0 = no limit. The largest value is that of timers. */
export const timeLimitOptions = { timeoutSeconds: numberOption(60, 0, 2_147_483) } as const;
