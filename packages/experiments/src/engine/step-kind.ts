import type { Backend } from '@noprior/tensor';
import type { JsonObject } from './json.ts';

/** The result of a step that has been done. */
export interface StepResult {
  readonly values: JsonObject;
  /** Path of one of its files. */
  readonly path: (name: string) => string;
}

/** What a step may use. */
export interface StepContext {
  readonly inputs: Readonly<Record<string, StepResult>>;
  /** Folder for the files of the result; it becomes visible to others only when the step is done. */
  readonly folder: string;
  readonly backend: Backend;
  /** Where the files of MNIST and CIFAR-10 are, or are downloaded to; never part of a result. */
  readonly data: { readonly dataDir?: string; readonly cacheDir?: string };
}

/** A kind of work. Parameters are JSON: they are hashed, kept and sent to workers. */
export interface StepKind<Parameters extends JsonObject = JsonObject> {
  /** Small letters and hyphens. */
  readonly name: string;
  /** An integer from 1; raise it whenever the same inputs give other results. */
  readonly version: number;
  /** Write files to `context.folder`, and return what else is known.
   *
   * @returns finite numbers only */
  run(parameters: Parameters, context: StepContext): Promise<JsonObject>;
}

/** Kinds by name. */
export type StepKinds = Readonly<Record<string, StepKind>>;
