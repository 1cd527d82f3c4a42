import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Derivatives of a plain function by each of its arguments' elements, by central differences of a step h: the error is of
 * the order h^2 f''' + 1e-16 f / h. Nothing of the graph code is involved.
 *
 * @returns one tensor for each argument, in its shape
 */
export function centralDifferences(
  f: (...values: readonly Float64Array[]) => number,
  at: readonly HostTensor[],
  h = 1e-5,
): HostTensor[] {
  const values = at.map(({ data }) => Float64Array.from(data));
  return at.map(({ shape }, position) => {
    const moved = values[position]!;
    const derivative = moved.map((centre, index) => {
      moved[index] = centre + h;
      const above = f(...values);
      moved[index] = centre - h;
      const below = f(...values);
      moved[index] = centre;
      return (above - below) / (2 * h);
    });
    return makeHostTensor(derivative, shape);
  });
}
