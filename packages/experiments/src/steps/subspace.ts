import {
  fromSpanCoordinates,
  type PrincipalSpan,
  principalSpan,
  toSpanCoordinates,
} from '@noprior/first-layer-spectrum';
import { type Box, boundAt, type Candidates } from '@noprior/kkt-loss';
import type { CandidateUpdateConfig } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, FormatError, type HostTensor, makeHostTensor, makeRandom, toHostDtype } from '@noprior/tensor';
import type { StepContext } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { loadStepData } from './load-parts.ts';

/** A subspace that the attacker takes the images to lie in: mean and first principal directions of images that it knows. */
export type SubspaceParameters = {
  /** `training`: of the training images themselves, which nobody but an oracle knows; `public`: of other images of the same source. */
  readonly of: 'training' | 'public';
  /** Number of directions; fewer where there are fewer images. */
  readonly rank: number;
  /** Share of the iterations during which candidates are kept in the subspace, in (0, 1]; after that they may leave it. Default 1. */
  readonly share?: number;
};

/** What a subspace does to an attack. */
export interface Subspace {
  readonly span: PrincipalSpan;
  /** Candidates go to their nearest points in it every ten iterations. */
  readonly candidateUpdates: readonly CandidateUpdateConfig[];
  /** The nearest points in it. */
  project(x: HostTensor): HostTensor;
  /** Found candidates: back into it, unless they were free to leave it, and then into the box. */
  finish(candidates: Candidates, box: Box | undefined): Candidates;
  /** Points that whoever knows subspace and box has without any network: normal, of the images' mean and standard deviations, then moved
   * into the box. What an attack finds beyond these, the weights reveal.
   *
   * @returns [count, d] */
  withoutNetwork(count: number, seed: number, box: Box | undefined): HostTensor;
  /** [n, d] the training images, moved to their nearest points in it: no attack within it gets nearer. */
  readonly oracleBound: HostTensor;
}

const every = 10;

/** The subspace of an attacker who assumes a shift; reads `data`.
 *
 * @throws {FormatError} if it is that of public images and the data have none
 * @throws {DomainError} for a rank that is no positive integer, or a share outside (0, 1]
 */
export async function loadSubspace(
  { of, rank, share = 1 }: SubspaceParameters,
  context: StepContext,
  network: ReluNetwork,
  { shift, maxIterations }: { readonly shift: number; readonly maxIterations: number },
): Promise<Subspace> {
  if (!(share > 0 && share <= 1)) {
    throw new DomainError(`attack: subspace.share must be above 0 and at most 1, got ${share}`);
  }
  const { training, publicX } = await loadStepData(context);
  const images = of === 'training' ? training.x : publicX && addNumber(publicX, shift);
  if (images === undefined) {
    throw new FormatError(
      'attack: a public subspace needs data with publicPerClass; give it to the stage that it reads',
    );
  }
  const span = principalSpan(images, { rank, hasBias: network.layers[0]!.bias !== undefined });
  const project = (x: HostTensor): HostTensor =>
    toHostDtype(fromSpanCoordinates(span, toSpanCoordinates(span, x)), x.dtype);
  const until = Math.round(share * maxIterations);
  return {
    span,
    candidateUpdates: [{ kind: 'project', every, span, ...(share < 1 ? { until: Math.max(every, until) } : {}) }],
    project,
    finish: ({ x, ...others }, box) => ({ ...others, x: clip(share < 1 ? x : project(x), box) }),
    withoutNetwork: (count, seed, box) => clip(normalPoints(span, count, seed), box),
    oracleBound: project(training.x),
  };
}

function normalPoints({ mean, directions, deviations, rank }: PrincipalSpan, count: number, seed: number): HostTensor {
  const d = mean.data.length;
  const drawn = makeRandom(seed).fork('subspace without network').normalTensor([count, rank], 1, 'float64').data;
  const x = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    const row = x.subarray(i * d, (i + 1) * d);
    row.set(mean.data);
    for (let k = 0; k < rank; k++) {
      const along = drawn[i * rank + k]! * deviations[k]!;
      for (let j = 0; j < d; j++) row[j]! += along * directions.data[k * d + j]!;
    }
  }
  return makeHostTensor(x, [count, d]);
}

function clip(x: HostTensor, box: Box | undefined): HostTensor {
  if (box === undefined) return x;
  const d = x.shape[1]!;
  return makeHostTensor(
    x.data.map((value: number, index: number) =>
      Math.min(boundAt(box.high, index % d), Math.max(boundAt(box.low, index % d), value)),
    ),
    x.shape,
  );
}
