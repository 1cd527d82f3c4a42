import type { Shape } from '@noprior/tensor';

/** Shapes of lower rank under which the same elements meet. */
export interface Collapsed {
  readonly inputs: readonly Shape[];
  readonly result: Shape;
}

/** Merge neighbouring axes along which every input is broadcast in the same way, and drop those of extent 1: kernels support
 * few axes, and fewer are faster.
 *
 * @param inputs  shapes that broadcast to `result`
 * @example collapse([[5, 3, 4], [4]], [5, 3, 4]) // => { inputs: [[15, 4], [1, 4]], result: [15, 4] }
 */
export function collapse(inputs: readonly Shape[], result: Shape): Collapsed {
  const collapsed = inputs.map((): number[] => []);
  const kept: number[] = [];
  let before: string | undefined;
  result.forEach((extent, axis) => {
    if (extent === 1) return;
    const extents = inputs.map((shape) => shape[axis - result.length + shape.length] ?? 1);
    const pattern = extents.map((own) => (own === 1 ? 'b' : '-')).join('');
    if (pattern === before) {
      kept[kept.length - 1]! *= extent;
      extents.forEach((own, index) => {
        collapsed[index]![kept.length - 1]! *= own;
      });
    } else {
      kept.push(extent);
      extents.forEach((own, index) => {
        collapsed[index]!.push(own);
      });
    }
    before = pattern;
  });
  return { inputs: collapsed, result: kept };
}
