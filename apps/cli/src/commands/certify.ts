import { basename } from 'node:path';
import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import {
  type Certificate,
  type CertificateResults,
  type CertifyOptions,
  certificateResults,
  certifyNetwork,
  type Refinement,
  type RefinementResults,
  refineForCertificate,
  refinementResults,
} from '@noprior/certificate';
import { hiddenSizes, inputSize, saveNetwork } from '@noprior/relu-models';
import {
  type CertificateDocumentInput,
  certificateDocument,
  certifyStep,
  missingReasons,
  renderHtml,
  renderTerminal,
} from '@noprior/report';
import { modelChecksums } from '@noprior/result-files';
import { fileChecksum, folderLocation, readRunPlace } from '@noprior/run-folder';
import { type Command, Option } from 'commander';
import { InterruptedError } from '../interrupted-error.ts';
import {
  type MaxMarginOptions,
  type MaxMarginRun,
  maxMarginCommand,
  refineProgress,
  runMaxMargin,
} from '../max-margin-command.ts';
import { toCount, toPositive } from '../options/numbers.ts';
import { Progress } from '../progress.ts';
import { runFooter } from '../run-footer.ts';
import type { Computed } from '../run-on-backend.ts';
import type { Terminal } from '../terminal.ts';
import { thisProgram } from '../version.ts';

/** Options of `noprior certify`. */
export interface CertifyCliOptions extends MaxMarginOptions {
  readonly distance: number;
  readonly refine?: boolean;
  readonly polish?: boolean;
  readonly maxSeconds: number;
  readonly alpha: number;
  readonly radiusPoints: number;
  readonly report?: string;
  readonly out?: string;
}

const refinedFile = 'refined.safetensors';

/** `noprior certify`: do the KKT conditions of these weights single out their training set? */
export function certifyCommand(terminal: Terminal): Command {
  return maxMarginCommand(
    'certify',
    'find out whether KKT conditions alone identify the training set, and write another set that explains the weights',
  )
    .addOption(
      new Option('--distance <r>', 'of the other set from the training set, in units of the input')
        .argParser(toPositive)
        .default(1000),
    )
    .option('--refine', 'bring the network to a KKT point first, as noprior refine does')
    .addOption(new Option('--polish', 'earlier name of --refine').implies({ refine: true }).hideHelp())
    .addOption(new Option('--max-seconds <s>', 'time for --refine').argParser(toPositive).default(120))
    .addOption(
      new Option('--alpha <a>', 'sharpness of the surrogate derivative, at smallest margin 1')
        .argParser(toPositive)
        .default(100),
    )
    .addOption(
      new Option('--radius-points <n>', 'training points whose split radii are measured, at most')
        .argParser(toCount)
        .default(40),
    )
    .option('--report <file>', 'write an HTML report')
    .option('--out <dir>', `folder for alternative.npz, training.npz, ${refinedFile} and run.json`)
    .action(async ({ polish: _, ...options }: CertifyCliOptions) => {
      const target = {
        command: 'certify',
        location: options.out === undefined ? undefined : folderLocation(options.out),
        files: ['alternative.npz', 'training.npz', refinedFile],
        others: { '--report': options.report },
      };
      await runMaxMargin(target, options, terminal, (run) => certify(options, run, terminal));
    });
}

