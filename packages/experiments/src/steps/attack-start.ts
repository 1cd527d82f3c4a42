import { type Candidates, toScaleSum } from '@noprior/kkt-loss';
import {
  type Attack,
  type AttackConfig,
  type EvidenceAttackConfig,
  evidenceAttack,
  evidenceStart,
  initialCandidates,
  type KktAttackConfig,
  kktAttack,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import { addNumber } from './add-to-rows.ts';
import type { Subspace } from './subspace.ts';

/** Where an attack of a study starts. `drawn`: the attack draws for itself. `moved`: the study draws by the law of the attack's prior, moves the points
 * by the assumed shift and into the subspace, and hands them over; multipliers pass through the unit of scale `sum`, which rounds
 * them, so that the candidates differ in their last bits from `drawn` even where nothing is moved. `truth`: the
 * training samples; such a run is an oracle bound, and reads `data`. */
export type StartSource = 'drawn' | 'moved' | 'truth';

/** How the points of a start are moved. */
export interface StartMoves {
  /** What the attacker assumes was added to every coordinate. */
  readonly shift: number;
  /** Whether the points that are found are moved by it, and not the start. */
  readonly movesPoints: boolean;
  readonly subspace: Subspace | undefined;
}

/** Check that a start that a study does not hand over is not to be moved.
 *
 * @throws {DomainError} if it is
 */
export function checkUnmoved(start: StartSource, { shift, movesPoints, subspace }: StartMoves): void {
  if (start === 'moved' || (subspace === undefined && (shift === 0 || movesPoints))) return;
  throw new DomainError(
    `attack: a start that is ${JSON.stringify(start)} cannot be moved; set start to "moved", or leave assumedShift and subspace out`,
  );
}

/** The start `moved`.
 *
 * @param config  resolved
 * @throws {DomainError} for an attack that takes no start, or a configuration with a start of its own
 */
export function movedStart(
  attack: Attack,
  network: ReluNetwork,
  config: AttackConfig,
  { shift, subspace }: StartMoves,
): Candidates {
  const drawn = drawStart(attack, network, config);
  const x = addNumber(drawn.x, shift);
  return { ...drawn, x: subspace === undefined ? x : subspace.project(x) };
}

function drawStart(attack: Attack, network: ReluNetwork, config: AttackConfig): Candidates {
  if (attack.name !== kktAttack.name && attack.name !== evidenceAttack.name) {
    throw new DomainError(`attack: ${attack.name} takes no start; set start to "drawn"`);
  }
  // The registry gives each attack a configuration of its own type.
  const own = config as KktAttackConfig | EvidenceAttackConfig;
  if (own.start !== undefined) {
    throw new DomainError(`attack: the setting start draws within the attack; leave it out, or set start to "drawn"`);
  }
  if (attack.name === evidenceAttack.name) return evidenceStart(network, config as EvidenceAttackConfig);
  const { prior, seed, dtype, scale } = config as KktAttackConfig;
  return toScaleSum(initialCandidates(prior, inputSize(network), seed, dtype), scale);
}
