import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateKkt, parameterNormSquared } from '@noprior/kkt-loss';
import {
  attackPresets,
  estimateSpan,
  evidenceAttackDefaults,
  evidenceCriterion,
  firstLayerEvidence,
  type PortfolioMember,
  type PortfolioOptions,
  runAttack,
  runEvidenceAttack,
  runPortfolio,
  stationarityCriterion,
} from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, makeHostTensor } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { plantedSpan } from '../span/planted-span.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-portfolio-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const backend = openReference();
const planted = plantedSpan({
  rows: 30,
  dimension: 20,
  samples: 4,
  noise: 1e-3,
  signal: 0.1,
  hasBias: true,
  seed: 1,
}).network;
const { layers } = makeNetwork({ inputSize: 30, hiddenSizes: [6], bias: 'none', seed: 1, dtype: 'float64' });
const network: ReluNetwork = { layers: [planted.layers[0]!, ...layers] };
const span = estimateSpan(network);

const prior = {
  initialisation: { kind: 'gaussian', scale: 0.1 },
  box: { low: -3, high: 3 },
  candidatesPerClass: 2,
} as const;
const kkt = {
  ...attackPresets['adam-box'],
  prior: { ...prior, lambdaMin: 0.1 },
  maxIterations: 60,
  dtype: 'float64',
} as const;
const evidence = {
  ...evidenceAttackDefaults,
  prior,
  noise: { from: 0.1, to: 0.01 },
  maxIterations: 60,
  dtype: 'float64',
} as const;
const members: readonly PortfolioMember[] = [
  { name: 'kkt-1', attack: 'kkt', config: { ...kkt, seed: 1 } },
  { name: 'kkt-span', attack: 'kkt', config: { ...kkt, seed: 1 }, start: { kind: 'row-space', radius: 1 } },
  { name: 'evidence-1', attack: 'evidence', config: { ...evidence, seed: 1 } },
  {
    name: 'evidence-sphere',
    attack: 'evidence',
    config: { ...evidence, seed: 1 },
    start: { kind: 'sphere', radius: 1 },
  },
  { name: 'evidence-2', attack: 'evidence', config: { ...evidence, seed: 2 } },
];
const criterion = evidenceCriterion(backend, network, { noise: 0.01, alpha: 100 });
const run = (chosen: readonly PortfolioMember[], options: Partial<PortfolioOptions> = {}) =>
  runPortfolio(network, chosen, { backend, budget: { iterations: 100 }, criterion, folder, span, ...options });
const withoutSeconds = (accounts: Awaited<ReturnType<typeof run>>['members']) =>
  accounts.map((account) => ({ ...account, seconds: 0 }));

it('halves the members by the criterion, stays within the budget, and returns the best of the last stage', async () => {
  const counting = countingBackend(openReference());
  const seen: number[] = [];
  const result = await run(members, { backend: counting, onProgress: ({ stage }) => seen.push(stage) });
  expect(result.stages).toBe(4);
  // 5, 3, 2 and 1 members take part.
  expect(result.members.map(({ scores }) => scores.length).sort()).toEqual([1, 1, 2, 3, 4]);
  const total = result.members.reduce((sum, { iterations }) => sum + iterations, 0);
  expect(total).toBeGreaterThan(90);
  expect(total).toBeLessThanOrEqual(100);
  expect([...seen].sort()).toEqual(seen);
  for (let stage = 0; stage < 3; stage++) {
    const there = result.members.filter(({ scores }) => scores.length > stage);
    const stayed = there.filter(({ scores }) => scores.length > stage + 1).map(({ scores }) => scores[stage]!);
    const left = there.filter(({ scores }) => scores.length === stage + 1).map(({ scores }) => scores[stage]!);
    expect(Math.max(...stayed)).toBeLessThanOrEqual(Math.min(...left));
  }
  const best = result.members.find(({ name }) => name === result.best)!;
  expect(best.scores).toHaveLength(4);
  expect(best.scores.at(-1)).toBe(result.score);
  expect(await criterion(result.candidates)).toBeCloseTo(result.score, 6);
  expect(counting.alive.size).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

it('gives the same again on a budget of iterations', async () => {
  const [one, two] = [await run(members), await run(members)];
  expect(withoutSeconds(one.members)).toEqual(withoutSeconds(two.members));
  expect([one.best, one.candidates]).toEqual([two.best, two.candidates]);
});

it('a member that was interrupted by others is the attack without interruption', async () => {
  const [one, , other] = members;
  const { members: accounts, ended, candidates, best } = await run([one!, other!], { budget: { iterations: 400 } });
  expect(ended).toBe('finished');
  expect(accounts.map(({ iterations, finished }) => [iterations, finished])).toEqual([
    [60, true],
    [60, true],
  ]);
  const alone = {
    'kkt-1': (await runAttack(network, one!.config as typeof kkt, { backend })).candidates,
    'evidence-1': (await runEvidenceAttack(network, other!.config as typeof evidence, { backend })).candidates,
  }[best]!;
  expect(candidates.x).toEqual(alone.x);

  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 50 }), fc.constantFrom(0, 2), async (iterations, which) => {
      const member = members[which]!;
      const { members: accounts, candidates: found } = await run([member, { ...member, name: 'again' }], {
        budget: { iterations: 3 * iterations },
      });
      const longest = Math.max(...accounts.map((account) => account.iterations));
      const limit = new AbortController();
      const options = {
        backend,
        signal: limit.signal,
        onProgress: ({ iteration }: { iteration: number }) => {
          if (iteration + 1 >= longest) limit.abort();
        },
      };
      const straight =
        member.attack === 'kkt'
          ? await runAttack(network, member.config, { ...options, evaluateEvery: 1 })
          : await runEvidenceAttack(network, member.config, { ...options, recordEvery: 1 });
      expect(straight.iterations).toBe(longest);
      expect(found.x).toEqual(straight.candidates.x);
    }),
    { seed: 20261125, numRuns: 3 },
  );
});

