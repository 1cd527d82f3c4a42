import { DomainError } from '@noprior/tensor';
import type { Json, JsonObject } from './json.ts';
import { type Step, stepKey } from './step.ts';
import type { StepKinds } from './step-kind.ts';

/** A step that is to be added to a plan. */
export interface StepRequest {
  readonly kind: string;
  readonly parameters: JsonObject;
  /** Steps that the plan has already. */
  readonly inputs?: Readonly<Record<string, Step>>;
  /** Seconds that it is expected to take. */
  readonly estimate: number;
}

/** Steps, each after those that it reads. Two requests with one key are one step. */
export class Plan {
  readonly #kinds: StepKinds;
  readonly #environment: Json;
  readonly #steps = new Map<string, Step>();

  /** @param environment  part of every key, for example the name of the backend */
  constructor(kinds: StepKinds, environment: Json = null) {
    this.#kinds = kinds;
    this.#environment = environment;
  }

  /** Every step, inputs before those that read them. */
  get steps(): readonly Step[] {
    return [...this.#steps.values()];
  }

  /** Add a step unless it is there.
   *
   * @throws {DomainError} for an unknown kind, an input of another plan, parameters that are not finite, or an estimate that
   *   is not a positive number
   */
  add({ kind, parameters, inputs = {}, estimate }: StepRequest): Step {
    const known = Object.hasOwn(this.#kinds, kind) ? this.#kinds[kind] : undefined;
    if (known === undefined) {
      throw new DomainError(
        `plan: unknown kind ${JSON.stringify(kind)}; there are ${Object.keys(this.#kinds).join(', ')}`,
      );
    }
    if (!(estimate > 0 && Number.isFinite(estimate))) {
      throw new DomainError(`plan: the estimate of ${kind} must be a positive number of seconds, got ${estimate}`);
    }
    const keys: Record<string, string> = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (!this.#steps.has(input.key)) {
        throw new DomainError(`plan: ${kind} reads ${name}, a step that is not in the plan; add it first`);
      }
      keys[name] = input.key;
    }
    const identity = { kind, version: known.version, parameters, inputs: keys, environment: this.#environment };
    const key = stepKey(identity);
    const step = this.#steps.get(key) ?? { ...identity, key, estimate };
    this.#steps.set(key, step);
    return step;
  }
}
