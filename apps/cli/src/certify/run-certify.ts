import { basename } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import type { DatasetSplit } from '@noprior/datasets';
import { hiddenSizes, inputSize, type ReluNetwork, saveNetwork } from '@noprior/relu-models';
import { fileChecksum, folderLocation, type WriteFile } from '@noprior/run-folder';
import { type Backend, ShapeError } from '@noprior/tensor';
import { compareWithModel } from '../compare-with-model.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { loadModel } from '../load-model.ts';
import { toModelPreprocessing } from '../model-preprocessing.ts';
import { openBackend } from '../open-backend.ts';
import { loadNamedDataset } from '../options/dataset-options.ts';
import { Progress } from '../progress.ts';
import { refineNetwork } from '../refine-network.ts';
import { writeCertifyReport } from '../reports/write-certify-report.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { type RunFacts, readRunPlace } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { readVersion } from '../version.ts';
import { modelChecksums } from '../weights-checksum.ts';
import type { CertifyContext } from './certify-context.ts';
import { type Certificate, certifyNetwork, outlineNetwork } from './certify-network.ts';
import type { CertifyOptions } from './certify-options.ts';
import { outlineResults, toResults } from './certify-results.ts';
import { checkMaxMarginNetwork, checkSeparates } from './check-max-margin.ts';
import { describeCertificate } from './describe-certificate.ts';
import type { RefineSummary } from './refine-summary.ts';

/** Seconds for one Clarke residual at most: what is left open then, its certificate tells. */
const clarkeSeconds = 20;

/** Run `noprior certify`.
 *
 * @throws {InterruptedError} if it was interrupted; a polished network was written then, if there is a folder for it
 */
export async function runCertify(options: CertifyOptions, terminal: Terminal): Promise<void> {
  const network = await loadModel(options);
  checkMaxMarginNetwork('certify', network);
  const target = {
    command: 'certify',
    location: options.out === undefined ? undefined : folderLocation(options.out),
    files: resultFiles,
    inputs: [options.model],
    others: { '--report': options.report },
  };
  await withOutput(target, options, terminal, (output) => prepare(options, network, output, terminal));
}

async function prepare(
  options: CertifyOptions,
  network: ReluNetwork,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const signal = terminal.holdInterrupts();
  const split = await loadNamedDataset(options, terminal, signal);
  const { training } = split;
  if (training.x.shape[1] !== inputSize(network)) {
    throw new ShapeError(
      `certify: the model has ${inputSize(network)} inputs, ${options.dataset} has ${training.x.shape[1]}; name the data set it was trained on`,
    );
  }
  const match = await compareWithModel(options.model, network, split);
  for (const warning of match.warnings) terminal.err(`warning: ${warning}\n`);
  const backend = await openBackend(options.backend, options.dtype, terminal);
  try {
    await checkSeparates('certify', backend, network, training);
    await certify({ options, output, terminal, network, split, backend, signal, match });
  } finally {
    await backend.dispose();
  }
}

const resultFiles = ['alternative.npz', 'training.npz', 'polished.safetensors'] as const;

interface CertifyRun {
  readonly options: CertifyOptions;
  readonly output: RunOutput;
  readonly terminal: Terminal;
  readonly network: ReluNetwork;
  readonly split: DatasetSplit;
  readonly backend: Backend;
  readonly signal: AbortSignal;
  readonly match: Awaited<ReturnType<typeof compareWithModel>>;
}

