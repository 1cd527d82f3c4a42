import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { numberAt, runForJson, startNoprior, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();

test('demo: both parts, with files that stand alone', async () => {
  const result = await runForJson(['demo', '--scale', 'smoke', '--out', 'd'], { cwd });
  expect(Object.keys(result)).toEqual(['images', 'sphere', 'seconds', 'report', 'backend']);
  const images = toRecord(result.images);
  expect(Object.keys(images)).toEqual(['training', 'heldOut', 'membership', 'kkt', 'trainingLoss']);
  expect(images).toMatchObject({ training: { count: 4 }, heldOut: { count: 4 } });
  expect(numberAt(images, 'trainingLoss')).toBeLessThanOrEqual(1e-4);
  expect(result.sphere).toMatchObject([{ radius: 0.25 }, { radius: 1 }, { radius: 4 }]);

  const folder = join(cwd, 'd');
  expect(readdirSync(folder)).toEqual([
    ...['glyphs-candidates.npz', 'glyphs-model.safetensors', 'glyphs.png'],
    ...['report.html', 'run.json', 'sphere-model.safetensors'],
  ]);
  const html = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(result.report).toMatch(/report\.html$/);
  expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:/);
  expect(html).toContain('<svg');
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
  expect(stderr).toMatch(/interrupted; the demo is short and starts anew each time\n$/);
  expect(readdirSync(join(cwd, 'i'))).toEqual([]);
});
