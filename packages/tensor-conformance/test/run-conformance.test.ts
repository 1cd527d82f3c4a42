import { type Backend, BackendUnavailableError, type Dtype, ShapeError } from '@noprior/tensor';
import { type ConformanceCase, type ConformanceOptions, runConformance } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';

const passes: ConformanceCase = { id: 'group/passes', run: async () => undefined };
const fails: ConformanceCase = { id: 'group/fails', run: async () => 'wrong' };
const throws: ConformanceCase = { id: 'group/throws', run: () => Promise.reject(new Error('broken')) };
const failsInFloat32: ConformanceCase = {
  id: 'group/float32',
  run: async (_: Backend, dtype: Dtype) => (dtype === 'float32' ? 'imprecise' : undefined),
};

/** Run the suite in a framework that records: 'green' or the message, by title. */
async function record(options: Partial<ConformanceOptions>) {
  const bodies: [string, () => Promise<void>][] = [];
  const closings: (() => Promise<void>)[] = [];
  const lines: string[] = [];
  await runConformance({
    name: 'tested',
    open: openReference,
    dtypes: ['float64'],
    report: (line) => lines.push(line),
    framework: { test: (title, body) => bodies.push([title, body]), afterAll: (body) => closings.push(body) },
    ...options,
  });
  const results: Record<string, string> = {};
  for (const [title, body] of bodies) {
    results[title] = await body().then(
      () => 'green',
      (error: Error) => error.message,
    );
  }
  for (const closing of closings) await closing();
  return { results, lines };
}

test('a case that returns a complaint or throws is red', async () => {
  const { results } = await record({ cases: [passes, fails, throws], dtypes: ['float32', 'float64'] });
  expect(results).toEqual({
    'group/passes float32': 'green',
    'group/fails float32': 'group/fails float32: wrong',
    'group/throws float32': 'broken',
    'group/passes float64': 'green',
    'group/fails float64': 'group/fails float64: wrong',
    'group/throws float64': 'broken',
  });
});

test('a known gap is green as long as it fails, and red once it is mended', async () => {
  const gaps = { 'group/passes': 'was slow', 'group/fails': 'no kernel', 'group/throws': 'no kernel' };
  const { results } = await record({ cases: [passes, fails, throws], gaps });
  expect(results['group/fails float64 (gap: no kernel)']).toBe('green');
  expect(results['group/throws float64 (gap: no kernel)']).toBe('green');
  expect(results['group/passes float64 (gap: was slow)']).toMatch(/mended.*list/);
});

test('a gap may be of one dtype only', async () => {
  const gaps = { 'group/float32 float32': 'imprecise' };
  const { results } = await record({ cases: [failsInFloat32], gaps, dtypes: ['float32', 'float64'] });
  expect(results).toEqual({ 'group/float32 float32 (gap: imprecise)': 'green', 'group/float32 float64': 'green' });
});

test('a gap that no case has is red', async () => {
  const { results } = await record({ cases: [passes], gaps: { 'group/gone': 'no kernel' } });
  expect(results['gap group/gone']).toMatch(/no case has the id "group\/gone"/);
});

const absent = { open: () => Promise.reject(new BackendUnavailableError('install it')), cases: [fails] };

test('an absent backend is reported as not run, and passes', async () => {
  const { results, lines } = await record(absent);
  expect(lines).toEqual(['NOT RUN: tested: install it']);
  expect(results).toEqual({ 'NOT RUN: tested: install it': 'green' });
});

test('an absent backend that is required is red', async () => {
  const { results, lines } = await record({ ...absent, required: ['tested'] });
  expect(lines).toEqual([]);
  expect(results).toEqual({ 'tested opens': 'install it' });
});

test('a backend that breaks while it opens is red, required or not', async () => {
  const { results } = await record({ open: () => Promise.reject(new ShapeError('bug')) });
  expect(results).toEqual({ 'tested opens': 'bug' });
});

test('the backend is disposed at the end', async () => {
  let disposed = 0;
  const open = (): Backend => ({ ...openReference(), dispose: async () => void disposed++ });
  await record({ open, cases: [passes] });
  expect(disposed).toBe(1);
});
