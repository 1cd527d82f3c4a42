import { expect, test } from 'vitest';
import { isPointResult, isStepPlace, isSummary } from '../../src/engine/check-summary.ts';

const fact = { name: 'runs', value: 3 };
const claim = { claim: 'Points move', case: [fact], rule: 'Agrees if they do.', measured: [fact], verdict: 'agrees' };
const table = {
  kind: 'table',
  columns: [{ name: 'a' }],
  rows: [['x', 1, null, true, { value: 2, interval: { low: 1, high: 3 } }, { value: null, unit: 's' }]],
};
const curve = {
  kind: 'curves',
  title: 't',
  x: { name: 'x' },
  y: { name: 'y' },
  series: [{ name: 's', points: [[1, null]] }],
};
const pictures = { of: [fact], key: '0e24ed', file: 'best.npz', imageShape: [1, 28, 28] };
const summary = { claims: [claim], tables: [table], charts: [curve], pictures: [pictures] };
const place = {
  machine: { processor: 'p', cores: 2, memoryBytes: 1e9, os: 'Linux 6' },
  backend: { name: 'reference', device: 'CPU' },
  node: 'v20.19.0',
  build: { version: '0.1.0', commit: null, workers: 1 },
};
const ran = { place: 0, began: '2026-01-01T00:00:00.000Z', load: { start: 0, end: 1 }, peakMemoryBytes: 1e8 };
const stage = { key: '0e24ed', values: {}, seconds: 1, ran };
const result = { point: { radius: 1 }, seed: 1, stages: { data: stage } };

test('what reproduce writes passes', () => {
  expect(isSummary(summary)).toBe(true);
  expect(isSummary({ claims: [], tables: [] })).toBe(true);
  expect(isPointResult(result, 1)).toBe(true);
  expect(isPointResult({ ...result, stages: { data: { ...stage, ran: undefined } } }, 1)).toBe(true);
  expect(isStepPlace(place)).toBe(true);
  expect(isStepPlace({ ...place, build: null })).toBe(true);
});

test.each<[string, unknown]>([
  ['no claims', { ...summary, claims: undefined }],
  ['a claim that is null', { ...summary, claims: [null] }],
  ['a claim that is a list', { ...summary, claims: [{ ...claim, claim: [] }] }],
  ['a claim without a rule', { ...summary, claims: [{ ...claim, rule: undefined }] }],
  ['another verdict', { ...summary, claims: [{ ...claim, verdict: 'constructor' }] }],
  ['a fact without a name', { ...summary, claims: [{ ...claim, measured: [{ value: 1 }] }] }],
  ['a table of text', { ...summary, tables: ['x'] }],
  ['a row of text', { ...summary, tables: [{ ...table, rows: ['x'] }] }],
  ['a cell that is a list', { ...summary, tables: [{ ...table, rows: [[[]]] }] }],
  [
    'an interval of text',
    { ...summary, tables: [{ ...table, rows: [[{ value: 1, interval: { low: 'a', high: 1 } }]] }] },
  ],
  ['charts that are null', { ...summary, charts: null }],
  ['a curve without a title', { ...summary, charts: [{ ...curve, title: undefined }] }],
  ['points of text', { ...summary, charts: [{ ...curve, series: [{ name: 's', points: [['1', 2]] }] }] }],
  ['pictures of another folder', { ...summary, pictures: [{ ...pictures, key: '../../secret' }] }],
  ['pictures in another folder', { ...summary, pictures: [{ ...pictures, file: '../best.npz' }] }],
])('a summary with %s is none', (_, value) => {
  expect(isSummary(value)).toBe(false);
});

test.each<[string, unknown]>([
  ['without stages', { ...result, stages: null }],
  ['with a stage that is null', { ...result, stages: { data: null } }],
  ['whose key leads to another folder', { ...result, stages: { data: { ...stage, key: '../../secret' } } }],
  ['on a machine that is not there', { ...result, stages: { data: { ...stage, ran: { ...ran, place: 1 } } } }],
  ['of a load of text', { ...result, stages: { data: { ...stage, ran: { ...ran, load: 'high' } } } }],
])('a result %s is none', (_, value) => {
  expect(isPointResult(value, 1)).toBe(false);
});

test.each<[string, unknown]>([
  ['no machine', { ...place, machine: undefined }],
  ['a processor that is a list', { ...place, machine: { ...place.machine, processor: [] } }],
  ['a backend of text', { ...place, backend: 'onnx:cpu' }],
  ['a commit that is a number', { ...place, build: { ...place.build, commit: 1 } }],
])('a place with %s is none', (_, value) => {
  expect(isStepPlace(value)).toBe(false);
});
