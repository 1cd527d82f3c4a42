import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { cosineSimilarities } from '@noprior/metrics';
import { loadNetwork, makeNetwork, outputs, saveNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { plantedSamples, plantNetwork } from './plant-network.ts';
import { runInProcess } from './run-in-process.ts';
import { runInterrupted } from './run-interrupted.ts';
import { numberAt, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const samples = plantedSamples();
const strong = ['attack', '--preset', 'strong-cpu', '--model', at('m.safetensors'), '--box', '0,1', '--seed', '2'];

beforeAll(async () => {
  await plantNetwork(at('m.safetensors'), samples, 1);
  await plantNetwork(at('classes.safetensors'), samples, 3);
});

test('points of the corner attack first, the accepted ones before the others, then candidates, with labels and multipliers for all of them', async () => {
  const replaced = ['attack', ...strong.slice(3), '--max-iterations', '2', '--candidates-per-class', '3'];
  expect((await runInProcess(...replaced, '--out', at('a'))).code).toBe(0);
  expect(existsSync(at('a/progress.csv'))).toBe(true);
  const { code, out } = await runInProcess(...strong, '--samples', '24', '--json', '--out', at('a'), '--overwrite');
  expect(code).toBe(0);
  // What belongs to the candidates that were replaced is gone with them.
  expect(readdirSync(at('a'))).toEqual(['candidates.npz', 'run.json']);
  const printed = toRecord(JSON.parse(out));
  expect(printed).toMatchObject({
    ended: 'finished',
    span: { rank: 20 },
  });
  const accepted = numberAt(printed, 'corners', 'accepted');
  expect(accepted).toBeGreaterThanOrEqual(18);
  const corners = numberAt(printed, 'corners', 'points');
  const points = corners + 24 + 48;
  expect(corners).toBeGreaterThan(24);
  expect(printed).toMatchObject({ accepted, points });
  const searches = (printed.searches as unknown[])
    .map(toRecord)
    .sort((a, b) => numberAt(a, 'iterations') - numberAt(b, 'iterations'));
  expect(searches).toMatchObject([
    { from: 'corners', candidates: 24, iterations: 500, ended: 'maxIterations' },
    { from: 'draws', candidates: 48, iterations: 1500, ended: 'maxIterations' },
  ]);
  const { x, y, lambda } = (await loadArrays(at('a/candidates.npz'))).arrays;
  expect([x!.shape, y!.shape, lambda!.shape]).toEqual([[points, 100], [points], [points]]);
  const cosines = cosineSimilarities(x!, fromNested(samples.map((row) => [...row])));
  for (let i = 0; i < accepted; i++) {
    expect(Math.max(...cosines.data.subarray(i * 20, (i + 1) * 20))).toBeGreaterThan(0.99);
  }
  const logits = await outputs(openReference(), await loadNetwork(at('m.safetensors')), x!);
  expect([...y!.data]).toEqual(Array.from(logits.data, (value) => (value < 0 ? -1 : 1)));
  expect(Math.min(...lambda!.data)).toBeGreaterThanOrEqual(0);

  const run = toRecord(JSON.parse(readFileSync(at('a/run.json'), 'utf8')));
  expect(run).toMatchObject({ command: 'attack', seed: 2, arguments: { preset: 'strong-cpu', samples: 24 } });
  expect(run.arguments).not.toHaveProperty('evaluateEvery');
  expect(run.config).toMatchObject({ box: { low: 0, high: 1 }, samples: 24, scale: 'sum', alpha: 100 });
  const knows = toRecord(run.config).attackerKnows;
  expect(knows).toHaveLength(7);
  expect(JSON.stringify(knows)).toMatch(/at most 24 candidates/);
  expect(JSON.stringify(knows)).not.toMatch(/penalty, as|penalty: the attacker knows|how pixels spread/);
});

test('options of the other presets are refused with it, and its own without it', async () => {
  const wrong = await runInProcess(
    ...strong,
    ...'--optimizer sgd --step-size 0.1 --start rows --resume'.split(' '),
    ...['--out', at('no')],
  );
  expect({ code: wrong.code, out: wrong.out }).toEqual({ code: 2, out: '' });
  expect(wrong.err).toBe(
    'error: --optimizer, --step-size, --resume, --start: not with --preset strong-cpu, which takes --model, --preset, --box, --seed, --samples, --max-seconds, --out, --json, --overwrite, --backend, --dtype\n',
  );
  const boxes: [string, RegExp][] = [
    ['none', /--box none: a strong preset seeks samples at the ends of their range/],
    ['mean', /--box mean: the model stores no mean/],
  ];
  for (const [box, message] of boxes) {
    const refused = await runInProcess(...strong, '--box', box, '--out', at('no'));
    expect({ box, code: refused.code }).toEqual({ box, code: 2 });
    expect(refused.err).toMatch(message);
  }
  const alone = await runInProcess('attack', '--model', at('m.safetensors'), '--samples', '3', '--out', at('no'));
  expect(alone.code).toBe(2);
  expect(alone.err).toMatch(
    /--samples belongs to --preset strong-cpu or strong-gpu; adam-box has --candidates-per-class/,
  );
  const classes = await runInProcess(...strong, '--model', at('classes.safetensors'), '--out', at('no'));
  expect(classes.code).toBe(1);
  await saveNetwork(
    at('untrained.safetensors'),
    makeNetwork({ inputSize: 20, hiddenSizes: [30], initialisation: 'pytorch', seed: 1 }),
  );
  const untrained = await runInProcess(...strong, '--model', at('untrained.safetensors'), '--out', at('left'));
  expectOneLine(untrained, /span of the samples \(.*\); the attack kkt .*\[DOMAIN\]$/);
  expectOneLine(classes, /strong-cpu is for networks with one output, this one has 3; noprior corners.*takes any/);
  expect(existsSync(at('no'))).toBe(false);
});

test('an interrupt or a limit of time keeps what was found, or says that nothing was written', async () => {
  const kept = await runInterrupted([...strong, '--out', at('kept')], /attack: (corners|evidence from corners), stage/);
  expect({ code: kept.code, out: kept.out }).toEqual({ code: 1, out: '' });
  expect(kept.err).toMatch(
    /interrupted after \d+ rounds and \d+ iterations; \S+kept has what was found: \d+ points, \d+ of them taken for samples and written first\n$/,
  );
  const { results } = toRecord(JSON.parse(readFileSync(at('kept/run.json'), 'utf8')));
  expect(results).toMatchObject({ ended: 'aborted' });
  const nothing = await runInterrupted([...strong, '--out', at('nothing')]);
  expect({ code: nothing.code, out: nothing.out }).toEqual({ code: 1, out: '' });
  expect(nothing.err).toMatch(/interrupted before a corner was found; nothing was written\n$/);
  const hurried = await runInProcess(...strong, '--max-seconds', '0.0005', '--out', at('nothing'));
  expect(hurried.code).toBe(1);
  expect(hurried.err).toMatch(/the time was spent before a corner was found; give it more --max-seconds \[DOMAIN\]\n$/);
  expect(existsSync(at('nothing'))).toBe(false);
});

test('a score tells why there is no start from the truth', async () => {
  const data = ['--dataset', 'sphere', '--dimension', '100', '--per-class', '2'];
  const { arrays } = await loadArrays(at('a/candidates.npz'));
  expect(arrays.x!.shape[1]).toBe(100);
  const args = ['score', '--model', at('m.safetensors'), '--candidates', at('a/candidates.npz'), ...data];
  expect((await runInProcess(...args)).code).toBe(0);
  const refused = await runInProcess(...args, '--truth-start');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(
    /--truth-start has no start to replace in the preset strong-cpu.*noprior evidence.*\[DOMAIN\]\n$/,
  );
});
