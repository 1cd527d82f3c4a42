import { basename } from 'node:path';
import { checkCandidates, compareKkt, type KktComparison, type ObjectiveKind } from '@noprior/kkt-loss';
import { type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { hiddenSizes, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { fileChecksum, folderLocation } from '@noprior/run-folder';
import { Command, Option } from 'commander';
import { type AttackRun, readAttackRun } from '../attack-run.ts';
import { addCandidateOptions, type CandidateOptions } from '../candidates/candidate-options.ts';
import { type ReadCandidates, readCandidates } from '../candidates/read-candidates.ts';
import { loadModel } from '../load-model.ts';
import { loadTrainingData } from '../load-training-data.ts';
import { modelObjective } from '../model-objective.ts';
import { openBackend } from '../open-backend.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { addDatasetOptions, type DatasetCliOptions } from '../options/dataset-options.ts';
import { toPositive } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { type RecordedAttack, recordedAttack } from '../recorded-attack.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { fileChecksums } from '../run-record.ts';
import { scoreTaken, type TakenScore } from '../taken-score.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { scoreTruthStart, type TruthStartScore } from '../truth-start-score.ts';
import { readVersion } from '../version.ts';

interface ScoreOptions extends DatasetCliOptions, BackendOptions, CandidateOptions, RunOptions {
  readonly alpha?: number;
  readonly truthStart?: boolean;
  readonly report?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `noprior score`: what candidates are worth, against the training set, held-out samples and controls. */
export function scoreCommand(terminal: Terminal): Command {
  const command = addDatasetOptions(
    addCandidateOptions(
      new Command('score')
        .description('score candidates against the training set, held-out samples and controls')
        .requiredOption('--model <file>', 'weights that were attacked'),
    ),
  )
    .addOption(
      new Option(
        '--alpha <a>',
        'sharpness for the KKT loss (default: of the run.json beside the candidates, else hard)',
      ).argParser(toPositive),
    )
    .option(
      '--truth-start',
      'also run the recorded attack from the true samples: what its objective keeps of them, a ceiling and no attack',
    )
    .option('--report <file>', 'write an HTML report')
    .option('--out <dir>', 'folder for a run.json with the scores')
    .option('--json', 'print one JSON object');
  return addBackendOptions(addRunOptions(command, { checkpoints: false }), 'float64').action((options: ScoreOptions) =>
    scoreAction(options, terminal),
  );
}

async function scoreAction(options: ScoreOptions, terminal: Terminal): Promise<void> {
  const began = performance.now();
  const network = await loadModel(options);
  const read = await readCandidates('score', options, terminal, network);
  const recorded = await readAttackRun(options.candidates);
  const objective = modelObjective(network, recorded.objective);
  checkCandidates(network, read.candidates, objective);
  const attack = options.truthStart === true ? recordedAttack(recorded, network) : undefined;
  const target = {
    command: 'score',
    location: options.out === undefined ? undefined : folderLocation(options.out),
    files: [],
    inputs: [options.model, options.candidates],
    others: { '--report': options.report },
  };
  await withOutput(target, options, terminal, (output) =>
    run(options, { began, network, read, recorded, objective, attack }, output, terminal),
  );
}

interface ScoreInput {
  readonly began: number;
  readonly network: ReluNetwork;
  readonly read: ReadCandidates;
  readonly recorded: AttackRun;
  readonly objective: ObjectiveKind;
  /** Of which a truth start is asked. */
  readonly attack: RecordedAttack | undefined;
}

async function run(
  options: ScoreOptions,
  { began, network, read: { candidates, otherModel }, recorded, objective, attack }: ScoreInput,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const { split, match } = await loadTrainingData('score', options, network, terminal);
  const { training, heldOut } = split;
  const preprocessing = split.preprocessing;
  const backend = await openBackend(options.backend, options.dtype, terminal);
  try {
    const input = {
      training,
      heldOut,
      firstLayerWeight: network.layers[0]!.weight,
      preprocessing,
      seed: options.seed,
    };
    const score = scoreReconstruction({ ...input, candidates });
    const accepted = recorded.accepted ?? 0;
    const fits = accepted <= candidates.x.shape[0]!;
    if (!fits) {
      terminal.err(
        `warning: the run.json beside the candidates tells of ${accepted} points taken for samples, more than there are candidates; it is of others\n`,
      );
    }
    const taken = accepted > 0 && fits ? scoreTaken(candidates.x, accepted, training.x, score.heldOut.maxCosine) : null;
    const config = { alpha: options.alpha ?? recorded.alpha, objective };
    const kkt = await compareKkt(backend, network, candidates, training, config);
    const truthStart = attack === undefined ? null : await scoreTruthStart(backend, network, attack, input, terminal);
    const { meanMatchesModel, trainingSetMatchesModel } = match;
    const results = {
      ...score,
      taken,
      kkt,
      truthStart,
      ...otherModel,
      meanMatchesModel,
      trainingSetMatchesModel,
    };
    // Before anything is written: what overflowed is no result.
    const json = toJson('score', results);
    if (options.report !== undefined) {
      // Charts take longer to load than everything else together, so only a report loads them.
      const { writeScoreReport } = await import('../reports/write-score-report.ts');
      await writeScoreReport(options.report, {
        score,
        kkt,
        ...(truthStart === null ? {} : { truthStart }),
        ...(taken === null ? {} : { taken }),
        training: training.x,
        heldOut: heldOut.x,
        candidates: candidates.x,
        preprocessing,
        run: recorded,
        facts: [
          ['model', basename(options.model)],
          ['network', [inputSize(network), ...hiddenSizes(network), outputSize(network)].join('-')],
          ['training data', `${options.dataset}, ${options.perClass} per label`],
          ['labels', describeLabels(preprocessing.classes)],
          ...match.warnings.map((warning) => ['warning', warning] as const),
          ['candidates', candidates.x.shape[0]!],
          ...(otherModel !== undefined
            ? [['made from', 'another model, by the record beside them: what follows says nothing of a leak'] as const]
            : []),
        ],
        footer: [
          `noprior ${readVersion()}`,
          `data seed ${options.dataSeed ?? options.seed}`,
          `model SHA-256 ${await fileChecksum(options.model)}`,
          `candidates SHA-256 ${await fileChecksum(options.candidates)}`,
        ],
      });
    }
    const { json: _, ...kept } = options;
    await output.publish({
      facts: {
        command: 'score',
        arguments: { ...kept },
        config,
        seed: options.seed,
        checksums: { ...split.checksums, ...(await fileChecksums([options.model, options.candidates])) },
        seconds: (performance.now() - began) / 1000,
        results,
        device: { backend, dtype: options.dtype },
      },
    });
    terminal.out(options.json ? `${json}\n` : describe(score, kkt, taken, truthStart));
  } finally {
    await backend.dispose();
  }
}

function describe(
  score: ScoreReport,
  kkt: KktComparison,
  taken: TakenScore | null,
  truthStart: TruthStartScore | null,
): string {
  const { training, heldOut, controls, membership, ssim } = score;
  const lines = [
    `training: median best cosine ${training.medianCosine.toFixed(3)}, ${training.aboveHeldOutMax} of ${training.count} above the held-out maximum`,
    ...(taken === null
      ? []
      : [
          `taken for samples by the attack itself: ${taken.count} points, ${taken.right} of them above the held-out maximum (${taken.samples} different samples)`,
        ]),
    ...(truthStart === null ? [] : [describeTruthStart(truthStart)]),
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

function describeLabels(classes: readonly string[]): string {
  return classes.length === 2 ? `${classes[0]} (-1) and ${classes[1]} (+1)` : classes.join(', ');
}

function describeTruthStart({ score: { training, heldOut }, drift, iterations, seconds }: TruthStartScore): string {
  return (
    `from the truth, no attack: median best cosine ${training.medianCosine.toFixed(3)}, ${training.aboveHeldOutMax} of ${training.count} above its held-out maximum ${heldOut.maxCosine.toFixed(3)}; ` +
    `${(100 * drift.above).toFixed(0)} % stay above cosine 0.9 with their own sample (${iterations} iterations, ${seconds.toFixed(1)} s)`
  );
}
