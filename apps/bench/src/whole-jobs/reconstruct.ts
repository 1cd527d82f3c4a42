import { loadDataset } from '@noprior/datasets';
import { scoreReconstruction } from '@noprior/metrics';
import { kktAttack, knowledgeOf, runAttack } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type JobResult, peakRssMb } from './job-result.ts';

/** The main job, whole: train, attack with the preset `adam-box`, score. */
export interface ReconstructCase {
  readonly dataset: 'mnist' | 'glyphs';
  readonly perClass: number;
  readonly hidden: readonly number[];
  readonly targetLoss: number;
  readonly candidatesPerClass: number;
  readonly seed: number;
}

/** Cases of the `reconstruct` suite. */
export const reconstructCases: readonly ReconstructCase[] = (['mnist', 'glyphs'] as const).flatMap((dataset) =>
  [1, 2, 3].map((seed) => ({
    dataset,
    perClass: 10,
    hidden: [1000, 1000],
    targetLoss: 1e-6,
    candidatesPerClass: 40,
    seed,
  })),
);

/** Run one case; the time is that of the attack alone, the note holds the scores. */
export async function measureReconstruct(
  backend: Backend,
  reconstructCase: ReconstructCase,
  dataDir: string | undefined,
): Promise<JobResult> {
  const { dataset, perClass, hidden, targetLoss, candidatesPerClass, seed } = reconstructCase;
  const location = dataset === 'mnist' && dataDir !== undefined ? { dataDir } : {};
  const { training, heldOut, preprocessing } = await loadDataset({ dataset, perClass, seed, ...location });
  const { mean, imageShape } = preprocessing;
  const widths = [training.x.shape[1]!, ...hidden, 1];
  const start: ReluNetwork = {
    ...makeNetwork({ inputSize: widths[0]!, hiddenSizes: hidden, initialisation: 'scaled-first', seed }),
    preprocessing: { mean, ...(imageShape === undefined ? {} : { imageShape }) },
  };
  const trained = await trainNetwork(backend, start, training, { targetLoss });
  const { defaults } = kktAttack;
  const config = { ...defaults, prior: { ...defaults.prior, candidatesPerClass }, seed };
  const { network } = trained;
  const attack = await runAttack(kktAttack, network, knowledgeOf(network), { backend, config });
  const score = scoreReconstruction({
    candidates: attack.candidates,
    training,
    heldOut,
    firstLayerWeight: trained.network.layers[0]!.weight,
    preprocessing: { mean, ...(imageShape === undefined ? {} : { imageShape }) },
    seed,
  });
  const ms = attack.seconds * 1000;
  const three = (value: number): string => value.toFixed(3);
  return {
    backend: backend.name,
    case: `${dataset} ${2 * perClass} images, ${widths.join('-')}, seed ${seed}`,
    medianMs: ms,
    p10: ms,
    p90: ms,
    gflops: null,
    peakRssMb: peakRssMb(),
    note:
      `${score.training.aboveHeldOutMax} of ${score.training.count} above the held-out maximum; ` +
      `cosine training ${three(score.training.medianCosine)}, held-out ${three(score.heldOut.medianCosine)} ` +
      `(maximum ${three(score.heldOut.maxCosine)}), random ${three(score.controls.randomCandidates.medianCosine)}, ` +
      `rows of W_1 ${three(score.controls.firstLayerRows?.medianCosine ?? 0)}; AUC ${three(score.membership.auc)}; ` +
      `trained ${trained.iterations} iterations in ${trained.seconds.toFixed(1)} s to ${trained.loss.toExponential(2)}`,
  };
}
