import type { Backend } from '@noprior/tensor';
import type { JsonObject, JsonObjectOf } from './json.ts';

/** The result of a step that has been done. */
export interface StepResult<Values extends object = object> {
  /** Name of its kind. */
  readonly kind: string;
  readonly values: Values;
  /** Path of one of its files. */
  readonly path: (name: string) => string;
}

/** What a step may use. */
export interface StepContext {
  /** Results of the steps that it reads; `inputOf` gives their values a type. */
  readonly inputs: Readonly<Record<string, StepResult>>;
  /** Folder for the files of the result; it becomes visible to others only when the step is done. */
  readonly folder: string;
  readonly backend: Backend;
  /** Where the files of MNIST and CIFAR-10 are, or are downloaded to; never part of a result. */
  readonly data: { readonly dataDir?: string; readonly cacheDir?: string };
}

/** A kind of work. Parameters and values are JSON: they are hashed, kept and sent to workers. A stage of a study names its kind by this
 * value, so that the compiler knows what a stage is given and what it finds.
 *
 * @example export const noiseKind: StepKind<NoiseParameters, NoiseValues> = { name: 'noise', version: 1, run };
 */
export interface StepKind<
  Parameters extends JsonObjectOf<Parameters> = JsonObject,
  Values extends JsonObjectOf<Values> = JsonObject,
> {
  /** Small letters and hyphens; one kind a name. */
  readonly name: string;
  /** An integer from 1; raise it whenever the same inputs give other results. */
  readonly version: number;
  /** What a version from 2 on does that the one before did not, one sentence each. A report says it where results are older. */
  readonly changes?: Readonly<Record<number, string>>;
  /** Data sets whose files it reads; their checksums become part of the key. */
  datasets?(parameters: Parameters): readonly string[];
  /** Write files to `context.folder`, and return what else is known.
   *
   * @returns finite numbers only */
  run(parameters: Parameters, context: StepContext): Promise<Values>;
}

/** A kind of whatever parameters and values. */
export interface AnyStepKind {
  readonly name: string;
  readonly version: number;
  readonly changes?: Readonly<Record<number, string>>;
  datasets?(parameters: object): readonly string[];
  run(parameters: object, context: StepContext): Promise<object>;
}

/** What a kind is given. */
export type ParametersOf<Kind extends AnyStepKind> = Parameters<Kind['run']>[0];

/** What a kind finds. */
export type ValuesOf<Kind extends AnyStepKind> = Awaited<ReturnType<Kind['run']>>;

/** Kinds by name: what a worker can run. */
export type StepKinds = Readonly<Record<string, AnyStepKind>>;
