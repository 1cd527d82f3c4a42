import { formatShape, ShapeError, sameShape, type Tensor } from '@noprior/tensor';
import { multiplierShape, type ObjectiveKind } from './objectives/objective-kind.ts';

/** Symbolic candidates. */
export interface CandidateTensors {
  /** [n, d] */
  readonly x: Tensor;
  /** [n] multipliers; [n, K] for the objective `per-class` */
  readonly lambda: Tensor;
  /** [n] labels: -1 or +1, or what the objective has for labels */
  readonly y: Tensor;
}

/** Check that per-candidate tensors agree on n; without it a tensor of one element would broadcast in silence.
 *
 * @param operation  name of the caller, for messages
 * @param objective  default `binary`
 * @param outputs    K, used for `per-class` only
 * @throws {ShapeError} unless x is [n, d] with n >= 1, y is [n] and lambda has the objective's shape, mostly [n]
 */
export function checkCandidateTensors(
  operation: string,
  { x, ...others }: { readonly x: Tensor } & Readonly<Partial<Record<'lambda' | 'y', Tensor>>>,
  objective: ObjectiveKind = 'binary',
  outputs = 1,
): void {
  const [count] = x.shape;
  if (x.shape.length !== 2 || count === 0) {
    throw new ShapeError(`${operation}: x has shape ${formatShape(x.shape)}, expected [n, d] with n >= 1`);
  }
  for (const [name, tensor] of Object.entries(others)) {
    const expected = name === 'lambda' ? multiplierShape(objective, count!, outputs) : [count!];
    if (!sameShape(tensor.shape, expected)) {
      throw new ShapeError(
        `${operation}: ${name} has shape ${formatShape(tensor.shape)}, expected ${formatShape(expected)}, ${expected.length === 1 ? 'one number' : 'one row'} for each row of x`,
      );
    }
  }
}
