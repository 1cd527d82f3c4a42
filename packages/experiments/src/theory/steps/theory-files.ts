import { join } from 'node:path';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { FormatError, type HostTensor } from '@noprior/tensor';
import type { StepContext } from '../../engine/step-kind.ts';
import { fileNames, inputOf } from '../../steps/step-files.ts';

/** Which network of a step is read: that of `train` or `refine`, or one of those that `train-path` keeps. */
export type NetworkChoice = {
  /** Loss at which `train-path` kept it; `null` for the one network of another step. */
  readonly loss: number | null;
};

const multipliersName = 'multipliers.npz';

/** The file of a network that `train-path` keeps.
 *
 * @example networkFile(1e-5) // => 'network-1e-5.safetensors'
 */
export function networkFile(loss: number): string {
  return `network-${loss.toExponential()}.safetensors`;
}

/** The network that a step reads. */
export function loadChosenNetwork(context: StepContext, { loss }: NetworkChoice): Promise<ReluNetwork> {
  const name = loss === null ? fileNames.network : networkFile(loss);
  return loadNetwork(inputOf(context, 'network').path(name));
}

/** Multipliers for other steps, with the derivatives at kinks that belong to them.
 *
 * @param lambda      [n]
 * @param selections  [n, units] for every hidden layer
 */
export async function saveMultipliers(
  folder: string,
  lambda: HostTensor,
  selections: readonly HostTensor[] = [],
): Promise<void> {
  const layers = selections.map((selection, layer) => [`selections.${layer}`, selection] as const);
  await saveNpz(join(folder, multipliersName), { lambda, ...Object.fromEntries(layers) });
}

/** The multipliers that the input `multipliers` has.
 *
 * @throws {FormatError} if its file holds none
 */
export async function loadMultipliers(
  context: StepContext,
): Promise<{ readonly lambda: HostTensor; readonly selections: readonly HostTensor[] }> {
  const path = inputOf(context, 'multipliers').path(multipliersName);
  const { arrays } = await loadArrays(path);
  const { lambda } = arrays;
  if (lambda === undefined) throw new FormatError(`experiment: ${path} has no array lambda; run the study again`);
  const selections: HostTensor[] = [];
  for (let layer = 0; arrays[`selections.${layer}`] !== undefined; layer++) {
    selections.push(arrays[`selections.${layer}`]!);
  }
  return { lambda, selections };
}
