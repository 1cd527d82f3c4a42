import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { Argument, Command, Option } from 'commander';
import type { CaseResult } from './suites/case.ts';
import { measureReconstruct, reconstructCases } from './suites/reconstruct.ts';
import { measureStep, stepCases } from './suites/step.ts';
import { measureTrain, trainCases } from './suites/train.ts';

const suites = { step: stepCases, train: trainCases, reconstruct: reconstructCases } as const;
type SuiteName = keyof typeof suites;

interface BenchOptions {
  readonly backend: 'onnx:cpu' | 'reference';
  readonly repetitions: number;
  readonly filter: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly out?: string;
  /** Internal: measure this case in this process. */
  readonly case?: number;
}

/** Every case runs in a process of its own, so that its peak memory is its own. */
async function measureCase(suite: SuiteName, index: number, options: BenchOptions): Promise<CaseResult> {
  const backend = options.backend === 'reference' ? openReference() : await openOnnxCpu();
  switch (suite) {
    case 'step':
      return measureStep(backend, stepCases[index]!, options.repetitions);
    case 'train':
      return measureTrain(backend, trainCases[index]!);
    case 'reconstruct':
      return measureReconstruct(backend, reconstructCases[index]!, options.dataDir);
  }
}

async function runSuite(suite: SuiteName, options: BenchOptions): Promise<CaseResult[]> {
  const rows: CaseResult[] = [];
  for (const [index, described] of suites[suite].map((suiteCase) => JSON.stringify(suiteCase)).entries()) {
    if (!described.includes(options.filter)) continue;
    process.stderr.write(`${suite} ${index + 1}/${suites[suite].length}: ${described}\n`);
    const child = [
      fileURLToPath(import.meta.url),
      suite,
      '--backend',
      options.backend,
      '--repetitions',
      String(options.repetitions),
      '--case',
      String(index),
      ...(options.dataDir === undefined ? [] : ['--data-dir', options.dataDir]),
    ];
    const { stdout } = await promisify(execFile)(process.execPath, child);
    rows.push(JSON.parse(stdout));
  }
  return rows;
}

function toTable(rows: readonly CaseResult[]): string {
  const number = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));
  const lines = rows.map((row) =>
    [
      row.case.padEnd(62),
      number(row.medianMs, 2).padStart(10),
      number(row.p10, 2).padStart(10),
      number(row.p90, 2).padStart(10),
      number(row.gflops, 0).padStart(8),
      number(row.matmulGflops, 0).padStart(8),
      number(row.shareOfMatmul, 2).padStart(7),
      number(row.peakRssMb, 0).padStart(8),
      `  ${row.note}`,
    ].join(''),
  );
  const head = `${'case'.padEnd(62)} median ms       p10       p90  GFLOPS  matmul  share  RSS MB`;
  return `${[head, ...lines].join('\n')}\n`;
}

const program = new Command('bench')
  .description('timings of attack steps and trainings, each with the machine’s own matmul rate beside it')
  .addArgument(new Argument('<suite>', 'what to measure').choices(Object.keys(suites)))
  .addOption(new Option('--backend <name>').choices(['onnx:cpu', 'reference']).default('onnx:cpu'))
  .addOption(new Option('--repetitions <n>').argParser(Number).default(25))
  .addOption(new Option('--filter <text>', 'only cases whose JSON contains this text').default(''))
  .option('--data-dir <dir>', 'folder with the MNIST files, for `reconstruct`')
  .option('--json', 'print JSON')
  .option('--out <file>', 'write the JSON to a file, too')
  .addOption(new Option('--case <n>').argParser(Number).hideHelp())
  .action(async (suite: SuiteName, options: BenchOptions) => {
    if (options.case !== undefined) {
      process.stdout.write(JSON.stringify(await measureCase(suite, options.case, options)));
      return;
    }
    const rows = await runSuite(suite, options);
    const processors = cpus();
    const result = {
      suite,
      date: new Date().toISOString(),
      machine: { processor: processors[0]?.model ?? 'unknown', cores: processors.length, node: process.version },
      rows,
    };
    if (options.out !== undefined) {
      await mkdir(dirname(options.out), { recursive: true });
      await writeFile(options.out, `${JSON.stringify(result, null, 2)}\n`);
    }
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : toTable(rows));
  });

await program.parseAsync();
