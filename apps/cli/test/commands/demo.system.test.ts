import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { numberAt, runForJson, startNoprior, toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();

test('demo: all parts, with files that stand alone', async () => {
  const result = await runForJson(['demo', '--scale', 'smoke', '--out', 'd'], { cwd });
  expect(Object.keys(result)).toEqual(['images', 'sphere', 'far', 'seconds', 'report', 'backend']);
  const images = toRecord(result.images);
  expect(Object.keys(images)).toEqual(['training', 'heldOut', 'membership', 'kkt', 'trainingLoss']);
  expect(images).toMatchObject({ training: { count: 4 }, heldOut: { count: 4 } });
  expect(numberAt(images, 'trainingLoss')).toBeLessThanOrEqual(1e-4);
  expect(result.sphere).toMatchObject([{ radius: 0.25 }, { radius: 1 }, { radius: 4 }]);

  expect(result.far).toMatchObject({ alternative: { kind: 'free', asked: 1000, tried: 1000, set: { points: 8 } } });
  expect(numberAt(result.far, 'alternative', 'set', 'distances', 'min')).toBeCloseTo(1000, 6);
  expect(numberAt(result.far, 'alternative', 'set', 'stationarity', 'relativeChange')).toBeLessThan(1e-9);
  expect(numberAt(result.far, 'alternative', 'set', 'marginChange')).toBeLessThan(1e-9);
  expect(numberAt(result.far, 'refinement', 'residual')).toBeLessThan(0.2);

  const folder = join(cwd, 'd');
  expect(readdirSync(folder)).toEqual([
    ...['glyphs-candidates.npz', 'glyphs-far.npz', 'glyphs-model.safetensors', 'glyphs-refined.safetensors'],
    ...['glyphs.png', 'report.html', 'run.json', 'sphere-model.safetensors'],
  ]);
  const html = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(result.report).toMatch(/report\.html$/);
  expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:/);
  expect(html).toContain('<svg');
  expect(html).toContain('The same network, explained from afar');
  const files = ['--model', 'd/glyphs-refined.safetensors', '--candidates', 'd/glyphs-far.npz'];
  const kkt = await runForJson(['kkt', ...files], { cwd });
  const loss = numberAt(result.far, 'alternative', 'set', 'stationarity', 'before');
  expect(Math.abs(numberAt(kkt, 'stationarity') / loss - 1)).toBeLessThan(1e-9);
  const { width, height } = decode(readFileSync(join(folder, 'glyphs.png')));
  expect([width >= 4 * 28, height >= 2 * 28]).toEqual([true, true]);
  const record = toRecord(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  expect(record).toMatchObject({ command: 'demo', seed: 1, arguments: { scale: 'smoke' } });
});

test('an interrupt ends the demo without a report', async () => {
  const { process: child, finished } = startNoprior(['demo', '--out', 'i', '--json'], { cwd });
  while (!readdirSync(cwd).includes('i')) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGINT');
  const { code, stdout, stderr } = await finished;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/interrupted; .* anew .*\n$/);
  expect(existsSync(join(cwd, 'i'))).toBe(false);
});
