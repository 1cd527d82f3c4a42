import { formatShape, ShapeError, type Tensor } from '@noprior/tensor';

/** Symbolic candidates. */
export interface CandidateTensors {
  /** [n, d] */
  readonly x: Tensor;
  /** [n] multipliers */
  readonly lambda: Tensor;
  /** [n] labels, -1 or +1 */
  readonly y: Tensor;
}

/** Check that per-candidate tensors agree on n; without it a tensor of one element would broadcast in silence.
 *
 * @param operation  name of the caller, for messages
 * @throws {ShapeError} unless x is [n, d] with n >= 1 and every other tensor is [n]
 */
export function checkCandidateTensors(
  operation: string,
  { x, ...others }: { readonly x: Tensor } & Readonly<Partial<Record<'lambda' | 'y', Tensor>>>,
): void {
  const [count] = x.shape;
  if (x.shape.length !== 2 || count === 0) {
    throw new ShapeError(`${operation}: x has shape ${formatShape(x.shape)}, expected [n, d] with n >= 1`);
  }
  for (const [name, tensor] of Object.entries(others)) {
    if (tensor.shape.length !== 1 || tensor.shape[0] !== count) {
      throw new ShapeError(
        `${operation}: ${name} has shape ${formatShape(tensor.shape)}, expected [${count}], one number for each row of x`,
      );
    }
  }
}
