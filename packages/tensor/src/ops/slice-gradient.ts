import type { OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { concat } from './concat.ts';
import { fill } from './constant.ts';

/** Cotangent of {@link slice}: zeros around it, by `concat`, whose own cotangents are slices. */
export const sliceGradient: OpRule<'slice'>['gradient'] = ({ inputs: [x], attributes: { begin, size } }, g) => {
  let padded = g;
  x!.shape.forEach((extent, axis) => {
    const before = begin[axis]!;
    const after = extent - before - size[axis]!;
    const zeros = (count: number): Tensor[] =>
      count === 0
        ? []
        : [
            fill(
              0,
              padded.shape.map((e, i) => (i === axis ? count : e)),
              g.dtype,
            ),
          ];
    if (before + after > 0) padded = concat([...zeros(before), padded, ...zeros(after)], axis);
  });
  return [padded];
};
