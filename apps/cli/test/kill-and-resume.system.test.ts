import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRandom } from '@noprior/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { type KilledRun, runKilledAt } from './kill-at-file-call.ts';
import { runNoprior, startNoprior, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);

/** A command that leaves checkpoints at every look. */
interface Run {
  readonly name: string;
  /** Its arguments but `--resume`, for a place of this name. */
  readonly line: (place: string) => string;
  /** What must be the same afterwards, whatever happened before. */
  readonly results: (place: string) => unknown;
  /** Of how many changes one is tried in a chain. */
  readonly step: number;
}

/** Every file of a run folder by its name, without times. */
function folderResults(place: string): unknown {
  const { results, seed, config } = toRecord(JSON.parse(readFileSync(at(place, 'run.json'), 'utf8')));
  const { seconds: _, ...numbers } = toRecord(results);
  const course = readdirSync(at(place)).filter((name) => name.endsWith('.csv'));
  const rows = course.map((name) => readFileSync(at(place, name), 'utf8').split('\n'));
  return {
    files: readdirSync(at(place)).sort(),
    candidates: readFileSync(at(place, 'candidates.npz')).toString('hex'),
    rows: rows.map((lines) => lines.map((line) => line.split(',').toSpliced(1, 1).join())),
    record: { results: numbers, seed, config },
  };
}

function modelResults(place: string): unknown {
  const { results } = toRecord(JSON.parse(readFileSync(at(`${place}.run.json`), 'utf8')));
  const { seconds: _, resumedFrom: _from, ...numbers } = toRecord(results);
  const files = readdirSync(cwd).filter((name) => name.replace(/^\./, '').startsWith(`${place}.`));
  return {
    files: files.map((name) => name.replace(place, 'm')).sort(),
    weights: readFileSync(at(`${place}.safetensors`)).toString('hex'),
    results: numbers,
  };
}

const small = '--backend reference --checkpoint-every 1e-9';
const runs: readonly Run[] = [
  {
    name: 'attack',
    line: (place) =>
      `attack --model m.safetensors --candidates-per-class 2 --max-iterations 31 --evaluate-every 15 ${small} --out ${place}`,
    results: folderResults,
    step: 1,
  },
  {
    name: 'evidence',
    line: (place) =>
      `attack --method evidence --model m.safetensors --candidates-per-class 2 --noise 0.1 --max-iterations 30 ${small} --out ${place}`,
    results: folderResults,
    step: 3,
  },
  {
    name: 'train',
    line: (place) => `train --dataset toy2d --hidden 4 --max-iterations 25 ${small} --out ${place}.safetensors`,
    results: modelResults,
    step: 2,
  },
];

beforeAll(async () => {
  const train = 'train --dataset toy2d --hidden 4 --max-iterations 20 --backend reference --out m.safetensors';
  expect((await runNoprior(train.split(' '), { cwd })).code).toBe(0);
});

/** Run a command to its end, and give it up where it fails. */
async function finish(line: string): Promise<KilledRun> {
  const ended = await runKilledAt(line.split(' '), {}, { cwd });
  expect({ code: ended.code, stderr: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, stderr: '' });
  return ended;
}

describe.each(runs)(
  '$name, killed and resumed, ends with the bits of a run that was not',
  ({ name, line, results, step }) => {
    const whole = `${name}-whole`;
    let calls = 0;
    let expected: unknown;
    beforeAll(async () => {
      calls = (await finish(line(whole))).calls.length;
      expected = results(whole);
      expect(calls).toBeGreaterThan(5);
    });

    test('killed at its changes to the folder in turn, every time after resuming what the kill before left', async () => {
      const place = `${name}-chain`;
      let kills = 0;
      for (let call = 1; call <= 2 * calls; call += step) {
        const { killed, code, stderr } = await runKilledAt([...line(place).split(' '), '--resume'], { call }, { cwd });
        if (killed) kills++;
        else {
          expect({ code, stderr }).toMatchObject({ code: 0 });
          break;
        }
      }
      expect(kills).toBeGreaterThan(3);
      expect(results(place)).toEqual(expected);
    });

    test('killed once at a change to the folder, from the start', async () => {
      // Two of them, others in each command; the chain above has all.
      for (const call of [Math.ceil(calls / 2), calls - 1]) {
        const place = `${name}-once-${call}`;
        expect((await runKilledAt(line(place).split(' '), { call }, { cwd })).killed).toBe(true);
        await finish(`${line(place)} --resume`);
        expect(results(place)).toEqual(expected);
      }
    });
  },
);

