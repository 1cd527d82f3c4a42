import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Attack,
  type AttackConfig,
  type AttackRecord,
  attackOf,
  attacks,
  known,
  loadAttackCheckpoint,
  type RunAttackOptions,
  runAttack,
  truthStart,
} from '@noprior/reconstruction-attack';
import { DomainError, FormatError } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, describe, expect, it } from 'vitest';
import { plantedNetwork } from './planted-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'every-attack-'));
afterAll(() => rmSync(folder, { recursive: true }));
const backend = openReference();
const { network, untrained, data, knowledge } = await plantedNetwork();

/** Values that keep a run short, for the attacks that have such a setting. */
const shortened: Readonly<Record<string, number>> = {
  candidatesPerClass: 3,
  maxIterations: 24,
  directions: 12,
  rounds: 3,
  patience: 3,
  fromVerticesIterations: 24,
  fromDrawsIterations: 24,
};

function shortConfig(attack: Attack): AttackConfig {
  return attack.settings.reduce((config, { name, set }) => {
    const value = shortened[name];
    return value === undefined ? config : set(config, value);
  }, attack.defaults);
}

const withoutSeconds = (records: readonly AttackRecord[]) => records.map(({ seconds: _, ...record }) => record);

describe.each(attacks.map((attack) => [attack.name, attack] as const))('%s', (_, attack) => {
  const config = shortConfig(attack);
  const run = (options: Partial<RunAttackOptions> = {}) =>
    runAttack(attack, network, knowledge, { backend, config, evaluateEvery: 3, ...options });
  /** A run that was aborted after its second record, with a checkpoint. */
  const interrupt = async (name: string) => {
    const path = join(folder, `${attack.name}-${name}.safetensors`);
    const controller = new AbortController();
    let records = 0;
    const partial = await run({
      checkpoint: { path, everySeconds: 1e9 },
      signal: controller.signal,
      onProgress: () => {
        records++;
        if (records === 2) controller.abort();
      },
    });
    expect(partial.ended).toBe('aborted');
    return { path, partial };
  };

  it('is in the registry once, with names that a command line can have', () => {
    expect(attackOf(attack.name)).toBe(attack);
    expect(attacks.filter(({ name }) => name === attack.name)).toHaveLength(1);
    expect(attack.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const names = attack.settings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+([A-Z][a-z]*)*$/);
  });

  it('resolves every preset, and a resolved configuration to itself', () => {
    for (const preset of [attack.defaults, ...Object.values(attack.presets)]) {
      const resolved = attack.resolve(network, knowledge, preset);
      expect(attack.resolve(network, knowledge, resolved)).toEqual(resolved);
      expect(attack.memory(network, resolved)).toBeGreaterThan(0);
      expect(attack.describe(resolved).length).toBeGreaterThan(0);
    }
  });

  it('has settings that come back as they were set', () => {
    const resolved = attack.resolve(network, knowledge, config);
    for (const { name, kind, choices, get, set } of attack.settings) {
      const value = get(resolved);
      if (value !== undefined) {
        expect({ name, config: attack.resolve(network, knowledge, set(resolved, value)) }).toEqual({
          name,
          config: resolved,
        });
      }
      if (kind === 'choice') for (const choice of choices!) expect(get(set(config, choice))).toBe(choice);
      else if (kind === 'flag') expect(get(set(config, true))).toBe(true);
      else if (kind === 'pair' || kind === 'course') expect(get(set(config, [2, 5]))).toEqual([2, 5]);
      else expect({ name, value: get(set(config, 7)) }).toEqual({ name, value: 7 });
    }
  });

  it('refuses settings out of range', () => {
    for (const { name, kind, set } of attack.settings) {
      const wrong = {
        positive: [0, Number.NaN],
        nonnegative: [-1],
        number: [Number.NaN],
        count: [0, 1.5],
        index: [-1, 0.5],
        choice: ['no such choice'],
        flag: [],
        pair: [],
        course: [0],
      }[kind];
      for (const value of wrong) {
        const attempt = () => attack.resolve(network, knowledge, set(config, value));
        expect(attempt, `${name} = ${value}`).toThrow(DomainError);
      }
    }
  });

  it('finds points, and says the same of them as every attack', async () => {
    const counting = countingBackend(backend);
    const result = await run({ backend: counting });
    const { candidates, predicted, memberScore, predictedMembers, records, evaluation } = result;
    const count = candidates.x.shape[0]!;
    expect(count).toBeGreaterThan(0);
    expect([candidates.y.shape, predicted.shape, memberScore.shape]).toEqual([[count], [count], [count]]);
    expect([...memberScore.data].every(Number.isFinite)).toBe(true);
    // Predicted members come first.
    expect([...predicted.data]).toEqual(Array.from({ length: count }, (_, i) => (i < predictedMembers ? 1 : 0)));
    expect(evaluation!.parameterNormSquared).toBeGreaterThan(0);
    expect(Object.keys(result.knowledge).sort()).toEqual([...attack.uses].sort());
    expect(result.method).toBe(attack.name);
    expect(records.length).toBeGreaterThan(0);
    for (const { values } of records) {
      for (const name of Object.keys(values)) expect(attack.columns).toContain(name);
    }
    expect(['maxIterations', 'converged']).toContain(result.ended);
    expect(attack.resolve(network, knowledge, result.config)).toEqual(result.config);
    expect(JSON.parse(JSON.stringify(result.details))).toBeTypeOf('object');
    expect(counting.alive.size).toBe(0);
  });

  it('gives the bits of an uninterrupted run when it is resumed', async () => {
    const whole = await run();
    const { path, partial } = await interrupt('resume');
    expect(partial.iterations).toBeLessThan(whole.iterations);
    const resume = await loadAttackCheckpoint(path, attack);
    expect(resume.iteration).toBe(partial.iterations);
    const resumed = await run({ resume });
    expect(resumed.candidates).toEqual(whole.candidates);
    expect([resumed.predicted, resumed.memberScore]).toEqual([whole.predicted, whole.memberScore]);
    expect(withoutSeconds(resumed.records)).toEqual(withoutSeconds(whole.records));
    expect(resumed.ended).toBe(whole.ended);
    expect(resumed.seconds).toBeGreaterThan(resume.seconds);
  });

  it('ends at once where the signal is aborted, or no time is left', async () => {
    const aborted = await run({ signal: AbortSignal.abort() });
    expect([aborted.ended, aborted.iterations, aborted.records.length]).toEqual(['aborted', 0, 0]);
    expect((await run({ maxSeconds: Number.MIN_VALUE })).ended).toBe('maxSeconds');
  });

  it('refuses checkpoints of another network, another seed and another attack', async () => {
    const { path } = await interrupt('refused');
    const resume = await loadAttackCheckpoint(path, attack);
    await expect(runAttack(attack, untrained, knowledge, { backend, config, resume })).rejects.toThrow(
      /another .*network/,
    );
    await expect(run({ resume, config: { ...config, seed: 99 } })).rejects.toThrow(/another seed \(0 then, 99 now\)/);
    await expect(loadAttackCheckpoint(path, { name: 'no-such-attack' })).rejects.toThrow(FormatError);
  });

  it('hands out what it has found on the way, and runs as without', async () => {
    const snapshots: number[][] = [];
    const watched = await run({ onFound: ({ candidates }) => snapshots.push([...candidates.x.data]) });
    expect(watched.candidates).toEqual((await run()).candidates);
    expect(snapshots.length).toBeGreaterThan(0);
    if (watched.ended === 'maxIterations') expect(snapshots.at(-1)).toEqual([...watched.candidates.x.data]);
  });

  it.runIf(attack.takesStart)('starts from the truth, and says so in its knowledge', async () => {
    const found = await truthStart(attack, network, data, knowledge, { backend, config });
    expect(found.candidates.x.shape).toEqual(data.x.shape);
    expect(found.drift!.cosine).toHaveLength(4);
    expect(found.oracleLoss).toBeGreaterThan(0);
    expect(found.knowledge.samples).toEqual(known(4, 'truth'));
    expect(found.knowledge.labels).toEqual(known(data.y, 'truth'));
  });
});

it('a name that is not in the registry is an error that lists the names', () => {
  expect(() => attackOf('none')).toThrow(DomainError);
  expect(() => attackOf('none')).toThrow(attacks.map(({ name }) => name).join(', '));
});
