import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderMarkdown } from '@noprior/report';
import { expect, test } from 'vitest';
import { waitsSection } from '../../src/report/waits-section.ts';
import { imagesFound } from '../../src/waits/images-found.ts';
import { findRun, keepRun, type Turn } from '../../src/waits/kept-runs.ts';
import { stageSeconds } from '../../src/waits/stage-seconds.ts';
import { summarizeWaits } from '../../src/waits/summarize-waits.ts';
import { loadWaitCases, type WaitCase } from '../../src/waits/wait-case.ts';
import type { WaitRun } from '../../src/waits/wait-results.ts';

const checkout = { folder: '', program: '', commit: 'abc', isChanged: false, isEarlier: false };
const turn = (one: WaitCase, side: Turn['side'], round: number): Turn => ({
  case: one,
  side,
  checkout,
  words: 'w',
  round,
});
const took = (wallSeconds: number, more: Partial<WaitRun> = {}): WaitRun => ({
  wallSeconds,
  cpuSeconds: 2 * wallSeconds,
  peakMb: 100,
  load: 1,
  ...more,
});

test('ratios pair the processes of a round; a failed one is a note and no figure', () => {
  const one = { name: 'x' };
  const row = summarizeWaits(one, [
    [turn(one, 'before', 0), took(4)],
    [turn(one, 'now', 0), took(2)],
    [turn(one, 'before', 1), took(90)],
    [turn(one, 'now', 1), took(10)],
    [turn(one, 'before', 2), took(8)],
    [turn(one, 'now', 2), took(1, { failure: 'ended with 1' })],
  ]);
  // Round 0 has ratio 2, round 1 has ratio 9.
  expect(row.ratio).toEqual({ median: 5.5, low: 3.75, high: 7.25 });
  expect(row.now?.wallSeconds).toEqual({ median: 6, low: 4, high: 8 });
  expect(row.before?.runs).toHaveLength(3);
  expect(row.notes).toEqual(['now: ended with 1']);
});

test('the time since the line before belongs to the stage of a line, also where stages alternate', () => {
  expect(stageSeconds('iteration,seconds,stage\n0,2,a\n1,3,b\n2,7,a\n')).toEqual({ a: 6, b: 1 });
  expect(stageSeconds('iteration,seconds\n0,2\n')).toBeUndefined();
  expect(stageSeconds('')).toBeUndefined();
});

test('an image is found by cosine and SSIM together', () => {
  const best = [
    { cosine: 0.99, ssim: 0.7 },
    { cosine: 0.99, ssim: 0.5 },
    { cosine: 0.97, ssim: 0.9 },
    { cosine: 0.99, ssim: null },
  ];
  expect(imagesFound(JSON.stringify({ training: { best } }))).toEqual({ images: 1, of: 4 });
});

test('the exponent of a stage is the slope of log time by log number of images', () => {
  const rows = [10, 20, 40].map((images) => {
    const one = { name: `n = ${images}`, size: { images, dimension: 784 } };
    return summarizeWaits(one, [[turn(one, 'now', 0), took(images, { stages: { search: images ** 2 } })]]);
  });
  const machine = { processor: 'p', cores: 1, memoryGb: 1, os: 'o', node: 'n' };
  const commits = { now: 'abc', before: null };
  const section = waitsSection({
    suite: 'growth',
    date: '2001-01-01',
    command: 'c',
    machine,
    commits,
    rounds: 1,
    rows,
  });
  const { markdown } = renderMarkdown({ title: 't', blocks: [section] }, { assets: '' });
  expect(markdown).toMatch(/d = 784, search *\| *100 *\| *400 *\| *1600 *\| *2(\.00)? *\|/);
  expect(markdown).toMatch(/d = 784, whole command *\|.*\| *1(\.00)? *\|/);
});

test('a finished run is found again, but not for other words, nor for a checkout with changes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'noprior-kept-'));
  try {
    const first = turn({ name: 'a, b' }, 'now', 0);
    await keepRun(folder, first, took(3));
    expect(findRun(folder, first)).toEqual(took(3));
    expect(findRun(folder, { ...first, round: 1 })).toBeUndefined();
    expect(findRun(folder, { ...first, words: 'other' })).toBeUndefined();
    expect(findRun(folder, { ...first, checkout: { ...checkout, isChanged: true } })).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('cases have names of their own, victims that are there, and one thing to run', () => {
  const { victims, ...lists } = loadWaitCases();
  for (const cases of Object.values(lists)) {
    expect(new Set(cases.map(({ name }) => name.replaceAll(/[^\w]+/g, '-'))).size).toBe(cases.length);
    for (const { victim, command, function: measured, isScored } of cases) {
      expect(Object.keys(victims)).toContain(victim ?? 'mnist-20');
      expect((command === undefined) !== (measured === undefined)).toBe(true);
      expect(/\b(MODEL|DATA)\b/.test(`${command} ${measured}`)).toBe(victim !== undefined);
      if (isScored === true) expect(command).toContain('--out OUT');
    }
  }
});
