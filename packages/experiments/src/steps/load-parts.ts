import { loadArrays } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { FormatError, type HostTensor } from '@noprior/tensor';
import type { StepContext } from '../engine/step-kind.ts';
import { dataKind } from './data-kind.ts';
import { fileNames, inputOf, inputValues } from './step-files.ts';

/** Samples as a network sees them, with what was done to them. */
export interface StepData {
  readonly training: { readonly x: HostTensor; readonly y: HostTensor };
  readonly heldOut: { readonly x: HostTensor; readonly y: HostTensor };
  /** [d] the mean that goes public with the network */
  readonly mean: HostTensor;
  /** Samples that are neither, less the mean and without a shift, if the step was asked for them. */
  readonly publicX: HostTensor | undefined;
  /** What is added to every coordinate after the mean has been subtracted. */
  readonly shift: number;
  readonly imageShape: readonly [number, number, number] | undefined;
  readonly pixelRange: readonly [number, number] | undefined;
}

/** The result of a step `data`. */
export async function loadStepData(context: StepContext): Promise<StepData> {
  const path = inputOf(context, 'data').path(fileNames.data);
  const { arrays } = await loadArrays(path);
  const take = (name: string): HostTensor => takeArray(arrays, name, path);
  const { imageShape, pixelRange, shift } = inputValues(context, 'data', dataKind);
  return {
    training: { x: take('x'), y: take('y') },
    heldOut: { x: take('heldOutX'), y: take('heldOutY') },
    mean: take('mean'),
    publicX: arrays.publicX,
    shift,
    imageShape: imageShape ?? undefined,
    pixelRange: pixelRange ?? undefined,
  };
}

/** The network of a step. */
export async function loadStepNetwork(context: StepContext): Promise<ReluNetwork> {
  return loadNetwork(inputOf(context, 'network').path(fileNames.network));
}

/** The candidates of a step `attack`. */
export async function loadStepCandidates(context: StepContext): Promise<Candidates> {
  const path = inputOf(context, 'attack').path(fileNames.candidates);
  const { arrays } = await loadArrays(path);
  const take = (name: string): HostTensor => takeArray(arrays, name, path);
  return { x: take('x'), lambda: take('lambda'), y: take('y') };
}

/** What an attack within a subspace wrote beside its candidates; `undefined` for one without. */
export async function loadStepSubspace(
  context: StepContext,
): Promise<{ readonly x: HostTensor; readonly y: HostTensor; readonly oracleBound: HostTensor } | undefined> {
  const input = inputOf(context, 'attack');
  if (!('subspaceRank' in input.values)) return undefined;
  const path = input.path(fileNames.subspace);
  const { arrays } = await loadArrays(path);
  const take = (name: string): HostTensor => takeArray(arrays, name, path);
  return { x: take('x'), y: take('y'), oracleBound: take('oracleBound') };
}

function takeArray(arrays: Readonly<Record<string, HostTensor>>, name: string, path: string): HostTensor {
  const tensor = arrays[name];
  if (tensor === undefined) throw new FormatError(`experiment: ${path} has no array ${name}`);
  return tensor;
}
