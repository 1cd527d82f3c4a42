import { DomainError } from '@noprior/tensor';
import type { Json, JsonObject } from './json.ts';
import { type Step, stepKey } from './step.ts';
import type { AnyStepKind, ParametersOf, StepKinds } from './step-kind.ts';

/** A step that is to be added to a plan. */
export interface StepRequest<Kind extends AnyStepKind = AnyStepKind> {
  readonly kind: Kind;
  readonly parameters: ParametersOf<Kind>;
  /** Steps that the plan has already. */
  readonly inputs?: Readonly<Record<string, Step>>;
  /** Seconds that it is expected to take. */
  readonly estimate: number;
}

/** Steps, each after those that it reads. Two requests with one key are one step. */
export class Plan {
  readonly #environment: Json;
  readonly #kinds = new Map<string, AnyStepKind>();
  readonly #steps = new Map<string, Step>();

  /** @param environment  part of every key, for example the name of the backend */
  constructor(environment: Json = null) {
    this.#environment = environment;
  }

  /** Every step, inputs before those that read them. */
  get steps(): readonly Step[] {
    return [...this.#steps.values()];
  }

  /** The kinds of its steps by name: what a worker needs to run them. */
  get kinds(): StepKinds {
    return Object.fromEntries(this.#kinds);
  }

  /** Add a step unless it is there.
   *
   * @throws {DomainError} for a second kind of the same name, an input of another plan, parameters that JSON cannot hold, or an estimate
   *   that is not a positive number
   */
  add<Kind extends AnyStepKind>({ kind, parameters, inputs = {}, estimate }: StepRequest<Kind>): Step {
    const { name, version } = kind;
    if ((this.#kinds.get(name) ?? kind) !== kind) {
      throw new DomainError(`plan: there are two kinds named ${name}; give one another name`);
    }
    if (!(estimate > 0 && Number.isFinite(estimate))) {
      throw new DomainError(`plan: the estimate of ${name} must be a positive number of seconds, got ${estimate}`);
    }
    const keys: Record<string, string> = {};
    for (const [input, step] of Object.entries(inputs)) {
      if (!this.#steps.has(step.key)) {
        throw new DomainError(`plan: ${name} reads ${input}, a step that is not in the plan; add it first`);
      }
      keys[input] = step.key;
    }
    // The parameters of a kind are JSON by their type; stepKey refuses what is not.
    const identity = {
      kind: name,
      version,
      parameters: parameters as JsonObject,
      inputs: keys,
      environment: this.#environment,
    };
    const key = stepKey(identity);
    const step = this.#steps.get(key) ?? { ...identity, key, estimate };
    this.#kinds.set(name, kind);
    this.#steps.set(key, step);
    return step;
  }
}
