import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttackCheckpoint,
  type AttackRecord,
  type EvidenceAttackConfig,
  evidenceAttack,
  inspectCheckpoint,
  kktAttack,
  loadAttackCheckpoint,
} from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, FormatError, fromNested, ShapeError, SystemError } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { evidenceAttackDefaults } from '../../src/evidence/evidence-attack-config.ts';
import { saveAttackCheckpoint } from '../../src/run/attack-checkpoint.ts';
import { runEvidence } from '../run-with.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const network = makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 3, dtype: 'float64' });
const small: EvidenceAttackConfig = {
  ...evidenceAttackDefaults,
  prior: { initialisation: { kind: 'gaussian', scale: 0.1 }, box: { low: -1, high: 1 }, candidatesPerClass: 2 },
  noise: { from: 2, to: 0.5 },
  contrast: 0.2,
  maxIterations: 30,
  dtype: 'float64',
};
const reference = openReference();

/** Abort right after the record of an iteration. */
async function interrupt(config: EvidenceAttackConfig, backend: Backend, path: string, at: number) {
  const controller = new AbortController();
  const result = await runEvidence(network, config, {
    backend,
    evaluateEvery: 1,
    checkpoint: { path, everySeconds: 1000 },
    signal: controller.signal,
    onProgress: ({ iteration }) => {
      if (iteration === at) controller.abort();
    },
  });
  expect([result.ended, result.iterations]).toEqual(['aborted', at + 1]);
  return result;
}

const withoutSeconds = (records: readonly AttackRecord[]) => records.map((record) => ({ ...record, seconds: 0 }));

describe.each([
  ['reference', async () => openReference()],
  ['onnx:cpu', openOnnxCpu],
] as [string, () => Promise<Backend>][])('a resumed run is the uninterrupted one, bit for bit: %s', (name, open) => {
  it('wherever it was interrupted, in float32 and float64', async () => {
    const backend = countingBackend(await open());
    const path = join(folder, `${name.replace(':', '-')}.safetensors`);
    const wholes = new Map<string, Awaited<ReturnType<typeof runEvidence>>>();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 28 }),
        fc.constantFrom('float32', 'float64'),
        fc.constantFrom('constant', 'cosine-tail'),
        async (at, dtype, schedule) => {
          const config: EvidenceAttackConfig = { ...small, dtype, schedule };
          const key = `${dtype} ${schedule}`;
          const whole = wholes.get(key) ?? (await runEvidence(network, config, { backend, evaluateEvery: 1 }));
          wholes.set(key, whole);
          const partial = await interrupt(config, backend, path, at);
          expect(partial.candidates.x.data).not.toEqual(whole.candidates.x.data);
          const resume = await loadAttackCheckpoint(path, evidenceAttack);
          expect(resume.iteration).toBe(at + 1);
          const resumed = await runEvidence(network, config, { backend, evaluateEvery: 1, resume });
          expect(resumed).toMatchObject({ ended: 'maxIterations', iterations: 30 });
          expect(resumed.candidates).toEqual(whole.candidates);
          expect(withoutSeconds(resumed.records)).toEqual(withoutSeconds(whole.records));
          expect(resumed.seconds).toBeGreaterThan(resume.seconds);
          expect(backend.alive.size).toBe(0);
        },
      ),
      { seed: 20261125, numRuns: 6 },
    );
    await backend.dispose();
  });
});

it('a limit of time leaves a checkpoint, counts the time of this call alone, and more time goes on', async () => {
  const path = join(folder, 'limited.safetensors');
  const config = { ...small, maxIterations: 1_000_000 };
  const options = { backend: reference, checkpoint: { path, everySeconds: 1000 } };
  const first = await runEvidence(network, config, { ...options, maxSeconds: 0.05 });
  expect(first.ended).toBe('maxSeconds');
  const resume = await loadAttackCheckpoint(path, evidenceAttack);
  expect(resume.iteration).toBe(first.iterations);
  const second = await runEvidence(network, config, { ...options, maxSeconds: 0.05, resume });
  expect(second.iterations).toBeGreaterThan(first.iterations);
  expect(second.seconds).toBeGreaterThan(0.09);
  expect((await loadAttackCheckpoint(path, evidenceAttack)).iteration).toBe(second.iterations);
});

