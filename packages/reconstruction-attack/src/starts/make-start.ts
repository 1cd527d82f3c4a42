import type { Candidates } from '@noprior/kkt-loss';
import { checkBinaryNetwork, inputSize } from '@noprior/relu-models';
import { argument, DomainError, wording } from '@noprior/tensor';
import { drawMultipliers } from './draw-multipliers.ts';
import { initialCandidates } from './initial-candidates.ts';
import { linearStart } from './linear-start.ts';
import { rowSpaceStart } from './row-space-start.ts';
import { rowsStart } from './rows-start.ts';
import type { Start, StartConfig, StartInput } from './start.ts';

/** Names of the starts. */
export const startKinds = ['gaussian', 'sphere', 'row-space', 'rows', 'linear'] as const;

/** Candidates to begin an attack with: for the option `start` of `runAttack`. A `start` in a configuration draws them
 * by itself.
 *
 * `gaussian` and `sphere` are those of the prior (`initialCandidates`, the same points by the same seed); the others
 * use what the first layer reveals of the samples' span, and no knowledge of the data beyond a length. Labels:
 * the first half +1. Deterministic by the seed.
 *
 * @returns x [2 k, d], lambda [2 k] of the KKT conditions, y [2 k] for k candidates per class
 * @throws {DomainError} for an unknown kind, a setting outside its range, or a span without directions
 * @throws {ShapeError} if network and span do not fit together, or the network has several outputs: these starts are
 *   for two labels
 * @throws {ConvergenceError} if the linear start does not stay finite
 * @example
 * const start = await makeStart({ kind: 'row-space', radius: 0.1 }, { network, span: estimateSpan(network),
 * candidatesPerClass: 40,
 *   scale: 'mean', seed: 0, dtype: 'float32', backend });
 * await runAttack(kktAttack, network, knowledge, { backend, start });
 */
export async function makeStart(config: StartConfig, input: StartInput): Promise<Candidates> {
  checkBinaryNetwork(input.network);
  checkStartConfig(config);
  const { candidatesPerClass, seed } = input;
  if (!(Number.isSafeInteger(candidatesPerClass) && candidatesPerClass > 0)) {
    fail('candidatesPerClass', candidatesPerClass, 'a positive integer');
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) fail('seed', seed, 'an integer from 0 to 2^53 - 1');
  return toStart(config)(input);
}

function toStart(config: StartConfig): Start {
  switch (config.kind) {
    case 'gaussian':
    case 'sphere':
      return async (input) => {
        const prior = { initialisation: config, lambdaMin: 0, candidatesPerClass: input.candidatesPerClass };
        const { x, y } = initialCandidates(prior, inputSize(input.network), input.seed, input.dtype);
        return { x, lambda: drawMultipliers(input), y };
      };
    case 'row-space':
      return rowSpaceStart(config.radius);
    case 'rows':
      return rowsStart(config.radius);
    case 'linear':
      return linearStart(config.radius, config);
  }
}

/** Check the settings of a start.
 *
 * @throws {DomainError} for an unknown kind or a setting outside its range; the message names it
 * @example checkStartConfig({ kind: 'sphere', radius: 1 })
 */
export function checkStartConfig(config: StartConfig): void {
  if (!startKinds.includes(config.kind)) fail('kind', JSON.stringify(config.kind), `one of ${startKinds.join(', ')}`);
  if (config.kind === 'gaussian') positive('scale', config.scale);
  else positive('radius', config.radius);
  if (config.kind !== 'linear') return;
  const { rounds, damping, ridge, most } = config;
  if (!(Number.isSafeInteger(rounds) && rounds > 0)) fail('rounds', rounds, 'a positive integer');
  if (!(damping > 0 && damping <= 1)) fail('damping', damping, 'above 0 and at most 1');
  positive('ridge', ridge);
  positive('most', most);
}

function positive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) fail(name, value, 'a positive number');
}

function fail(name: string, value: unknown, expected: string): never {
  throw new DomainError(wording`start: ${argument(name)} must be ${expected}, got ${String(value)}`);
}
