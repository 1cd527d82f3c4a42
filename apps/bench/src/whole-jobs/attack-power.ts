import { loadDataset } from '@noprior/datasets';
import { type Candidates, oracleLoss } from '@noprior/kkt-loss';
import { scoreReconstruction } from '@noprior/metrics';
import {
  attackPresets,
  evidenceAttackDefaults,
  firstLayerEvidence,
  meanBox,
  runAttack,
  runEvidenceAttack,
} from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { type Backend, makeHostTensor } from '@noprior/tensor';
import { type JobResult, peakRssMb } from './job-result.ts';

/** Attacks and, from the defender's side, the same searches started from the truth. */
const attacks = ['kkt', 'evidence', 'evidence, two stages', 'kkt from the truth', 'evidence from the truth'] as const;

type AttackName = (typeof attacks)[number];

/** One attack on one network. */
export interface AttackPowerCase {
  readonly dataset: 'mnist' | 'cifar10';
  readonly perClass: number;
  readonly attack: AttackName;
  /** Candidates for each label. */
  readonly candidatesPerClass: number;
  readonly seed: number;
}

/** Cases of the `attack-power` suite, seed by seed; images used for tuning came from other seeds. */
export const attackPowerCases: readonly AttackPowerCase[] = [1, 2, 3, 4, 5].flatMap((seed) =>
  (
    [
      ['mnist', 10, 'kkt', 40],
      ['mnist', 10, 'evidence', 20],
      ['mnist', 10, 'kkt from the truth', 10],
      ['mnist', 10, 'evidence from the truth', 10],
      ['mnist', 50, 'kkt', 200],
      ['mnist', 50, 'evidence', 50],
      ['mnist', 50, 'evidence, two stages', 50],
      ['mnist', 50, 'kkt from the truth', 50],
      ['mnist', 50, 'evidence from the truth', 50],
      ['cifar10', 10, 'kkt', 40],
      ['cifar10', 10, 'evidence', 20],
    ] as const
  ).map(([dataset, perClass, attack, candidatesPerClass]) => ({
    dataset,
    perClass,
    attack,
    candidatesPerClass,
    seed,
  })),
);

const hiddenSizes = [1000, 1000];
const targetLoss = 1e-6;
/** Standard deviation of the initial first layer, which its flat singular values give away. */
const noise = 1e-4;

/** Train, attack, score; the time is that of the attack alone. */
export async function measureAttackPower(
  backend: Backend,
  { dataset, perClass, attack, candidatesPerClass, seed }: AttackPowerCase,
  dataDir: string | undefined,
): Promise<JobResult> {
  const { training, heldOut, preprocessing } = await loadDataset({
    dataset,
    perClass,
    seed,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const { mean, imageShape } = preprocessing;
  const known = { mean, ...(imageShape === undefined ? {} : { imageShape }) };
  const inputSize = training.x.shape[1]!;
  const start: ReluNetwork = {
    ...makeNetwork({ inputSize, hiddenSizes, initialisation: 'scaled-first', seed }),
    preprocessing: known,
  };
  const { network, loss } = await trainNetwork(backend, start, training, { targetLoss });
  const { candidates, seconds, iterations } = await runNamed(backend, network, training, {
    attack,
    candidatesPerClass,
    seed,
  });
  const evidence = await firstLayerEvidence(backend, network, candidates, { noise, alpha: 100 });
  const score = scoreReconstruction({
    candidates,
    training,
    heldOut,
    firstLayerWeight: network.layers[0]!.weight,
    preprocessing: known,
    seed,
  });
  const cosines = score.training.best.map(({ cosine }) => cosine);
  return {
    backend: backend.name,
    case: `${dataset} ${2 * perClass} images, ${attack}, seed ${seed}`,
    medianMs: seconds * 1000,
    p10: seconds * 1000,
    p90: seconds * 1000,
    gflops: null,
    peakRssMb: peakRssMb(),
    note: `${score.training.aboveHeldOutMax} of ${score.training.count} above the held-out maximum`,
    figures: {
      seed,
      images: score.training.count,
      candidates: 2 * candidatesPerClass,
      iterations,
      trainedLoss: loss,
      aboveHeldOutMax: score.training.aboveHeldOutMax,
      above09: cosines.filter((cosine) => cosine > 0.9).length,
      medianCosine: score.training.medianCosine,
      heldOutMedian: score.heldOut.medianCosine,
      heldOutMax: score.heldOut.maxCosine,
      rowsMedian: score.controls.firstLayerRows?.medianCosine ?? 0,
      randomMedian: score.controls.randomCandidates.medianCosine,
      auc: score.membership.auc,
      evidence: evidence.value,
    },
  };
}

interface Found {
  /** Multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  readonly seconds: number;
  readonly iterations: number;
}

async function runNamed(
  backend: Backend,
  network: ReluNetwork,
  truth: Pick<Candidates, 'x' | 'y'>,
  { attack, candidatesPerClass, seed }: Pick<AttackPowerCase, 'attack' | 'candidatesPerClass' | 'seed'>,
): Promise<Found> {
  const box = meanBox(network)!;
  if (attack === 'kkt' || attack === 'kkt from the truth') {
    const preset = attackPresets['adam-box'];
    const config = { ...preset, prior: { ...preset.prior, candidatesPerClass, box }, seed };
    const { candidates, seconds, iterations } = await runAttack(network, config, {
      backend,
      ...(attack === 'kkt' ? {} : { start: await trueCandidates(backend, network, truth, config.prior.lambdaMin) }),
    });
    const count = candidates.lambda.data.length;
    return { candidates: { ...candidates, lambda: scaled(candidates.lambda.data, 1 / count) }, seconds, iterations };
  }
  const config = {
    ...evidenceAttackDefaults,
    prior: { ...evidenceAttackDefaults.prior, candidatesPerClass, box },
    seed,
  };
  if (attack === 'evidence from the truth') {
    const { candidates: start } = await oracleCandidates(backend, network, truth);
    return runEvidenceAttack(network, { ...config, noise: { from: noise, to: noise } }, { backend, start });
  }
  const first = await runEvidenceAttack(network, config, { backend });
  if (attack === 'evidence') return first;
  const second = await runEvidenceAttack(
    network,
    { ...config, contrast: 3, noise: { from: 3e-3, to: noise }, maxIterations: 800 },
    { backend, start: first.candidates },
  );
  return {
    ...second,
    seconds: first.seconds + second.seconds,
    iterations: first.iterations + second.iterations,
  };
}

/** The true images with their best multipliers, at least the floor, in the unit of scale `mean`. */
async function trueCandidates(
  backend: Backend,
  network: ReluNetwork,
  truth: Pick<Candidates, 'x' | 'y'>,
  lambdaMin: number,
): Promise<Candidates> {
  const { candidates } = await oracleCandidates(backend, network, truth);
  const count = candidates.lambda.data.length;
  const lambda = Float64Array.from(candidates.lambda.data, (value) => Math.max(value * count, lambdaMin));
  return { ...candidates, lambda: makeHostTensor(lambda, [count]) };
}

/** The true images with their best multipliers in the unit of scale `sum`. */
async function oracleCandidates(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: Pick<Candidates, 'x' | 'y'>,
): Promise<{ readonly candidates: Candidates }> {
  const { lambda } = await oracleLoss(backend, network, { x, y }, { alpha: 100, scale: 'sum' });
  return { candidates: { x, y, lambda } };
}

function scaled(values: ArrayLike<number>, factor: number): Candidates['lambda'] {
  return makeHostTensor(
    Float64Array.from(values, (value) => value * factor),
    [values.length],
  );
}