async function certify(options: CertifyCliOptions, run: MaxMarginRun, terminal: Terminal): Promise<Computed> {
  const { network, split, match } = run;
  const began = performance.now();
  const { distance, alpha, kinkTolerance, seed, out } = options;
  const { certificate, refinement } = await measure(options, run, terminal);
  const refined = refinement && { file: refinedFile, ...refinementResults(refinement) };
  const { network: explained = network } = refinement ?? {};
  const common = { seed, checksums: { ...split.checksums, ...(await modelChecksums(options.model, explained)) } };
  const refinedFiles = refinement && { [refinedFile]: (path: string) => saveNetwork(path, refinement.network) };
  if (certificate === null) {
    const { before: _, ...ending } = refined!;
    const kept = out === undefined ? 'nothing was written' : `${out} has ${refinedFile}, the best point so far`;
    return {
      ...{ ...common, config: null, results: { refined: ending }, files: refinedFiles!, text: () => '' },
      failure: new InterruptedError(
        `interrupted while refining, at residual ${ending.residual.toExponential(3)}; ${kept}`,
      ),
    };
  }
  const seconds = (performance.now() - began) / 1000;
  const measured = certificateResults(certificate, refinement === null ? 'model' : 'refined');
  const results = {
    ...measured,
    radii: { ...measured.radii, missing: missingReasons(measured.radii.missing) },
    refined,
    meanMatchesModel: match.meanMatchesModel,
    trainingSetMatchesModel: match.trainingSetMatchesModel,
    seconds,
  };
  const report = await documentInput(options, run, results, certificate);
  if (options.report !== undefined) {
    await writeFileAtomically(options.report, renderHtml(certificateDocument(report)));
  }
  const { set } = certificate.alternative;
  return {
    ...{ ...common, config: { distance, alpha, kinkTolerance, scale: 'sum' }, seconds, results },
    printed: { out: out ?? null },
    files: {
      'training.npz': (path) => saveNpz(path, { ...certificate.kkt.candidates }),
      ...(set && { 'alternative.npz': (path: string) => saveNpz(path, { ...set.candidates }) }),
      ...refinedFiles,
    },
    text: () => renderTerminal(certificateDocument(report, { brief: true }), { columns: terminal.columns ?? 100 }),
  };
}

/** What the document of a certificate shows. */
async function documentInput(
  { model, dataset, perClass, distance, seed, dataSeed, dtype }: CertifyCliOptions,
  { network, split, match, backend }: MaxMarginRun,
  results: CertificateResults & { readonly refined: RefinementResults | null; readonly seconds: number },
  { otherSamples, alternative }: Certificate,
): Promise<CertificateDocumentInput> {
  const place = await readRunPlace({ backend, dtype }, thisProgram());
  const { classes } = split.preprocessing;
  return {
    ...{ results, refined: results.refined, otherSamples },
    samples: split.training.x.shape[0]!,
    setting: [
      { name: 'model', value: `${basename(model)}${results.refined === null ? '' : ', refined'}` },
      { name: 'network', value: [inputSize(network), ...hiddenSizes(network), 1].join('-') },
      { name: 'training data', value: `${dataset}, ${perClass} per label` },
      ...match.warnings.map((value) => ({ name: 'warning', value })),
      { name: 'labels', value: `${classes[0]} (-1) and ${classes[1]} (+1)` },
      { name: 'distance asked for', value: distance },
    ],
    pictures: alternative.set && {
      points: alternative.set.candidates.x,
      preprocessing: split.preprocessing,
    },
    footer: runFooter(
      place,
      [`data seed ${dataSeed ?? seed}`, `model SHA-256 ${await fileChecksum(model)}`],
      results.seconds,
    ),
  };
}

/** The certificate of the network, or of what a refinement makes of it; `null` where that was interrupted.
 *
 * @throws {InterruptedError} if a certificate was interrupted
 */
async function measure(
  options: CertifyCliOptions,
  run: MaxMarginRun,
  terminal: Terminal,
): Promise<{ readonly certificate: Certificate | null; readonly refinement: Refinement | null }> {
  const { network, split, backend, signal, match } = run;
  const { distance, alpha, kinkTolerance, radiusPoints, seed, targetResidual, maxSeconds } = options;
  const progress = new Progress(terminal, 'certify');
  const settings: CertifyOptions = {
    ...{ distance, alpha, kinkTolerance, radiusPoints, seed },
    otherSamples: match.meanMatchesModel === false || match.trainingSetMatchesModel === false,
    onProgress: (state) => {
      if (signal.aborted) throw new InterruptedError('interrupted; certify starts anew each time');
      progress.state(certifyStep(state), state.secondsLeft);
    },
  };
  try {
    if (options.refine !== true) {
      return { certificate: await certifyNetwork(backend, network, split.training, settings), refinement: null };
    }
    const refinement = await refineForCertificate(backend, network, split.training, settings, {
      ...{ targetResidual, maxSeconds, signal },
      onProgress: refineProgress(new Progress(terminal, 'refine')),
    });
    if (refinement.ended === 'aborted') return { certificate: null, refinement };
    return { certificate: await certifyNetwork(backend, refinement.network, split.training, settings), refinement };
  } finally {
    progress.done();
  }
}
