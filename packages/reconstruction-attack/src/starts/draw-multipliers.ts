import { type HostTensor, makeHostTensor, makeRandom, makeTypedArray, type Random } from '@noprior/tensor';
import type { StartInput } from './start.ts';

/** Share of a layer of unit norm that the multipliers of a start explain together. */
const sumOfMultipliers = 0.8;

/** The stream of a start. */
export function startRandom({ seed }: StartInput): Random {
  return makeRandom(seed).fork('start');
}

/** Multipliers of the KKT conditions, uniform: on [0, 1 / n) for an attack with the scale `mean`, on [0, 0.8 / n)
 * with `sum`. */
export function drawMultipliers(input: StartInput): HostTensor {
  const count = 2 * input.candidatesPerClass;
  const most = (input.scale === 'mean' ? 1 : sumOfMultipliers) / count;
  return startRandom(input).fork('lambda').uniformTensor([count], 0, most, input.dtype);
}

/** Labels of a start: the first half +1, the other -1. */
export function startLabels({ candidatesPerClass, dtype }: StartInput): HostTensor {
  const y = makeTypedArray(dtype, 2 * candidatesPerClass);
  for (let i = 0; i < y.length; i++) y[i] = i < candidatesPerClass ? 1 : -1;
  return makeHostTensor(y, [y.length]);
}
