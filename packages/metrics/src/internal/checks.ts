import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';

/** @throws {DomainError} unless 0 < confidence < 1 */
export function requireConfidence(confidence: number, operation: string): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new DomainError(`${operation}: confidence must lie strictly between 0 and 1, got ${confidence}`);
  }
}

/** @throws {DomainError} for an empty sample, NaN or infinity */
export function requireSample(values: ArrayLike<number>, operation: string, argument: string): Float64Array {
  const sample = Float64Array.from(values);
  if (sample.length === 0) throw new DomainError(`${operation}: ${argument} is empty; give at least one score`);
  const bad = sample.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new DomainError(`${operation}: ${argument} must be finite, got ${sample[bad]} at ${bad}`);
  return sample;
}

/** @throws {DomainError} unless the value is an integer of at least `least` */
export function requireInteger(value: number, least: number, operation: string, argument: string): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new DomainError(`${operation}: ${argument} must be an integer of at least ${least}, got ${value}`);
  }
}

/** A finite vector of known length as float64.
 *
 * @throws {ShapeError} unless its shape is [length]
 * @throws {DomainError} for NaN or infinity
 */
export function requireVector(tensor: HostTensor, length: number, operation: string, argument: string): Float64Array {
  if (tensor.shape.length !== 1 || tensor.shape[0] !== length) {
    throw new ShapeError(`${operation}: ${argument} must have shape [${length}], got ${formatShape(tensor.shape)}`);
  }
  const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new DomainError(`${operation}: ${argument} must be finite, got ${tensor.data[bad]} at ${bad}`);
  return Float64Array.from(tensor.data);
}
