import { basename } from 'node:path';
import { type RefineEnd, type RefineResult, refineToKkt } from '@noprior/max-margin';
import { saveNetwork } from '@noprior/relu-models';
import { datasetChecksum } from '@noprior/result-files';
import { fileChecksums, fileLocation } from '@noprior/run-folder';
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
import { toModelPath } from '../options/paths.ts';
import { Progress } from '../progress.ts';
import type { Computed } from '../run-on-backend.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';

interface RefineOptions extends MaxMarginOptions {
  readonly maxIterations: number;
  readonly maxSeconds?: number;
  readonly out: string;
}

/** `noprior refine`: from a trained network to a KKT point of its max-margin problem. */
export function refineCommand(terminal: Terminal): Command {
  return maxMarginCommand(
    'refine',
    'bring a trained network to a KKT point of the max-margin problem of its training set',
  )
    .addOption(new Option('--max-iterations <n>', 'stop after so many steps').argParser(toCount).default(2000))
    .addOption(new Option('--max-seconds <s>', 'stop after this time').argParser(toPositive))
    .addOption(
      new Option('--out <file>', 'weights to write, .safetensors or .npz; a .run.json comes beside it')
        .argParser(toModelPath)
        .makeOptionMandatory(),
    )
    .action(async (options: RefineOptions) => {
      const budget = new TimeBudget(options.maxSeconds);
      const target = { command: 'refine', location: fileLocation(options.out), files: [basename(options.out)] };
      await runMaxMargin(target, options, terminal, (run) => refine(options, run, budget, terminal));
    });
}

async function refine(
  options: RefineOptions,
  { network, split, backend, signal }: MaxMarginRun,
  budget: TimeBudget,
  terminal: Terminal,
): Promise<Computed> {
  const { targetResidual, maxIterations, kinkTolerance: finalKinkTolerance, out, seed } = options;
  const progress = new Progress(terminal, 'refine');
  const limits = { targetResidual, maxIterations, finalKinkTolerance, ...budget.left() };
  const result = await refineToKkt(backend, network, split.training, {
    ...limits,
    onProgress: refineProgress(progress),
    signal,
  }).finally(() => progress.done());
  const { residual, kinkTolerance, slackness, norm, iterations, ended, seconds } = result;
  const goOn = `${out} is the best point so far, residual ${residual.toExponential(3)}: the same command with it as --model and another --out goes on`;
  return {
    config: { preprocessing: network.preprocessing },
    seed,
    checksums: { ...split.checksums, ...(await fileChecksums([options.model])) },
    seconds,
    results: { residual, kinkTolerance, slackness, norm, iterations, ended, seconds },
    recorded: { trainingSetChecksum: datasetChecksum(split.training) },
    printed: { out },
    files: { [basename(out)]: (path) => saveNetwork(path, result.network) },
    text: () => describe(result, out),
    failure: ended === 'aborted' ? new InterruptedError(`interrupted at iteration ${iterations}; ${goOn}`) : undefined,
  };
}

const endings: Readonly<Record<RefineEnd, string>> = {
  targetResidual: 'the target is reached',
  maxIterations: 'the iterations are spent',
  maxSeconds: 'the time is spent',
  stalled: 'no further step makes the norm smaller',
  aborted: 'interrupted',
};

function describe(
  { residual, slackness, norm, iterations, ended, seconds, kinkTolerance }: RefineResult,
  out: string,
): string {
  const isShort = ended === 'maxIterations' || ended === 'maxSeconds';
  const goOn = isShort ? '; the same command with this file as --model and another --out goes on' : '';
  return (
    `${out}: residual ${residual.toExponential(3)} of ||theta|| = ${norm.toPrecision(6)} at the smallest margin 1 (kinks within a cosine of ${kinkTolerance}), largest slackness ${slackness.toExponential(2)}, ` +
    `after ${iterations} iterations in ${seconds.toFixed(1)} s: ${endings[ended]}${goOn}\n`
  );
}
