import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Json, JsonObject } from './json.ts';

/** What determines the result of a step. */
export interface StepIdentity {
  /** Name of the kind of work, as `train`. */
  readonly kind: string;
  /** Version of that kind. */
  readonly version: number;
  readonly parameters: JsonObject;
  /** Keys of the steps whose results it reads, by the names that the kind gives them. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What else decides about the numbers, for example the name of the backend. */
  readonly environment: Json;
}

/** One piece of work of a plan. */
export interface Step extends StepIdentity {
  /** {@link stepKey} of the rest: where its result lies. */
  readonly key: string;
  /** Seconds that it is declared to take; no part of the key. */
  readonly estimate: number;
}

/** Key of a step: SHA-256 of kind, version, parameters, environment, and the keys of its inputs, so that of everything that
 * goes into its result.
 *
 * @returns 64 hexadecimal digits
 * @throws {DomainError} for parameters that are not finite
 */
export function stepKey({
  kind,
  version,
  parameters,
  inputs,
  environment,
}: Readonly<Record<keyof StepIdentity, Json>>): string {
  return sha256(canonicalJson({ kind, version, parameters, inputs, environment }));
}

/** SHA-256 as hexadecimal digits. */
export function sha256(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex');
}
