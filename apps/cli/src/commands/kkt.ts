import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { checkCandidates, evaluateKkt, type KktEvaluation, type ObjectiveKind } from '@noprior/kkt-loss';
import { loadNetwork } from '@noprior/relu-models';
import { Command, Option } from 'commander';
import { loadCandidates } from '../load-candidates.ts';
import { objectiveChoices, objectiveSetting } from '../model-objective.ts';
import { openBackend } from '../open-backend.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { toInterval, toNumber, toPositive } from '../options/numbers.ts';
import { toNpzPath } from '../options/paths.ts';
import { prepareOutputFile } from '../output-folder.ts';
import { prepareRunFolder } from '../run-folder.ts';
import { fileChecksums, makeRunRecord, saveRunRecord } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

interface KktOptions extends BackendOptions {
  readonly model: string;
  readonly candidates: string;
  readonly objective?: ObjectiveKind;
  readonly alpha?: number;
  readonly derivative?: 'hard' | 'surrogate';
  readonly lambdaMin: number;
  readonly scale: 'mean' | 'sum';
  readonly box?: { low: number; high: number };
  readonly form: 'direct' | 'gram';
  readonly gradients?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `noprior kkt`: L_KKT of given candidates on a given model, part by part. */
export function kktCommand(terminal: Terminal): Command {
  const command = new Command('kkt')
    .description('evaluate the KKT loss of candidates on a trained network')
    .requiredOption('--model <file>', 'weights, .safetensors or .npz')
    .requiredOption('--candidates <file>', '.npz with x [n, d], lambda [n], y [n]')
    .addOption(
      new Option(
        '--objective <o>',
        'what explains the network (default: binary for one output, per-class for several)',
      ).choices(objectiveChoices),
    )
    .addOption(new Option('--alpha <a>', 'sharpness of the surrogate derivative').argParser(toPositive))
    .addOption(
      new Option('--derivative <kind>', 'hard: 1 where z > 0, the default without --alpha').choices([
        'hard',
        'surrogate',
      ]),
    )
    .addOption(new Option('--lambda-min <l>', 'multiplier floor').argParser(toNumber).default(0))
    .addOption(
      new Option('--scale <s>', 'factor before the sum over candidates').choices(['mean', 'sum']).default('mean'),
    )
    .addOption(new Option('--box <lo,hi>', 'bounds of the points; no prior without it').argParser(toInterval))
    .addOption(new Option('--form <f>', 'which program computes it').choices(['direct', 'gram']).default('direct'))
    .addOption(
      new Option('--gradients <file>', 'write gradX and gradLambda of the total to this .npz').argParser(toNpzPath),
    )
    .option('--out <dir>', 'folder for a run.json with the results')
    .option('--json', 'print one JSON object');
  return addBackendOptions(command, 'float64').action((options: KktOptions) => kkt(options, terminal));
}

async function kkt(options: KktOptions, terminal: Terminal): Promise<void> {
  if (options.derivative === 'hard' && options.alpha !== undefined) {
    throw new UsageError('--alpha belongs to the surrogate derivative; leave it out with --derivative hard');
  }
  if (options.derivative === 'surrogate' && options.alpha === undefined) {
    throw new UsageError('--derivative surrogate needs its sharpness, --alpha A');
  }
  const began = performance.now();
  const network = await loadNetwork(options.model);
  const candidates = await loadCandidates(options.candidates);
  const setting = objectiveSetting(network, options.objective);
  checkCandidates(network, candidates, setting.objective);
  if (options.gradients !== undefined)
    await prepareOutputFile(options.gradients, '--gradients', [options.model, options.candidates]);
  if (options.out !== undefined) await prepareRunFolder(options.out, 'kkt');
  const backend = await openBackend(options.backend, options.dtype, terminal);
  try {
    const config = {
      ...setting,
      ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
      ...(options.box === undefined ? {} : { box: options.box }),
      lambdaMin: options.lambdaMin,
      scale: options.scale,
      form: options.form,
      dtype: options.dtype,
    };
    const evaluation = await evaluateKkt(backend, network, candidates, {
      ...config,
      gradients: options.gradients !== undefined,
    });
    const { gradX, gradLambda, ...numbers } = evaluation;
    if (options.gradients !== undefined) {
      await saveNpz(options.gradients, { gradX: gradX!, gradLambda: gradLambda! });
    }
    if (options.out !== undefined) {
      const { json: _, ...kept } = options;
      const record = await makeRunRecord({
        command: 'kkt',
        arguments: { ...kept },
        config,
        seed: null,
        checksums: await fileChecksums([options.model, options.candidates]),
        seconds: (performance.now() - began) / 1000,
        results: numbers,
        device: { backend, dtype: options.dtype },
      });
      await saveRunRecord(join(options.out, 'run.json'), record);
    }
    terminal.out(options.json ? `${JSON.stringify({ ...numbers, backend: backend.name })}\n` : describe(numbers));
  } finally {
    await backend.dispose();
  }
}

function describe(evaluation: Omit<KktEvaluation, 'gradX' | 'gradLambda'>): string {
  const { stationarity, dualFeasibility, prior, total, byTensor, margins, slackness, parameterNormSquared } =
    evaluation;
  const rows: [string, number][] = [
    ['stationarity', stationarity],
    ...Object.entries(byTensor).map(([name, part]): [string, number] => [`  ${name}`, part]),
    ['dual feasibility (x 5)', dualFeasibility],
    ['prior', prior],
    ['total', total],
    ['squared norm of theta', parameterNormSquared],
    ['smallest margin', margins.min],
    ['median margin', margins.median],
    ['largest margin', margins.max],
    ['largest slackness', slackness],
  ];
  return rows.map(([name, value]) => `${name.padEnd(26)} ${value.toPrecision(8)}\n`).join('');
}
