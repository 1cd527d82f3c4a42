import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { ChecksumError, DomainError } from '@noprior/tensor';
import { canonicalJson } from './canonical-json.ts';
import type { Json, JsonObject } from './json.ts';
import { type Step, sha256, stepKey } from './step.ts';
import type { AnyStepKind, StepResult, ValuesOf } from './step-kind.ts';
import type { StepRun } from './step-run.ts';

/** A result that has been checked. */
export interface StoredStep<Values extends object = object> extends StepResult<Values> {
  /** How long the step took. */
  readonly seconds: number;
  /** Where it ran; `undefined` where an earlier version did not write it down. */
  readonly ran: StepRun | undefined;
}

/** What is at the place of a result. */
export type StepState =
  | { readonly kind: 'missing' }
  /** Something that differs from what was written there. */
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'valid'; readonly result: StoredStep };

const manifestName = 'step.json';
const valuesName = 'values.json';
const temporaryPrefix = '.unfinished-';

/** Results by the keys of their steps: `FOLDER/KEY/step.json` says what the result is of and how long it took, with the SHA-256 of
 * every other file; `values.json` has the numbers; the rest are arrays. A result is written to a folder with another
 * name and renamed, so that its own name never stands for half of one. */
export class StepCache {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Folder of a result. */
  pathOf(key: string): string {
    return join(this.folder, key);
  }

  /** Create the folder, and remove what interrupted runs have left. No other process may use the cache meanwhile. */
  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const name of await readdir(this.folder)) {
      if (name.startsWith(temporaryPrefix)) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** Look at a result, every file of it. */
  async inspect(step: Step): Promise<StepState> {
    const place = this.pathOf(step.key);
    if (!existsSync(place)) return { kind: 'missing' };
    try {
      return { kind: 'valid', result: await this.#read(step, place) };
    } catch (error) {
      return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A result that must be there.
   *
   * @param kind  of the step, for the type of its values
   * @throws {ChecksumError} if it is missing or damaged
   * @throws {DomainError} if the step is of another kind
   */
  async load<Kind extends AnyStepKind>(step: Step, kind?: Kind): Promise<StoredStep<ValuesOf<Kind>>> {
    if (kind !== undefined && (kind.name !== step.kind || kind.version !== step.version)) {
      throw new DomainError(
        `experiment: the step is of ${step.kind} ${step.version}, not of ${kind.name} ${kind.version}`,
      );
    }
    const state = await this.inspect(step);
    if (state.kind === 'valid') return state.result as StoredStep<ValuesOf<Kind>>;
    const reason = state.kind === 'missing' ? 'there is none' : state.reason;
    throw new ChecksumError(
      `experiment: no valid result of ${step.kind} in ${this.pathOf(step.key)} (${reason}); run it again`,
    );
  }

  /** Let a step make its files, and put them in their place. A valid result that came there meanwhile stays: a worker that outlives its
   * run for a moment takes nothing away from the next one.
   *
   * @param make      gets an empty folder; returns the values
   * @param describe  where it ran, asked once it is done
   * @returns         the result that is in its place then
   */
  async store(step: Step, make: (folder: string) => Promise<object>, describe?: () => StepRun): Promise<StoredStep> {
    const folder = join(this.folder, `${temporaryPrefix}${step.key.slice(0, 16)}-${crypto.randomUUID()}`);
    await mkdir(folder, { recursive: true });
    try {
      const began = performance.now();
      // The values of a kind are JSON by their type; canonicalJson refuses what is not.
      const values = (await make(folder)) as JsonObject;
      const seconds = (performance.now() - began) / 1000;
      await writeFileAtomically(join(folder, valuesName), `${canonicalJson(values)}\n`);
      const files: Record<string, string> = {};
      for (const name of (await readdir(folder)).sort()) files[name] = sha256(await readFile(join(folder, name)));
      const ran = describe?.();
      const { kind, version, parameters, inputs, environment, estimate } = step;
      const facts = { kind, version, parameters, inputs, environment, estimate, seconds, files };
      // A StepRun is JSON by the types of its fields; an interface has no index signature that would say so.
      const manifest = ran === undefined ? facts : { ...facts, ran: ran as unknown as Json };
      const text = JSON.stringify({ ...manifest, checksum: sha256(canonicalJson(manifest)) }, null, 2);
      await writeFileAtomically(join(folder, manifestName), `${text}\n`);
      const place = this.pathOf(step.key);
      const before = await this.inspect(step);
      if (before.kind === 'valid') return before.result;
      const aside = `${folder}-old`;
      try {
        if (before.kind === 'damaged') await rename(place, aside);
        await rename(folder, place);
      } finally {
        await rm(aside, { recursive: true, force: true });
      }
      await flush(this.folder);
      return { kind, values, seconds, ran, path: (name) => join(place, name) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #read(step: Step, place: string): Promise<StoredStep> {
    const manifest = toObject(JSON.parse(await readFile(join(place, manifestName), 'utf8')), manifestName);
    const { checksum, ...facts } = manifest;
    if (checksum !== sha256(canonicalJson(facts))) throw new ChecksumError(`${manifestName} has been changed`);
    const { kind = null, version = null, parameters = null, inputs = null, environment = null, seconds } = facts;
    if (stepKey({ kind, version, parameters, inputs, environment }) !== step.key) {
      throw new ChecksumError(`${manifestName} belongs to another step`);
    }
    if (typeof seconds !== 'number' || !(seconds >= 0)) throw new ChecksumError(`${manifestName} has no time`);
    let values: JsonObject | undefined;
    for (const [name, expected] of Object.entries(toObject(facts.files, 'files'))) {
      const bytes = await readFile(join(place, name));
      if (sha256(bytes) !== expected) throw new ChecksumError(`${name} has been changed`);
      if (name === valuesName) values = toObject(JSON.parse(bytes.toString('utf8')), name);
    }
    if (values === undefined) throw new ChecksumError(`${manifestName} names no ${valuesName}`);
    // The checksum says that it is what `store` wrote.
    const ran = facts.ran as unknown as StepRun | undefined;
    return { kind: step.kind, values, seconds, ran, path: (name) => join(place, name) };
  }
}

function toObject(value: Json | undefined, name: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new ChecksumError(`${name} holds no object`);
}

/** Make a rename survive a power cut, where a folder can be flushed. */
async function flush(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some file systems cannot open or flush a folder.
  }
}
