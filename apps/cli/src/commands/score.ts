import { basename } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import type { LabelledData } from '@noprior/datasets';
import { checkCandidates, compareKkt, type KktComparison, type ObjectiveKind } from '@noprior/kkt-loss';
import {
  type MemberScore,
  type ScoreReport,
  type ScoreInput as ScoreSettings,
  scoreMembers,
  scoreReconstruction,
} from '@noprior/metrics';
import { truthStart } from '@noprior/reconstruction-attack';
import { hiddenSizes, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import type { TruthStartScore } from '@noprior/report';
import { fileChecksum, folderLocation } from '@noprior/run-folder';
import type { Backend } from '@noprior/tensor';
import { Command, Option } from 'commander';
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
import { Progress, recordHeadline } from '../progress.ts';
import { type AttackRun, readAttackRun } from '../results/read-attack-run.ts';
import { type RecordedAttack, recordedAttack } from '../results/recorded-attack.ts';
import { recordedKnowledge } from '../results/recorded-knowledge.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { fileChecksums } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
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
  { began, network, read: { candidates, inFile, otherModel }, recorded, objective, attack }: ScoreInput,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const { split, match } = await loadTrainingData('score', options, network, terminal);
  const { training, heldOut, preprocessing } = split;
  const backend = await openBackend(options.backend, options.dtype, terminal);
  try {
    const firstLayerWeight = network.layers[0]!.weight;
    const input = { training, heldOut, firstLayerWeight, preprocessing, seed: options.seed };
    const score = scoreReconstruction({ ...input, candidates });
    const { predicted } = inFile;
    const members =
      predicted === undefined ? undefined : scoreMembers(candidates.x, predicted, training.x, score.heldOut.maxCosine);
    const config = { alpha: options.alpha ?? recorded.alpha, objective };
    const kkt = await compareKkt(backend, network, candidates, training, config);
    const truth = attack && (await scoreTruthStart(attack, network, input, backend, terminal));
    const { meanMatchesModel, trainingSetMatchesModel } = match;
    const results = {
      ...score,
      members: members ?? null,
      kkt,
      truthStart: truth ?? null,
      ...otherModel,
      meanMatchesModel,
      trainingSetMatchesModel,
    };
    // Before anything is written: what overflowed is no result.
    const json = toJson('score', results);
    if (options.report !== undefined) {
      // Charts take longer to load than everything else together, so only a report loads them.
      const { renderHtml, scoreDocument } = await import('@noprior/report');
      const document = scoreDocument({
        score,
        kkt,
        truthStart: truth,
        members,
        training: training.x,
        heldOut: heldOut.x,
        candidates: candidates.x,
        preprocessing,
        records: recorded.records,
        knowledge: recordedKnowledge(recorded.knowledge, network),
        ...(recorded.attack === undefined ? {} : { uses: recorded.attack.uses }),
        facts: [
          { name: 'model', value: basename(options.model) },
          { name: 'network', value: [inputSize(network), ...hiddenSizes(network), outputSize(network)].join('-') },
          { name: 'attack', value: recorded.attack?.title ?? null },
          { name: 'training data', value: `${options.dataset}, ${options.perClass} per label` },
          { name: 'labels', value: describeLabels(preprocessing.classes) },
          ...match.warnings.map((value) => ({ name: 'warning', value })),
          { name: 'candidates', value: candidates.x.shape[0]! },
          ...(otherModel === undefined
            ? []
            : [
                {
                  name: 'made from',
                  value: 'another model, by the record beside them: this score says nothing of a leak',
                },
              ]),
        ],
        footer: [
          `noprior ${readVersion()}`,
          `data seed ${options.dataSeed ?? options.seed}`,
          `model SHA-256 ${await fileChecksum(options.model)}`,
          `candidates SHA-256 ${await fileChecksum(options.candidates)}`,
        ],
      });
      await writeFileAtomically(options.report, renderHtml(document));
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
    terminal.out(options.json ? `${json}\n` : describe(score, kkt, members, truth));
  } finally {
    await backend.dispose();
  }
}

/** The recorded attack, started from the true samples, with the score of what it returns. */
async function scoreTruthStart(
  { attack, config, knowledge }: RecordedAttack,
  network: ReluNetwork,
  input: Omit<ScoreSettings, 'candidates'> & { readonly training: LabelledData },
  backend: Backend,
  terminal: Terminal,
): Promise<TruthStartScore> {
  const progress = new Progress(terminal, 'attack from the truth');
  try {
    const found = await truthStart(attack, network, input.training, knowledge, {
      backend,
      config,
      onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
        progress.iterations(iteration, maxIterations, recordHeadline(record, attack), secondsLeft),
    });
    const { candidates, iterations, seconds, drift } = found;
    return {
      attack: attack.name,
      iterations,
      seconds,
      drift: drift === undefined ? null : { median: drift.median, above: drift.above },
      score: scoreReconstruction({ ...input, candidates }),
    };
  } finally {
    progress.done();
  }
}

function describe(
  score: ScoreReport,
  kkt: KktComparison,
  members: MemberScore | undefined,
  truth: TruthStartScore | undefined,
): string {
  const { training, heldOut, controls, membership, ssim } = score;
  const { aucInterval: interval } = membership;
  const lines = [
    `training: median best cosine ${training.medianCosine.toFixed(3)}, ${training.aboveHeldOutMax} of ${training.count} above the held-out maximum`,
    ...(members === undefined
      ? []
      : [
          `predicted members: ${members.trueMembers} of ${members.predicted} above the held-out maximum (${members.samples} different training samples)`,
        ]),
    ...(truth === undefined ? [] : [describeTruthStart(truth)]),
    `held-out: median ${heldOut.medianCosine.toFixed(3)}, maximum ${heldOut.maxCosine.toFixed(3)}`,
    `controls: random candidates ${controls.randomCandidates.medianCosine.toFixed(3)}, mean image ${controls.meanImage.medianCosine.toFixed(3)}, rows of W_1 ${controls.firstLayerRows?.medianCosine.toFixed(3) ?? '-'}`,
    `membership: AUC ${membership.auc.toFixed(3)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}], TPR at 1 % FPR ${membership.tprAt1PercentFpr.toFixed(3)}`,
    ...(ssim === null
      ? []
      : [
          `SSIM > ${ssim.threshold}: ${ssim.training.countAbove} training, ${ssim.heldOut.countAbove} held-out, ${ssim.controls.meanImage.countAbove} for the mean image alone`,
        ]),
    `L_stationary: attack ${kkt.attack.stationarity.toPrecision(6)}, true training set ${kkt.oracle.stationarity.toPrecision(6)}, no points ${kkt.empty.stationarity.toPrecision(6)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function describeTruthStart({ score: { training, heldOut }, drift, iterations, seconds }: TruthStartScore): string {
  const stays = drift === null ? '' : `${(100 * drift.above).toFixed(0)} % stay above cosine 0.9 with their sample, `;
  return (
    `from the truth (no attack): median best cosine ${training.medianCosine.toFixed(3)}, ${training.aboveHeldOutMax} of ${training.count} above its held-out maximum ${heldOut.maxCosine.toFixed(3)}; ` +
    `${stays}${iterations} iterations in ${seconds.toFixed(1)} s`
  );
}

function describeLabels(classes: readonly string[]): string {
  return classes.length === 2 ? `${classes[0]} (-1) and ${classes[1]} (+1)` : classes.join(', ');
}
