import { loadArrays } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { FormatError, type HostTensor } from '@noprior/tensor';
import type { Json } from '../engine/json.ts';
import type { StepContext, StepResult } from '../engine/step-kind.ts';

/** Names of the files that steps hand on. */
export const fileNames = {
  data: 'data.npz',
  network: 'network.safetensors',
  initial: 'initial.safetensors',
  candidates: 'candidates.npz',
  subspace: 'subspace.npz',
} as const;

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

/** @throws {FormatError} if the step has no input of this name */
export function inputOf({ inputs }: StepContext, name: string): StepResult {
  const input = inputs[name];
  if (input === undefined) throw new FormatError(`experiment: this step reads ${name}, which its stage does not give`);
  return input;
}

/** The result of a step `data`. */
export async function loadStepData(context: StepContext): Promise<StepData> {
  const input = inputOf(context, 'data');
  const path = input.path(fileNames.data);
  const { arrays } = await loadArrays(path);
  const take = (name: string): HostTensor => takeArray(arrays, name, path);
  const { imageShape, pixelRange, shift } = input.values;
  return {
    training: { x: take('x'), y: take('y') },
    heldOut: { x: take('heldOutX'), y: take('heldOutY') },
    mean: take('mean'),
    publicX: arrays.publicX,
    shift: toNumber(shift, 'shift', 'data'),
    imageShape: toNumbers(imageShape, 3),
    pixelRange: toNumbers(pixelRange, 2),
  };
}

/** A number that an input found.
 *
 * @throws {FormatError} for anything else
 */
export function toNumber(value: Json | undefined, name: string, input: string): number {
  if (typeof value === 'number') return value;
  throw new FormatError(`experiment: expected a number ${name} from ${input}, got ${JSON.stringify(value)}`);
}

/** A list of so many numbers; `undefined` stands for `null`.
 *
 * @throws {FormatError} for anything else
 */
function toNumbers(value: Json | undefined, length: 2): readonly [number, number] | undefined;
function toNumbers(value: Json | undefined, length: 3): readonly [number, number, number] | undefined;
function toNumbers(value: Json | undefined, length: number): readonly number[] | undefined {
  if (value === null || value === undefined) return undefined;
  const numbers = Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
  if (numbers.length === length && Array.isArray(value) && value.length === length) return numbers;
  throw new FormatError(`experiment: expected ${length} numbers in the data's values, got ${JSON.stringify(value)}`);
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
): Promise<{ readonly x: HostTensor; readonly y: HostTensor; readonly ceiling: HostTensor } | undefined> {
  const input = inputOf(context, 'attack');
  if (input.values.subspaceRank === undefined) return undefined;
  const path = input.path(fileNames.subspace);
  const { arrays } = await loadArrays(path);
  const take = (name: string): HostTensor => takeArray(arrays, name, path);
  return { x: take('x'), y: take('y'), ceiling: take('ceiling') };
}

function takeArray(arrays: Readonly<Record<string, HostTensor>>, name: string, path: string): HostTensor {
  const tensor = arrays[name];
  if (tensor === undefined) throw new FormatError(`experiment: ${path} has no array ${name}`);
  return tensor;
}
