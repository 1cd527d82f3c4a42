import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { numberAt, runForJson, runNoprior, startNoprior, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);

/** The first checkpoint comes long before the end. */
const often = ['--checkpoint-every', '0.02'];

/** Start a command, send it a signal once its first checkpoint is there, and wait for its end. */
async function interrupt(args: readonly string[], checkpoint: string, signal: NodeJS.Signals = 'SIGINT') {
  const { process: child, finished } = startNoprior(args, { cwd });
  let ended = false;
  const end = finished.finally(() => {
    ended = true;
  });
  while (!ended && !existsSync(at(checkpoint))) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  // A closing terminal and its shell send one each.
  if (signal === 'SIGHUP') setTimeout(() => child.kill(signal), 2);
  return end;
}

beforeAll(async () => {
  const train = 'train --dataset sphere --dimension 20 --per-class 5 --hidden 30 --max-iterations 50 --out m.npz';
  await runForJson(train.split(' '), { cwd });
});

describe('an attack that was interrupted goes on to the numbers of one that was not', () => {
  test.each([
    ['onnx:cpu', 2000],
    ['reference', 700],
  ])('%s', async (backend, iterations) => {
    const name = backend.replace(':', '-');
    const line = (out: string): string[] =>
      `attack --model m.npz --backend ${backend} --candidates-per-class 6 --max-iterations ${iterations} --evaluate-every 20 --out ${out}`.split(
        ' ',
      );
    const whole = await runForJson(line(`${name}-whole`), { cwd });
    const broken = `${name}-broken`;
    const first = await interrupt([...line(broken), '--json', ...often], join(broken, 'checkpoint.safetensors'));
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 1, stdout: '' });
    expect(first.stderr).toMatch(/interrupted at iteration \d+; .*--resume .*\n$/);
    expect(readdirSync(at(broken))).toEqual([
      expect.stringMatching(/^checkpoint\.records-[0-9a-f]{8}\.jsonl$/),
      'checkpoint.safetensors',
    ]);

    const resumed = await runForJson([...line(broken), '--resume'], { cwd });
    const candidates = (folder: string) => readFileSync(at(folder, 'candidates.npz'));
    expect(candidates(broken).equals(candidates(`${name}-whole`))).toBe(true);
    const { seconds: _resumedSeconds, out: _resumedOut, ...numbers } = resumed;
    const { seconds: _wholeSeconds, out: _wholeOut, ...expected } = whole;
    expect(numbers).toEqual(expected);

    // Record and course cover the whole run, not its second part.
    expect(readdirSync(at(broken))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
    const losses = (folder: string) =>
      readFileSync(at(folder, 'progress.csv'), 'utf8')
        .split('\n')
        .map((row) => row.split(',').toSpliced(1, 1));
    expect(losses(broken)).toEqual(losses(`${name}-whole`));
    const record = toRecord(JSON.parse(readFileSync(at(broken, 'run.json'), 'utf8')));
    expect(numberAt(record, 'results', 'iterations')).toBe(iterations);
    expect(record.arguments).toMatchObject({ resume: true });
  });
});

describe('a training that was interrupted goes on to the weights of one that was not', () => {
  test.each([
    ['onnx:cpu', 'SIGINT', 2000],
    ['reference', 'SIGTERM', 800],
    ['reference', 'SIGHUP', 900],
  ] as const)('%s, %s', async (backend, signal, iterations) => {
    const name = `${backend.replace(':', '-')}-${signal}`;
    const line = (out: string): string[] =>
      `train --dataset sphere --dimension 20 --per-class 10 --hidden 40 --backend ${backend} --schedule constant --max-iterations ${iterations} --out ${out}.safetensors`.split(
        ' ',
      );
    await runForJson(line(`${name}-straight`), { cwd });
    const first = await interrupt(
      [...line(`${name}-cut`), '--json', ...often],
      `${name}-cut.checkpoint.safetensors`,
      signal,
    );
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 1, stdout: '' });
    expect(first.stderr).toMatch(/interrupted at iteration \d+; .*--resume .*\n$/);
    expect(readdirSync(cwd).filter((file) => file.includes(`${name}-cut`))).toEqual([
      `${name}-cut.checkpoint.safetensors`,
    ]);

    const resumed = await runForJson([...line(`${name}-cut`), '--resume'], { cwd });
    expect(resumed.iterations).toBe(iterations);
    const weights = (part: string) => readFileSync(at(`${name}-${part}.safetensors`));
    expect(weights('cut').equals(weights('straight'))).toBe(true);
    const record = JSON.parse(readFileSync(at(`${name}-cut.run.json`), 'utf8'));
    expect(numberAt(record, 'results', 'resumedFrom')).toBeGreaterThan(0);
    expect(readdirSync(cwd).filter((file) => file.includes(`${name}-cut`))).toEqual([
      `${name}-cut.run.json`,
      `${name}-cut.safetensors`,
    ]);
  });
});

test('--resume without a checkpoint starts at the beginning and says so', async () => {
  const line = 'attack --model m.npz --max-iterations 2 --out fresh --resume';
  const { code, stderr } = await runNoprior(line.split(' '), { cwd });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^note: .*no fresh[/\\]checkpoint\.safetensors .*beginning\n/);
});
