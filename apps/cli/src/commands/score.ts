import { basename } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { checkCandidates } from '@noprior/kkt-loss';
import { type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { hiddenSizes, inputSize, loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, ShapeError } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { readAttackRun } from '../attack-run.ts';
import { loadCandidates } from '../load-candidates.ts';
import { toModelPreprocessing } from '../model-preprocessing.ts';
import { openBackend } from '../open-backend.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { addDatasetOptions, type DatasetCliOptions, loadNamedDataset } from '../options/dataset-options.ts';
import { toPositive } from '../options/numbers.ts';
import { prepareOutputFile } from '../output-folder.ts';
import { renderReport } from '../report/index.ts';
import { compareKkt, type KktComparison } from '../reports/kkt-comparison.ts';
import { makeScoreReport } from '../reports/score-report.ts';
import { fileChecksum } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { readVersion } from '../version.ts';

interface ScoreOptions extends DatasetCliOptions, BackendOptions {
  readonly candidates: string;
  readonly model: string;
  readonly alpha?: number;
  readonly report?: string;
  readonly json?: boolean;
}

/** `noprior score`: what candidates are worth, against the training set, held-out samples and controls. */
export function scoreCommand(terminal: Terminal): Command {
  const command = addDatasetOptions(
    new Command('score')
      .description('score candidates against the training set, held-out samples and controls')
      .requiredOption('--candidates <file>', '.npz with x [n, d], lambda [n], y [n]')
      .requiredOption('--model <file>', 'weights that were attacked'),
  )
    .addOption(
      new Option(
        '--alpha <a>',
        'sharpness for the KKT loss (default: of the run.json beside the candidates, else hard)',
      ).argParser(toPositive),
    )
    .option('--report <file>', 'write an HTML report')
    .option('--json', 'print one JSON object');
  return addBackendOptions(command, 'float64').action((options: ScoreOptions) => scoreAction(options, terminal));
}

async function scoreAction(options: ScoreOptions, terminal: Terminal): Promise<void> {
  const network = await loadNetwork(options.model);
  const candidates = await loadCandidates(options.candidates);
  checkCandidates(network, candidates);
  if (options.report !== undefined) await prepareOutputFile(options.report);
  const run = await readAttackRun(options.candidates);
  const split = await loadNamedDataset(options, terminal);
  const { training, heldOut } = split;
  if (training.x.shape[1] !== inputSize(network)) {
    throw new ShapeError(
      `score: the model has ${inputSize(network)} inputs, ${options.dataset} has ${training.x.shape[1]}; name the data set it was trained on`,
    );
  }
  const preprocessing = toModelPreprocessing(split.preprocessing);
  const meanMatches = sameMean(network, split.preprocessing.mean);
  if (meanMatches === false) {
    terminal.err(
      "warning: the mean of these training samples is not the one stored in the model; --dataset, --per-class, --labels or --seed differ from the training run's\n",
    );
  }
  const score = scoreReconstruction({
    candidates,
    training,
    heldOut,
    firstLayerWeight: network.layers[0]!.weight,
    preprocessing,
    seed: options.seed,
  });
  const backend = await openBackend(options.backend, options.dtype);
  let kkt: KktComparison;
  try {
    kkt = await compareKkt(backend, network, candidates, training, {
      alpha: options.alpha ?? run.alpha,
      scale: run.scale,
    });
  } finally {
    await backend.dispose();
  }
  if (options.report !== undefined) {
    const report = makeScoreReport({
      score,
      kkt,
      training: training.x,
      heldOut: heldOut.x,
      candidates: candidates.x,
      preprocessing,
      run,
      facts: [
        ['model', basename(options.model)],
        ['network', [inputSize(network), ...hiddenSizes(network), 1].join('-')],
        ['training data', `${options.dataset}, ${options.perClass} per label`],
        ['labels', `${preprocessing.classes?.[0]} (-1) and ${preprocessing.classes?.[1]} (+1)`],
        ['candidates', candidates.x.shape[0]!],
      ],
      footer: [
        `noprior ${readVersion()}`,
        `data seed ${options.dataSeed ?? options.seed}`,
        `model SHA-256 ${await fileChecksum(options.model)}`,
        `candidates SHA-256 ${await fileChecksum(options.candidates)}`,
      ],
    });
    await writeFileAtomically(options.report, renderReport(report));
  }
  if (options.json) terminal.out(`${JSON.stringify({ ...score, kkt, meanMatchesModel: meanMatches ?? null })}\n`);
  else terminal.out(describe(score, kkt));
}

/** Whether a model stores this mean; undefined if it stores none. */
function sameMean({ preprocessing }: ReluNetwork, mean: HostTensor): boolean | undefined {
  const stored = preprocessing?.mean;
  if (stored === undefined) return undefined;
  return mean.data.every((value: number, index: number) => Math.abs(value - stored.data[index]!) <= 1e-5);
}

function describe(score: ScoreReport, kkt: KktComparison): string {
  const { training, heldOut, controls, membership, ssim } = score;
  const lines = [
    `training: median best cosine ${training.medianCosine.toFixed(3)}, ${training.aboveHeldOutMax} of ${training.count} above the held-out maximum`,
    `held-out: median ${heldOut.medianCosine.toFixed(3)}, maximum ${heldOut.maxCosine.toFixed(3)}`,
    `controls: random candidates ${controls.randomCandidates.medianCosine.toFixed(3)}, mean image ${controls.meanImage.medianCosine.toFixed(3)}, rows of W_1 ${controls.firstLayerRows?.medianCosine.toFixed(3) ?? '-'}`,
    `membership: AUC ${membership.auc.toFixed(3)} [${membership.aucInterval.low.toFixed(3)}, ${membership.aucInterval.high.toFixed(3)}], TPR at 1 % FPR ${membership.tprAt1PercentFpr.toFixed(3)}`,
    ...(ssim === null
      ? []
      : [
          `SSIM > ${ssim.threshold}: ${ssim.training.countAbove} training, ${ssim.heldOut.countAbove} held-out, ${ssim.controls.meanImage.countAbove} for the mean image alone`,
        ]),
    `L_stationary: attack ${kkt.attack.stationarity.toPrecision(6)}, true training set ${kkt.oracle.stationarity.toPrecision(6)}, no points ${kkt.empty.stationarity.toPrecision(6)}`,
  ];
  return `${lines.join('\n')}\n`;
}
