import type { OpRule } from '../graph/op-rule.ts';
import { sumToShape } from './elementwise.ts';

/** Cotangent of {@link broadcastTo}: the sum over what was repeated, whose own cotangent is `broadcastTo`. */
export const broadcastToGradient: OpRule<'broadcastTo'>['gradient'] = ({ inputs: [x] }, g) => [sumToShape(g, x!.shape)];
