import type { DeviceTensor, HostTensor } from '@noprior/tensor';
import { scaledTensor } from './scaled-tensor.ts';

/** Parameters on a device, with the factor that brings their smallest margin to 1, and what was computed there. */
export interface NormalizedPoint {
  /** By name; theta is `scale` times these. */
  readonly parameters: Readonly<Record<string, DeviceTensor>>;
  readonly scale: number;
  /** Outputs of `clarkeQuantities` at theta. */
  readonly quantities: Readonly<Record<string, HostTensor>>;
  /** ||theta||, the length of the point whose smallest margin is 1: what the max-margin problem minimises. */
  readonly norm: number;
}

/** Scale quantities computed at some parameters to those at which the smallest margin is 1. With c the factor, layer l
 * (from 0) has `z` times c^{l+1}, `gram` times c^{2l} and `rows` times c^2: there is no bias.
 *
 * @param labels  [n]
 * @returns       the factor, the quantities and the norm there; `undefined` if some margin is not positive
 */
export function normalize(
  quantities: Readonly<Record<string, HostTensor>>,
  layers: number,
  labels: Float64Array,
): Pick<NormalizedPoint, 'scale' | 'quantities' | 'norm'> | undefined {
  const logits = quantities[`z.${layers - 1}`]!.data;
  let smallest = Number.POSITIVE_INFINITY;
  labels.forEach((label, i) => {
    smallest = Math.min(smallest, label * logits[i]!);
  });
  if (!(smallest > 0) || !Number.isFinite(smallest)) return undefined;
  const scale = smallest ** (-1 / layers);
  const scaled: Record<string, HostTensor> = {};
  let squaredNorm = 0;
  for (let layer = 0; layer < layers; layer++) {
    scaled[`z.${layer}`] = scaledTensor(quantities[`z.${layer}`]!, scale ** (layer + 1));
    scaled[`gram.${layer}`] = scaledTensor(quantities[`gram.${layer}`]!, scale ** (2 * layer));
    const rows = scaledTensor(quantities[`rows.${layer}`]!, scale * scale);
    scaled[`rows.${layer}`] = rows;
    for (const value of rows.data) squaredNorm += value;
  }
  return { scale, quantities: scaled, norm: Math.sqrt(squaredNorm) };
}
