import { FormatError, type HostTensor, makeHostTensor, startAnew, wording } from '@noprior/tensor';
import type { AttackFound, AttackState } from '../attack.ts';

/** Stages in their order. They are named after what they begin with, and as the configuration names them. */
export const cascadeStages = ['vertices', 'fromVertices', 'fromDraws'] as const;

/** Name of a stage. */
export type CascadeStageName = (typeof cascadeStages)[number];

/** What a stage has found. */
export interface StageResult extends Pick<AttackFound, 'predicted' | 'memberScore' | 'details'> {
  readonly name: CascadeStageName;
  readonly iterations: number;
  /** Whether it came to its end. */
  readonly isFinished: boolean;
  /** Numbers of its newest record. */
  readonly values: Readonly<Record<string, number>>;
  /** [n, d] */
  readonly x: HostTensor;
}

/** A run between two iterations. */
export interface CascadeState {
  /** Stages that came to their end. */
  readonly finished: readonly StageResult[];
  /** The stage in progress; none between two stages. */
  readonly current?:
    | { readonly name: CascadeStageName; readonly state: AttackState & { readonly iteration: number } }
    | undefined;
}

const tensors = ['x', 'predicted', 'memberScore'] as const;

/** A state as a checkpoint keeps it: everything of a stage under its name. The lists of a stage only grow, and
 * `finished` does. */
export function toAttackState({ finished, current }: CascadeState): AttackState {
  const arrays: Record<string, HostTensor> = {};
  for (const stage of finished) for (const tensor of tensors) arrays[`${stage.name}.${tensor}`] = stage[tensor];
  const lists: Record<string, readonly object[]> = {
    finished: finished.map(({ name, iterations, values, details }) => ({ name, iterations, values, details })),
  };
  if (current !== undefined) {
    const { name, state } = current;
    arrays[`${name}.iteration`] = makeHostTensor(Float64Array.of(state.iteration), [1]);
    for (const [key, array] of Object.entries(state.arrays)) arrays[`${name}.run.${key}`] = array;
    for (const [key, list] of Object.entries(state.lists)) lists[`${name}.run.${key}`] = list;
  }
  return { arrays, lists };
}

/** The state that a checkpoint keeps.
 *
 * @throws {FormatError} if it is not one of this attack
 */
export function fromAttackState({ arrays, lists }: AttackState): CascadeState {
  const finished = (lists.finished ?? []).map((value): StageResult => {
    if (!isStage(value))
      throw new FormatError(wording`cascade: the checkpoint has a damaged list of stages; ${startAnew}`);
    const tensor = (name: string): HostTensor => {
      const array = arrays[`${value.name}.${name}`];
      if (array !== undefined) return array;
      throw new FormatError(wording`cascade: the checkpoint has no array ${value.name}.${name}; ${startAnew}`);
    };
    return {
      ...value,
      isFinished: true,
      x: tensor('x'),
      predicted: tensor('predicted'),
      memberScore: tensor('memberScore'),
    };
  });
  const name = cascadeStages.find((stage) => arrays[`${stage}.iteration`] !== undefined);
  if (name === undefined) return { finished };
  const iteration = arrays[`${name}.iteration`]!.data[0]!;
  const prefix = `${name}.run.`;
  const state = { arrays: under(prefix, arrays), lists: under(prefix, lists), iteration };
  return { finished, current: { name, state } };
}

function isStage(value: object): value is Omit<StageResult, (typeof tensors)[number] | 'isFinished'> {
  const { name, iterations, values, details }: Partial<Record<string, unknown>> = { ...value };
  return (
    cascadeStages.some((stage) => stage === name) &&
    typeof iterations === 'number' &&
    typeof values === 'object' &&
    values !== null &&
    typeof details === 'object' &&
    details !== null
  );
}

/** Entries whose names begin with a prefix, without it. */
function under<Value>(prefix: string, entries: Readonly<Record<string, Value>>): Record<string, Value> {
  const found = Object.entries(entries).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]));
}