it('a checkpoint is also kept on the way', async () => {
  const path = join(folder, 'kept.safetensors');
  const there: boolean[] = [];
  await runEvidence(network, small, {
    backend: reference,
    evaluateEvery: 10,
    checkpoint: { path, everySeconds: 0 },
    onProgress: () => there.push(existsSync(path)),
  });
  expect(there).toEqual([false, true, true, true]);
  // The last record is that of the last iteration.
  expect((await loadAttackCheckpoint(path, evidenceAttack)).iteration).toBe(30);
});

it('a checkpoint of another run is refused, and the message names what differs', async () => {
  const path = join(folder, 'refused.safetensors');
  await interrupt(small, reference, path, 4);
  const resume = await loadAttackCheckpoint(path, evidenceAttack);
  const other = makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 4, dtype: 'float64' });
  const prior = { ...small.prior, box: { low: -1, high: 2 } };
  for (const [config, on, name, message] of [
    [{ ...small, stepSize: 0.03 }, network, 'reference', /another stepSize \(0.02 then, 0.03 now\);/],
    [{ ...small, noise: { from: 2, to: 0.6 } }, network, 'reference', /another noise.to \(0.5 then, 0.6 now\);/],
    [{ ...small, prior }, network, 'reference', /another prior.box.high \(1 then, 2 now\);/],
    [small, other, 'reference', /another network/],
    [small, network, 'onnx:cpu', /another backend/],
  ] as const) {
    const attempt = () => runEvidence(on, config, { backend: { ...reference, name }, resume });
    await expect(attempt()).rejects.toThrow(DomainError);
    await expect(attempt()).rejects.toThrow(message);
  }
  const { arrays } = resume.state;
  const { 'x.mean': _, ...incomplete } = arrays;
  const run = (arrays: typeof resume.state.arrays) =>
    runEvidence(network, small, { backend: reference, resume: { ...resume, state: { arrays, lists: {} } } });
  await expect(run(incomplete)).rejects.toThrow(/no x\.mean/);
  await expect(run({})).rejects.toThrow(/lacks x/);
  await expect(run({ ...arrays, 'x.mean': fromNested([1]) })).rejects.toThrow(/x\.mean of the checkpoint has shape/);
  await expect(run({ ...arrays, x: fromNested([[1]]) })).rejects.toThrow(ShapeError);
  const negative = { path, everySeconds: -1 };
  await expect(runEvidence(network, small, { backend: reference, checkpoint: negative })).rejects.toThrow(
    /everySeconds must be at least 0, got -1/,
  );
});

it('a truncated file, other contents and the checkpoint of the other attack are FormatErrors', async () => {
  const path = join(folder, 'whole.safetensors');
  await interrupt(small, reference, path, 4);
  await expect(loadAttackCheckpoint(path, kktAttack)).rejects.toThrow(/not a checkpoint of the attack kkt/);
  const bytes = readFileSync(path);
  const damaged = join(folder, 'damaged.safetensors');
  for (const length of [0, 5, 100, bytes.length - 1]) {
    writeFileSync(damaged, bytes.subarray(0, length));
    await expect(loadAttackCheckpoint(damaged, evidenceAttack)).rejects.toThrow(FormatError);
  }
  await expect(loadAttackCheckpoint(join(folder, 'absent.safetensors'), evidenceAttack)).rejects.toThrow(SystemError);
  const whole: AttackCheckpoint = {
    iteration: 3,
    seconds: 1.5,
    records: [{ iteration: 0, seconds: 1, values: { noise: 1, value: 3, fit: 2, occam: 1 } }],
    state: {
      arrays: { x: fromNested([[1]]), logLambda: fromNested([1]), y: fromNested([1]) },
      lists: {},
    },
    fingerprint: '{}',
  };
  await saveAttackCheckpoint(damaged, evidenceAttack, whole);
  expect(await loadAttackCheckpoint(damaged, evidenceAttack)).toMatchObject({ ...whole });
  expect(await inspectCheckpoint(damaged)).toMatchObject({ kind: 'evidence', iteration: 3, seconds: 1.5 });
  const broken: AttackCheckpoint['records'] = [{ ...whole.records[0]!, values: { fit: Number.NaN } }];
  await saveAttackCheckpoint(damaged, evidenceAttack, { ...whole, records: broken });
  await expect(loadAttackCheckpoint(damaged, evidenceAttack)).rejects.toThrow(/number 0 of its records is damaged/);
});