async function certify(run: CertifyRun): Promise<void> {
  const { options, output, terminal, network, split, backend, signal, match } = run;
  const began = performance.now();
  const progress = new Progress(terminal, 'certify');
  const context: CertifyContext = {
    backend,
    data: split.training,
    otherSamples: match.meanMatchesModel === false || match.trainingSetMatchesModel === false,
    alpha: options.alpha,
    kinkTolerance: options.kinkTolerance,
    clarkeSeconds,
    distance: options.distance,
    seed: options.seed,
    radiusPoints: options.radiusPoints,
    say: (state, secondsLeft) => {
      if (signal.aborted) throw new InterruptedError('interrupted; certify starts anew each time');
      progress.state(state, secondsLeft);
    },
  };
  let certificate: Certificate;
  let polished: (RefineSummary & { readonly network: ReluNetwork }) | null = null;
  try {
    if (options.polish === true) polished = await refineFirst(run, context);
    certificate = await certifyNetwork(polished?.network ?? network, context);
  } finally {
    progress.done();
  }
  const seconds = (performance.now() - began) / 1000;
  const results = {
    ...toResults(certificate, polished === null ? 'model' : 'polished'),
    polished: polished && {
      residual: polished.residual,
      kinkTolerance: polished.kinkTolerance,
      iterations: polished.iterations,
      ended: polished.ended,
      seconds: polished.seconds,
      before: outlineResults(polished.before),
    },
    meanMatchesModel: match.meanMatchesModel,
    trainingSetMatchesModel: match.trainingSetMatchesModel,
    seconds,
  };
  const { set } = certificate.alternative;
  const files: Record<string, WriteFile> = {
    'training.npz': (path) => saveNpz(path, { ...certificate.kkt.candidates }),
  };
  if (set !== undefined) files['alternative.npz'] = (path) => saveNpz(path, { ...set.candidates });
  if (polished !== null) {
    const { network: nearKkt } = polished;
    files['polished.safetensors'] = (path) => saveNetwork(path, nearKkt);
  }
  const facts: RunFacts = {
    command: 'certify',
    arguments: { ...options, json: undefined },
    config: {
      distance: options.distance,
      alpha: options.alpha,
      kinkTolerance: options.kinkTolerance,
      scale: 'sum',
    },
    seed: options.seed,
    checksums: { ...split.checksums, ...(await modelChecksums(options.model, polished?.network ?? network)) },
    seconds,
    results,
    device: { backend, dtype: options.dtype },
  };
  const { commit, machine, node } = await readRunPlace(facts.device);
  if (options.report !== undefined) {
    const classes = split.preprocessing.classes;
    await writeCertifyReport(options.report, {
      certificate,
      polish: polished,
      preprocessing: toModelPreprocessing(split.preprocessing),
      facts: [
        ['model', `${basename(options.model)}${polished === null ? '' : ', polished'}`],
        ['network', [inputSize(network), ...hiddenSizes(network), 1].join('-')],
        ['training data', `${options.dataset}, ${options.perClass} per label`],
        ...match.warnings.map((warning) => ['warning', warning] as const),
        ['labels', `${classes[0]} (-1) and ${classes[1]} (+1)`],
        ['distance asked for', options.distance],
      ],
      footer: [
        `noprior ${readVersion()}${commit === null ? '' : `, commit ${commit}`}`,
        `data seed ${options.dataSeed ?? options.seed}`,
        `model SHA-256 ${await fileChecksum(options.model)}`,
        `${backend.name}, ${backend.device}; ${machine.processor}, ${machine.cores} cores; Node ${node}`,
        `${seconds.toFixed(0)} seconds`,
      ],
    });
  }
  await output.publish({ files, facts });
  terminal.out(
    options.json
      ? `${toJson('certify', { ...results, out: options.out ?? null, backend: backend.name })}\n`
      : describeCertificate(certificate, polished, options.out),
  );
}

/** How the network stands as it is, and then at a KKT point. */
async function refineFirst(
  { options, output, terminal, network, split, backend, signal }: CertifyRun,
  context: CertifyContext,
): Promise<RefineSummary & { readonly network: ReluNetwork }> {
  const before = await outlineNetwork(network, context);
  const { targetResidual, maxSeconds, kinkTolerance, out } = options;
  const limits = { targetResidual, maxSeconds, kinkTolerance, signal };
  const result = await refineNetwork(backend, network, split.training, limits, new Progress(terminal, 'polish'));
  const { residual, iterations, ended, seconds } = result;
  const ending = { residual, kinkTolerance: result.kinkTolerance, iterations, ended, seconds };
  if (ended === 'aborted') {
    await output.publish({
      files: { 'polished.safetensors': (path) => saveNetwork(path, result.network) },
      facts: {
        command: 'certify',
        arguments: { ...options, json: undefined },
        config: null,
        seed: options.seed,
        checksums: { ...split.checksums, ...(await modelChecksums(options.model, result.network)) },
        seconds,
        results: { polished: ending },
        device: { backend, dtype: options.dtype },
      },
    });
    throw new InterruptedError(
      `interrupted while refining, at residual ${residual.toExponential(3)}; ${out === undefined ? 'nothing was written' : `${out} has polished.safetensors, the best point so far`}`,
    );
  }
  return { before, network: result.network, ...ending };
}
