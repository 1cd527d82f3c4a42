import { loadArrays } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { choicePrecision, rankCandidates } from '@noprior/reconstruction-attack';
import { FormatError } from '@noprior/tensor';
import type { StepContext, StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { fileNames } from '../../steps/step-files.ts';

/** Which parts of the ranking are looked at. */
export type RankRunsParameters = { readonly shares: readonly number[] };

/** What `rank-runs` finds. A candidate is true if its cosine with a training image is at least 0.9. */
export type RankRunsValues = {
  /** Ranked candidates, duplicates merged. */
  readonly ranked: number;
  readonly images: number;
  readonly shares: readonly number[];
  /** Share of true ones among the best ranked. */
  readonly precision: readonly number[];
  /** Share of the training images among them. */
  readonly recall: readonly number[];
  readonly averagePrecision: number;
};

/** `rank-runs`: reads `data`, and the steps `run ...` of one attack from different seeds; ranks what they found without the truth, and asks the truth
 * how good that ranking is. */
export const rankRunsKind: StepKind<RankRunsParameters, RankRunsValues> = {
  name: 'rank-runs',
  version: 1,
  async run({ shares }, context) {
    const { training } = await loadStepData(context);
    const ranked = rankCandidates(await loadRuns(context));
    const count = ranked.lambda.data.length;
    const at = shares.map((share) => Math.max(1, Math.round(share * count)));
    const { precision, recall, averagePrecision } = choicePrecision(ranked, training.x, { at });
    return { ranked: count, images: training.x.shape[0]!, shares, precision, recall, averagePrecision };
  },
};

async function loadRuns({ inputs }: StepContext): Promise<Candidates[]> {
  const runs: Candidates[] = [];
  for (const [name, run] of Object.entries(inputs).sort(([a], [b]) => a.localeCompare(b))) {
    if (name === 'data') continue;
    const path = run.path(fileNames.candidates);
    const { x, lambda, y } = (await loadArrays(path)).arrays;
    if (x === undefined || lambda === undefined || y === undefined) {
      throw new FormatError(`rank-runs: ${path} has no x, lambda or y`);
    }
    runs.push({ x, lambda, y });
  }
  return runs;
}
