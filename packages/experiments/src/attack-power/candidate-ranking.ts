import { meanEstimate } from '@noprior/metrics';
import type { Claim, CurvesBlock, TableBlock, Value } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { estimateOf, groupBy } from '../engine/read-values.ts';
import { attackKind } from '../steps/attack-kind.ts';
import { type AttackKinds, networkStages } from './attack-stages.ts';
import { type AttackedNetwork, usualNetwork } from './attacked-network.ts';
import { attackParameters, type MethodLimits, methodSeconds } from './methods.ts';
import { type RankRunsValues, rankRunsKind } from './steps/rank-runs-kind.ts';

/** What is varied. */
export type RankingPoint = { readonly images: number };

type RankingKinds = Pick<AttackKinds, 'data' | 'train' | 'span'> & {
  readonly 'run 1': typeof attackKind;
  readonly 'run 2': typeof attackKind;
  readonly 'run 3': typeof attackKind;
  readonly rank: typeof rankRunsKind;
};

type RankingResult = PointResult<RankingPoint, RankingKinds>;

interface RankingSizes extends MethodLimits {
  readonly network: Omit<AttackedNetwork, 'images'>;
}

const shares = [0.05, 0.1, 0.2, 0.5, 1];
/** Share that the claim is about. */
const top = 0.1;

const run = { method: 'evidence', start: 'drawn', knowledge: 'truth' } as const;

/** Choosing among candidates without the truth: by the agreement of several runs. */
export const candidateRanking: Experiment<RankingPoint, RankingSizes, RankingKinds> = {
  name: 'candidate-ranking',
  title: 'Candidates ranked without the truth',
  about:
    'Candidates of three runs of the evidence attack from different seeds, merged and ranked by `rankCandidates`. A candidate is true if its cosine with a training image is at least 0.9. ' +
    'The evidence attack is given the true noise of the initial first layer.',
  scales: {
    smoke: {
      grid: { images: [4, 6] },
      seeds: [1],
      sizes: { network: { ...usualNetwork, dataset: 'glyphs', hidden: [50, 50], targetLoss: 1e-3 }, maxIterations: 30 },
    },
    cpu: { grid: { images: [20, 100] }, seeds: [1, 2, 3], sizes: { network: usualNetwork } },
    paper: { grid: { images: [20, 100, 500] }, seeds: [1, 2, 3, 4, 5], sizes: { network: usualNetwork } },
  },
  stages: {
    ...networkStages<RankingPoint, RankingSizes>({ network: networkOf }),
    'run 1': runStage(0),
    'run 2': runStage(1),
    'run 3': runStage(2),
    rank: {
      kind: rankRunsKind,
      inputs: { data: 'data', 'run 1': 'run 1', 'run 2': 'run 2', 'run 3': 'run 3' },
      parameters: () => ({ shares }),
      seconds: () => 2,
    },
  },
  summarize: (results) => ({
    claims: groupBy(results, ({ images }) => String(images)).map(({ results: members }) => topClaim(members)),
    charts: results.length === 0 ? [] : [precisionChart(results)],
    tables: [rankingTable(results)],
  }),
};

function networkOf({ images }: RankingPoint, { network }: RankingSizes): AttackedNetwork {
  return { ...network, images };
}

/** Seeds of the attack only; the first is that of the network. */
function runStage(index: number) {
  return {
    kind: attackKind,
    inputs: { network: 'train', span: 'span' },
    parameters: (point: RankingPoint, seed: number, sizes: RankingSizes) => ({
      ...attackParameters(run, networkOf(point, sizes), sizes),
      seed: seed + 1000 * index,
    }),
    seconds: (point: RankingPoint, _: number, sizes: RankingSizes) =>
      methodSeconds(run, networkOf(point, sizes), sizes),
  } as const;
}

function precisionAt({ shares: own, precision }: RankRunsValues, share: number): number | undefined {
  return precision[own.indexOf(share)];
}

function precisionEstimate(results: readonly RankingResult[], share: number) {
  const values = results.flatMap(({ stages }) => (stages.rank && precisionAt(stages.rank.values, share)) ?? []);
  return values.length === 0 ? null : meanEstimate(values);
}

function topClaim(results: readonly RankingResult[]): Claim {
  const precision = precisionEstimate(results, top);
  return {
    claim: 'The best ranked tenth of the candidates are training images.',
    case: [{ name: 'images', value: results[0]!.point.images }],
    rule: 'Agrees if at least nine tenths of them are true in the mean over seeds.',
    measured: [
      { name: 'share of true candidates among the best tenth', value: precision },
      { name: 'among all', value: precisionEstimate(results, 1) },
    ],
    verdict: precision === null ? 'undecided' : precision.value >= 0.9 ? 'agrees' : 'disagrees',
  };
}

function precisionChart(results: readonly RankingResult[]): CurvesBlock {
  return {
    kind: 'curves',
    title: 'True candidates among the best ranked',
    x: { name: 'share of the ranking', scale: 'log' },
    y: { name: 'share of true candidates', min: 0, max: 1 },
    series: groupBy(results, ({ images }) => `${images} images`).map(({ name, results: members }) => ({
      name,
      points: shares.flatMap((share) => {
        const precision = precisionEstimate(members, share);
        return precision === null ? [] : [[share, precision.value] as const];
      }),
    })),
  };
}

function rankingTable(results: readonly RankingResult[]): TableBlock {
  return {
    kind: 'table',
    columns: [
      { name: 'images' },
      { name: 'ranked candidates' },
      ...shares.map((share) => ({ name: `true among the best ${100 * share} %` })),
      { name: 'images among all' },
      { name: 'average precision' },
    ],
    rows: groupBy(results, ({ images }) => String(images)).map(({ results: members }): Value[] => [
      members[0]!.point.images,
      estimateOf(members, ({ stages }) => stages.rank?.values.ranked),
      ...shares.map((share) => precisionEstimate(members, share)),
      estimateOf(members, ({ stages }) => stages.rank?.values.recall.at(-1)),
      estimateOf(members, ({ stages }) => stages.rank?.values.averagePrecision),
    ]),
  };
}
