import type { Box } from '@noprior/kkt-loss';
import { meanBox } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor } from '@noprior/tensor';

/** Bounds that an attacker brings along. */
export type BoxParameters = {
  /** `mean`: the pixel range less the public mean. */
  readonly box: 'none' | 'mean' | { readonly low: number; readonly high: number };
  /** The box is this many times as wide, around its middle; default 1. */
  readonly boxWidth?: number;
};

/** The box of an attacker who believes in a shift; none for `none`.
 *
 * @throws {DomainError} for `mean`, if the network stores no mean
 */
export function movedBox({ box, boxWidth = 1 }: BoxParameters, network: ReluNetwork, shift: number): Box | undefined {
  if (box === 'none') return undefined;
  const known = box === 'mean' ? meanBox(network) : box;
  if (known === undefined)
    throw new DomainError('attack: the box mean needs a network that stores the mean of its images');
  const bound = (own: number | HostTensor, other: number | HostTensor): number | HostTensor => {
    if (typeof own === 'number' && typeof other === 'number') return widen(own, other, boxWidth) + shift;
    if (typeof own === 'number' || typeof other === 'number') throw new DomainError('attack: a box of mixed bounds');
    return {
      ...own,
      data: own.data.map((value: number, at: number) => widen(value, other.data[at]!, boxWidth) + shift),
    };
  };
  return { low: bound(known.low, known.high), high: bound(known.high, known.low) };
}

/** A bound of an interval that becomes `width` times as wide around its middle. */
function widen(own: number, other: number, width: number): number {
  const middle = (own + other) / 2;
  return middle + width * (own - middle);
}
