import { invalidInput } from '../../errors';
import { label } from './label';
import { outline } from './outline';
import { overlay } from './overlay';
import type { RenderStyle } from './style';

/** In the order in which they are drawn, whatever the order in which they are asked for: labels lie on top. */
const styles = [overlay, outline, label] as const satisfies readonly RenderStyle[];

export type RenderStyleName = (typeof styles)[number]['name'];

export const renderStyleNames: readonly RenderStyleName[] = styles.map(({ name }) => name);

export function stylesNamed(names: readonly RenderStyleName[]): readonly RenderStyle[] {
  const unknown = names.find((name) => !renderStyleNames.includes(name));
  if (unknown !== undefined) throw invalidInput('styles', `some of ${renderStyleNames.join(', ')}`, unknown);
  return styles.filter(({ name }) => names.includes(name));
}
