import { basename, join } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { checkCandidates } from '@noprior/kkt-loss';
import { hiddenSizes, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Fact, renderHtml, renderTerminal, type ScoreDocumentInput, scoreDocument } from '@noprior/report';
import {
  type AttackRun,
  type ReadCandidates,
  type RecordedAttack,
  readAttackRun,
  recordedAttack,
  recordedKnowledge,
} from '@noprior/result-files';
import { fileChecksum, fileChecksums, folderLocation } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { loadModel } from '../load-model.ts';
import { loadTrainingData, type TrainingData } from '../load-training-data.ts';
import { modelObjective } from '../model-objective.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { addCandidateOptions, type CandidateOptions, readGivenCandidates } from '../options/candidate-options.ts';
import { addDatasetOptions, type DatasetCliOptions } from '../options/dataset-options.ts';
import { toPositive } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { runOnBackend } from '../run-on-backend.ts';
import { scorePoints } from '../score/score-points.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { UsageError } from '../usage-error.ts';
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
        .description('score the points of an attack against the training set, held-out samples and controls')
        .argument('[dir]', 'folder that noprior attack wrote; or name a file with --candidates')
        .requiredOption('--model <file>', 'weights that were attacked'),
      { required: false },
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
      'also run the recorded attack from the true samples: what its objective keeps of them; an oracle bound, no attack',
    )
    .option('--report <file>', 'write an HTML report')
    .option('--out <dir>', 'folder for a run.json with the scores')
    .option('--json', 'print one JSON object');
  return addBackendOptions(addRunOptions(command, { checkpoints: false }), 'float64').action(
    (folder: string | undefined, options: GivenOptions) =>
      scoreAction({ ...options, candidates: candidatesOf(folder, options) }, terminal),
  );
}

type GivenOptions = Omit<ScoreOptions, 'candidates'> & { readonly candidates?: string };

function candidatesOf(folder: string | undefined, { candidates }: GivenOptions): string {
  if ((folder === undefined) === (candidates === undefined)) {
    throw new UsageError('name what to score: the folder of an attack, or a file with --candidates; one of them');
  }
  return candidates ?? join(folder!, 'candidates.npz');
}

async function scoreAction(options: ScoreOptions, terminal: Terminal): Promise<void> {
  const { model, candidates, out, report, seed } = options;
  const network = await loadModel(options);
  const read = await readGivenCandidates(options, network, terminal);
  if (read.isTrainingSet) {
    terminal.err(
      `warning: ${candidates} is the training set itself, which certify wrote; no attack found it, and its score is no leak\n`,
    );
  }
  const recorded = await readAttackRun(candidates);
  const objective = modelObjective(network, recorded.objective);
  checkCandidates(network, read.candidates, objective);
  const attack = options.truthStart === true ? startable(recorded, network) : undefined;
  const target = {
    command: 'score',
    location: out === undefined ? undefined : folderLocation(out),
    files: [],
    inputs: [model, candidates],
    others: { '--report': report },
  };
  await runOnBackend(target, options, terminal, async (backend) => {
    const data = await loadTrainingData('score', options, network, terminal);
    const config = { alpha: options.alpha ?? recorded.alpha, objective };
    const scored = await scorePoints({ backend, network, read, data, config, attack, seed }, terminal);
    const { meanMatchesModel, trainingSetMatchesModel } = data.match;
    const { score, members = null, kkt, truthStart = null } = scored;
    const results = {
      ...{ ...score, members, kkt, truthStart },
      ...{ ...read.otherModel, meanMatchesModel, trainingSetMatchesModel },
    };
    // Before anything is written: what overflowed is no result.
    toJson('score', results);
    const document: ScoreDocumentInput = {
      ...scored,
      records: recorded.records,
      knowledge: recordedKnowledge(recorded.knowledge, network),
      ...(recorded.attack && { uses: recorded.attack.uses }),
      facts: settingFacts(options, network, read, recorded, data),
      footer: [
        `noprior ${readVersion()}`,
        `data seed ${options.dataSeed ?? seed}`,
        `model SHA-256 ${await fileChecksum(model)}`,
        `candidates SHA-256 ${await fileChecksum(candidates)}`,
      ],
    };
    if (report !== undefined) await writeFileAtomically(report, renderHtml(scoreDocument(document)));
    const checksums = { ...data.split.checksums, ...(await fileChecksums([model, candidates])) };
    const columns = terminal.columns ?? 100;
    const text = () => renderTerminal(scoreDocument(document, { brief: true }), { columns });
    return { config, seed, checksums, results, text };
  });
}

/** @throws {DomainError} for an attack that draws its points itself, and as {@link recordedAttack} */
function startable(recorded: AttackRun, network: ReluNetwork): RecordedAttack {
  if (recorded.attack?.takesStart !== false) return recordedAttack(recorded, network);
  throw new DomainError(
    `score: --truth-start has no start to replace in the method ${recorded.attack.name}; run noprior attack --method evidence and score that`,
  );
}

/** What was scored, and against what. */
function settingFacts(
  { model, dataset, perClass }: ScoreOptions,
  network: ReluNetwork,
  { candidates, otherModel }: ReadCandidates,
  { attack }: AttackRun,
  { split, match }: TrainingData,
): Fact[] {
  const { classes } = split.preprocessing;
  const labels = classes.length === 2 ? `${classes[0]} (-1) and ${classes[1]} (+1)` : classes.join(', ');
  const other = 'another model, by the record beside them: this score says nothing of a leak';
  return [
    { name: 'model', value: basename(model) },
    { name: 'network', value: [inputSize(network), ...hiddenSizes(network), outputSize(network)].join('-') },
    { name: 'attack', value: attack?.title ?? null },
    { name: 'training data', value: `${dataset}, ${perClass} per label` },
    { name: 'labels', value: labels },
    ...match.warnings.map((value) => ({ name: 'warning', value })),
    { name: 'candidates', value: candidates.x.shape[0]! },
    ...(otherModel === undefined ? [] : [{ name: 'made from', value: other }]),
  ];
}
