import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { OpAttributes, Tensor } from '../graph/tensor.ts';
import { formatShape } from '../shape.ts';
import { add } from './add.ts';
import { transpose } from './transpose.ts';

/** Which operands are read transposed; both default to false. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Matrix product op(A) op(B), where op transposes if its flag is set. */
export const matmulRule: OpRule<'matmul'> = {
  op: 'matmul',
  arity: 2,
  shape: ([a, b], flags) => {
    const { rows, inner, innerB, columns } = extents(a!, b!, flags);
    if (inner !== innerB) {
      throw new ShapeError(
        `matmul: ${formatShape(a!.shape)}${flags.transposeA ? '^T' : ''} times ${formatShape(b!.shape)}${flags.transposeB ? '^T' : ''}: inner extents ${inner} and ${innerB} differ`,
      );
    }
    return [rows, columns];
  },
  gradient: ({ inputs: [a, b], attributes: { transposeA, transposeB } }, g) => {
    // A Gram product A A^T or A^T A has one cotangent, (G + G^T) A or A (G + G^T): one product instead of two.
    if (a === b && transposeA !== transposeB) {
      const symmetric = add(g, transpose(g));
      return [transposeB ? matmul(symmetric, a!) : matmul(a!, symmetric), null];
    }
    return [
      transposeA
        ? matmul(b!, g, { transposeA: transposeB, transposeB: true })
        : matmul(g, b!, { transposeA: false, transposeB: !transposeB }),
      transposeB
        ? matmul(g, a!, { transposeA: true, transposeB: transposeA })
        : matmul(a!, g, { transposeA: !transposeA, transposeB: false }),
    ];
  },
};

/** Matrix product of two tensors of rank 2.
 *
 * @param a  [n, k], or [k, n] with `transposeA`
 * @param b  [k, m], or [m, k] with `transposeB`
 * @returns  [n, m]
 * @throws {ShapeError} unless both have rank 2 and the inner extents agree
 * @throws {DtypeError} if they differ in dtype
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  return applyRule(matmulRule, [a, b], {
    transposeA: options.transposeA ?? false,
    transposeB: options.transposeB ?? false,
  });
}

function extents(a: Tensor, b: Tensor, { transposeA, transposeB }: OpAttributes['matmul']) {
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    throw new ShapeError(`matmul: expected two matrices, got ${formatShape(a.shape)} and ${formatShape(b.shape)}`);
  }
  return {
    rows: a.shape[transposeA ? 1 : 0]!,
    inner: a.shape[transposeA ? 0 : 1]!,
    innerB: b.shape[transposeB ? 1 : 0]!,
    columns: b.shape[transposeB ? 0 : 1]!,
  };
}