it('multipliers come out as those of the attack alone', async () => {
  const { candidates, score } = await run([members[0]!], { budget: { iterations: 10 } });
  const limit = new AbortController();
  const straight = await runAttack(network, members[0]!.config as typeof kkt, {
    backend,
    evaluateEvery: 1,
    signal: limit.signal,
    onProgress: ({ iteration }) => {
      if (iteration === 9) limit.abort();
    },
  });
  expect([...candidates.lambda.data]).toEqual([...straight.candidates.lambda.data]);
  const { value } = await firstLayerEvidence(backend, network, candidates, { noise: 0.01, alpha: 100 });
  expect(score).toBe(value);
});

it('stationarity can rank instead: 1 with no signal, less with candidates that explain something', async () => {
  const byShare = stationarityCriterion(backend, network, 100);
  const { candidates } = await run([members[0]!], { budget: { iterations: 60 }, criterion: byShare });
  const nothing = { ...candidates, lambda: makeHostTensor(new Float64Array(4), [4]) };
  expect(await byShare(nothing)).toBeCloseTo(1, 12);
  expect(await byShare(candidates)).toBeLessThan(1);
  const { stationarity } = await evaluateKkt(backend, network, candidates, { alpha: 100, scale: 'sum' });
  expect(await byShare(candidates)).toBeCloseTo(stationarity / parameterNormSquared(network), 10);
});

it('a member that fails takes no further part, and is accounted for', async () => {
  const broken: PortfolioMember = { name: 'broken', attack: 'kkt', config: { ...kkt, stepSize: 1e200 } };
  const result = await run([broken, members[0]!]);
  expect(result.best).toBe('kkt-1');
  const [account] = result.members;
  expect(account).toMatchObject({ name: 'broken', scores: [], finished: false });
  expect(account!.failure).toMatch(/not finite/);
  await expect(run([broken])).rejects.toThrow(/no member came to any result: attack: the loss is not finite/);
});

it('keeps to a budget of seconds, and ends when told to', async () => {
  const long = members.map((member) => ({
    ...member,
    config: { ...member.config, maxIterations: 1_000_000 },
  })) as readonly PortfolioMember[];
  const timed = await run(long, { budget: { seconds: 0.6 } });
  expect(timed.ended).toBe('budget');
  expect(timed.seconds).toBeGreaterThan(0.5);
  expect(timed.members[0]!.iterations).toBeGreaterThan(0);
  const controller = new AbortController();
  const stopped = await run(long, {
    budget: { seconds: 1000 },
    signal: controller.signal,
    onProgress: ({ iteration, secondsLeft }) => {
      expect(secondsLeft).toBeGreaterThan(900);
      if (iteration >= 20) controller.abort();
    },
  });
  // Only the first member had begun.
  expect(stopped).toMatchObject({ ended: 'aborted', best: 'kkt-1' });
  expect(stopped.members.map(({ scores }) => scores.length)).toEqual([1, 0, 0, 0, 0]);
});

it('refuses what it cannot use', async () => {
  const [first] = members;
  for (const [chosen, options, message] of [
    [[], {}, /members must be at least one/],
    [[first!, first!], {}, /different from each other, got kkt-1 twice/],
    [[{ ...first!, name: '../x' }], {}, /a name must be letters/],
    [[first!], { budget: { seconds: 0 } }, /seconds must be a positive number/],
    [[first!], { budget: { iterations: 1.5 } }, /iterations must be a positive integer/],
  ] as const) {
    await expect(run(chosen, options)).rejects.toThrow(DomainError);
    await expect(run(chosen, options)).rejects.toThrow(message);
  }
  const bare = { backend, budget: { iterations: 10 }, criterion, folder };
  await expect(runPortfolio(network, [members[1]!], bare)).rejects.toThrow(
    /span must be given for the start of kkt-span/,
  );
});
