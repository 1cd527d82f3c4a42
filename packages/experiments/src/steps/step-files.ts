import { FormatError } from '@noprior/tensor';
import type { AnyStepKind, StepContext, StepResult, ValuesOf } from '../engine/step-kind.ts';

/** Names of the files that steps hand on. */
export const fileNames = {
  data: 'data.npz',
  network: 'network.safetensors',
  initial: 'initial.safetensors',
  candidates: 'candidates.npz',
  subspace: 'subspace.npz',
} as const;

/** A step that this one reads.
 *
 * @param name  as the stage names it
 * @throws {FormatError} if the step has no input of this name
 */
export function inputOf({ inputs }: StepContext, name: string): StepResult {
  const input = inputs[name];
  if (input === undefined) throw new FormatError(`experiment: this step reads ${name}, which its stage does not give`);
  return input;
}

/** The values of a step that this one reads.
 *
 * @param name  as the stage names it
 * @param kind  that the step has to be of
 * @throws {FormatError} if the step has no input of this name and kind
 * @example inputValues(context, 'oracle', oracleKind).surrogateLoss
 */
export function inputValues<Kind extends AnyStepKind>(context: StepContext, name: string, kind: Kind): ValuesOf<Kind> {
  const input = inputOf(context, name);
  if (input.kind === kind.name) return input.values as ValuesOf<Kind>;
  throw new FormatError(
    `experiment: this step reads ${name} of the kind ${kind.name}, its stage gives one of the kind ${input.kind}`,
  );
}
