import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { attackPowerCases } from '../../src/attack-power/attack-power-cases.ts';
import { attackPowerName } from '../../src/attack-power/attack-power-name.ts';
import { jobsOfKind } from '../../src/attack-power/attack-power-result.ts';
import { measureAttackPowerJob, progressLines } from '../../src/attack-power/measure-attack-power-job.ts';

const networks = mkdtempSync(join(tmpdir(), 'noprior-attack-power-networks-'));
afterAll(() => rmSync(networks, { recursive: true, force: true }));

/** The first small job whose name begins so, or contains it. */
async function measure(part: string, maxSeconds?: number) {
  const index = attackPowerCases.smoke.findIndex((one) => attackPowerName(one).includes(part));
  const { entry, pictures } = await measureAttackPowerJob('smoke', index, {
    networks,
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
  });
  expect(entry.job).toBe(attackPowerName(attackPowerCases.smoke[index]!));
  return { entry: { ...entry, pictures: [] }, pictures };
}

test('an attack, with pictures; its network is kept for the next job, which finds the same', async () => {
  const first = await measure('attack:');
  expect(first.pictures.map(({ name }) => name)).toEqual([expect.stringMatching(/^glyphs-6-images-.*-kkt-all\.png$/)]);
  expect(readdirSync(networks)).toHaveLength(1);
  const again = await measure('attack:');
  const [a, b] = [first, again].map(({ entry }) => jobsOfKind([entry], 'attack')[0]!.figures);
  expect({ ...b!, seconds: 0 }).toEqual({ ...a!, seconds: 0 });
  expect([a!.images, a!.candidates, a!.iterations, a!.ended]).toEqual([6, 6, 30, 'maxIterations']);
});

test('a regression, whose candidates have multipliers of either sign, is scored as any other', async () => {
  const { entry } = await measure('regression');
  const { evidence, candidates, iterations } = jobsOfKind([entry], 'attack')[0]!.figures;
  expect([candidates, iterations, Number.isFinite(evidence)]).toEqual([6, 30, true]);
});

test('a curve ends with what the run returned', async () => {
  const { entry } = await measure('curve:');
  const { points, iterations } = jobsOfKind([entry], 'curve')[0]!.figures;
  expect(points.length).toBeGreaterThan(1);
  expect(points.at(-1)!.iteration).toBe(iterations);
  expect(points.map(({ seconds }) => seconds)).toEqual(points.map(({ seconds }) => seconds).toSorted((a, b) => a - b));
});

test('exposure: two attacks, and both from the truth', async () => {
  const { entry } = await measure('exposure:');
  const { training, kktTruth, kkt, evidence } = jobsOfKind([entry], 'exposure')[0]!.figures;
  expect(training.loss).toBeLessThanOrEqual(1e-2);
  // 30 iterations from the truth stay near it; from chance they do not arrive.
  expect(kktTruth.medianCosine).toBeGreaterThan(kkt.medianCosine);
  expect(evidence.candidates).toBe(6);
});

test('choice: shares of one ranking', async () => {
  const { entry } = await measure('choice:');
  const { shares, precision, recall } = jobsOfKind([entry], 'choice')[0]!.figures;
  expect([shares.length, precision.length, recall.length]).toEqual([5, 5, 5]);
  expect(shares.at(-1)).toBe(1);
});

test('a cap on the seconds is kept in the entry of a job that it cut', async () => {
  const { entry } = await measure('ablation:', 1e-3);
  expect(entry.cutAt).toBe(1e-3);
  expect(jobsOfKind([entry], 'ablation')[0]!.figures.ended).toBe('maxSeconds');
});

test.each(['corners', 'strong-cpu'])('%s of a network that gives the span of its images away', async (attack) => {
  const { entry } = await measure(`${attack}, seed`);
  const { accepted, candidates, ended } = jobsOfKind([entry], 'attack')[0]!.figures;
  expect(candidates).toBeGreaterThan(accepted!);
  expect(ended).toBe('maxIterations');
});

test('a cap on the seconds ends the strong attack, which has nothing then before its first corner', async () => {
  await expect(measure('strong-cpu', 1e-3)).rejects.toThrow(/aborted before a corner was found/);
});

test('an ablation with a start of its own and candidateUpdates counts what was there at the end', async () => {
  const { entry } = await measure('candidateUpdates and a start');
  const { candidates, iterations, seconds } = jobsOfKind([entry], 'ablation')[0]!.figures;
  expect([candidates, iterations]).toEqual([6, 30]);
  expect(seconds).toBeGreaterThan(0);
});

test('a line every half a minute of an attack, with what is left of the shorter of iterations and time', () => {
  const lines: string[] = [];
  const tell = progressLines(100, (line) => lines.push(line));
  for (const seconds of [0, 29, 31, 45, 62, 5, 36])
    tell({ iteration: seconds, maxIterations: 500, seconds, secondsLeft: 40 });
  expect(lines).toEqual([
    '  iteration 31 of 500, 31 s, about 40 s left',
    '  iteration 62 of 500, 62 s, about 38 s left',
    '  iteration 36 of 500, 36 s, about 40 s left',
  ]);
});
