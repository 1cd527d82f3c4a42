import { dot } from '@noprior/linear-algebra';

/** Variables of the convex problem in lambda and mu, or a direction in it. */
export interface Direction {
  /** [n] */
  readonly lambda: Float64Array;
  /** [n, units of the first layer] */
  readonly products: Float64Array;
}

export function negated(values: Float64Array): Float64Array {
  return values.map((value) => -value);
}

export function times(a: Direction, b: Direction): Direction {
  return {
    lambda: a.lambda.map((value, at) => value * b.lambda[at]!),
    products: a.products.map((value, at) => value * b.products[at]!),
  };
}

export function addTo(a: Direction, b: Direction, factor: number): void {
  for (let at = 0; at < a.lambda.length; at++) a.lambda[at]! += factor * b.lambda[at]!;
  for (let at = 0; at < a.products.length; at++) a.products[at]! += factor * b.products[at]!;
}

export function inner(a: Direction, b: Direction): number {
  return dot(a.lambda, b.lambda) + dot(a.products, b.products);
}

export function innerAll(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  return a.reduce((total, values, layer) => total + dot(values, b[layer]!), 0);
}
