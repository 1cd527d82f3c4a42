import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { estimateSpan } from '@noprior/first-layer-spectrum';
import { type Box, boundAt } from '@noprior/kkt-loss';
import { boxVertexAttack, explainPoints, knowledgeOf, known, runAttack } from '@noprior/reconstruction-attack';
import { inputSize } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { type AssumedShift, toShift } from './assumed-shift.ts';
import { loadStepNetwork } from './load-parts.ts';
import { type BoxParameters, movedBox } from './moved-box.ts';
import { fileNames } from './step-files.ts';

/** What the attacker brings along. */
export type BoxVerticesParameters = {
  readonly box: Exclude<BoxParameters['box'], 'none'>;
  /** Default 0. An attacker who believes in any other looks for images moved by whatever multiple of the constant image, and adds the
   * believed one to what is found. */
  readonly assumedShift?: AssumedShift;
  /** Sharpness of the surrogate derivative for the multipliers that explain the points. */
  readonly alpha: number;
  /** Directions followed in each round; default as in the package. */
  readonly directions?: number;
  readonly seed: number;
};

/** What `corners` finds. */
export type BoxVerticesValues = {
  readonly spanRank: number;
  readonly spanVerdict: string;
  readonly assumedShift: number;
  /** Points that are predicted to be training samples. */
  readonly accepted: number;
  readonly points: number;
  readonly rounds: number;
  readonly ended: string;
};

/** `corners`: reads `network`; the corner attack. Writes its points, those that it takes for samples first, with the multipliers that
 * explain the network best. Where it finds none, or the first layer gives no span away, the middle of the box is the only one. */
export const boxVerticesKind: StepKind<BoxVerticesParameters, BoxVerticesValues> = {
  name: 'corners',
  version: 7,
  async run({ box, assumedShift = 0, alpha, directions = boxVertexAttack.defaults.directions, seed }, context) {
    const { backend, folder } = context;
    const network = await loadStepNetwork(context);
    const d = inputSize(network);
    const span = estimateSpan(network);
    const unmoved = movedBox({ box }, network, 0);
    if (unmoved === undefined) throw new DomainError('corners: give a box; the attack is the search for its corners');
    const about = { spanRank: span.rank, spanVerdict: span.verdict };
    const finish = async (
      x: HostTensor,
      shift: number,
      values: Pick<BoxVerticesValues, 'accepted' | 'points' | 'rounds' | 'ended'>,
    ) => {
      const candidates = await explainPoints(backend, network, addNumber(x, shift), { alpha });
      await saveNpz(join(folder, fileNames.candidates), { ...candidates });
      return { ...about, assumedShift: shift, ...values };
    };
    const nothing = (ended: string) => finish(middleOf(unmoved, d), 0, { accepted: 0, points: 0, rounds: 0, ended });
    // One direction is one point.
    if (span.verdict === 'none' || span.rank < 2) return nothing('no span');
    const shift = toShift(assumedShift, network, span);
    const config = { ...boxVertexAttack.defaults, directions, seed, freeShift: assumedShift !== 0 };
    const knowledge = knowledgeOf(network, { box: known(unmoved, 'user') });
    const {
      candidates,
      predictedMembers: accepted,
      iterations: rounds,
      ended,
    } = await runAttack(boxVertexAttack, network, knowledge, { backend, config });
    const { x } = candidates;
    if (x.shape[0] === 0) return nothing(ended);
    return finish(x, shift, { accepted, points: x.shape[0]!, rounds, ended });
  },
};

/** [1, d] the middle of a box. */
function middleOf({ low, high }: Box, d: number): HostTensor {
  return makeHostTensor(
    Float64Array.from({ length: d }, (_, j) => (boundAt(low, j) + boundAt(high, j)) / 2),
    [1, d],
  );
}
