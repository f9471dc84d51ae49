import type { Result } from '../../src';
import type { StatusText } from './status';

/** The demo models know drawn shapes and nothing else: the status says so before anybody wonders. */
export function idleStatus({ model }: { model?: string }): StatusText | undefined {
  return model === 'demo' ? { key: 'demo' } : undefined;
}

export function foundStatus({ detections, model, ms }: Result): StatusText {
  const values = { count: detections.length, ms: Math.round(ms.total) };
  return { key: model.model === 'demo' ? 'foundByDemo' : 'found', values };
}
