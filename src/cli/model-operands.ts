import type { Operands } from './command';

export const MODELS: Operands = { name: 'MODEL...', least: 'the name of at least one model' };