test('killed while it replaces a finished run, it leaves the old results or the new ones', async () => {
  const line = (seed: number, place: string): string => `${runs[0]!.line(place)} --seed ${seed}`;
  const wholes = new Map<unknown, Buffer>();
  for (const seed of [1, 2]) {
    await finish(line(seed, `seed-${seed}`));
    wholes.set(seed, readFileSync(at(`seed-${seed}`, 'candidates.npz')));
  }
  expect(wholes.get(1)).not.toEqual(wholes.get(2));
  const place = 'seed-1';
  const seen = new Set<unknown>();
  for (let call = 1, killed = true; killed; call += 4) {
    // Taken up again where it was decided already that the new results come.
    ({ killed } = await runKilledAt([...line(2, place).split(' '), '--overwrite'], { call }, { cwd }));
    if (!readdirSync(at(place)).includes('run.json')) continue;
    const { seed, files } = toRecord(JSON.parse(readFileSync(at(place, 'run.json'), 'utf8')));
    const candidates = readFileSync(at(place, 'candidates.npz'));
    expect(candidates.equals(wholes.get(seed)!)).toBe(true);
    expect(toRecord(files)['candidates.npz']).toBe(createHash('sha256').update(candidates).digest('hex'));
    seen.add(seed);
  }
  expect([...seen]).toEqual([1, 2]);
});

describe('killed at random moments', () => {
  test.each([
    ['attack', 'attack --model m.safetensors --max-iterations 900 --evaluate-every 9', folderResults],
    ['evidence', 'attack --method evidence --model m.safetensors --noise 0.1 --max-iterations 900', folderResults],
    ['train', 'train --dataset toy2d --hidden 4 --max-iterations 3000', modelResults],
  ] as const)('%s', async (name, command, results) => {
    const random = makeRandom(11).fork(name);
    const line = (place: string): string => {
      const more = name === 'train' ? '.safetensors' : ' --candidates-per-class 2';
      return `${command} ${small} --out ${place}${more}`;
    };
    const began = performance.now();
    await finish(line(`${name}-long`));
    const milliseconds = performance.now() - began;
    const place = `${name}-random`;
    for (let kill = 0; kill < 2; kill++) {
      const { process: child, finished } = startNoprior([...line(place).split(' '), '--resume'], { cwd });
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds * (0.3 + 0.6 * random.uniform()));
      await finished;
      clearTimeout(timer);
    }
    await finish(`${line(place)} --resume`);
    expect(results(place)).toEqual(results(`${name}-long`));
  });
});

/** What two runs of the same steps differ in. */
const volatile = new Set(['seconds', 'ran']);

/** Results of an experiment by their names and numbers, without times, and what is left in its folders. */
function experimentResults(place: string): unknown {
  const text = readFileSync(at(place, 'far-sets', 'results.json'), 'utf8');
  const { results, summary } = toRecord(JSON.parse(text, (key, value: unknown) => (volatile.has(key) ? 0 : value)));
  return { results, summary, files: readdirSync(at(place)).sort(), cache: readdirSync(at(place, 'cache')).sort() };
}

describe('an experiment, killed and run again, ends with the results of one that was not', () => {
  const line = (place: string): string[] =>
    `reproduce far-sets --scale smoke --backend reference --out ${place}`.split(' ');
  let expected: unknown;
  beforeAll(async () => {
    await finish(line('experiment').join(' '));
    expected = experimentResults('experiment');
  });

  test.each([
    ['the command', 'noprior', [1, 2, 3, 5, 8, 11, 14]],
    ['a worker', 'worker', [1, 3, 5, 7]],
  ])('%s', async (_, module, calls) => {
    const place = `experiment-${module}`;
    let died = 0;
    for (const call of calls) {
      const { killed, code } = await runKilledAt(line(place), { call, module }, { cwd });
      if (killed || code === 1) died++;
    }
    expect(died).toBeGreaterThan(2);
    await finish(line(place).join(' '));
    expect(experimentResults(place)).toEqual(expected);
  });
});
