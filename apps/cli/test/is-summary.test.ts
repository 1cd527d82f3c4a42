import { expect, test } from 'vitest';
import { isPointResult, isSummary } from '../src/reproduce/is-summary.ts';

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
const stage = { key: '0e24ed', values: {}, seconds: 1 };
const result = { point: { radius: 1 }, seed: 1, stages: { data: stage } };

test('what reproduce writes is told', () => {
  expect(isSummary(summary)).toBe(true);
  expect(isSummary({ claims: [], tables: [] })).toBe(true);
  expect(isPointResult(result)).toBe(true);
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
])('a result %s is none', (_, value) => {
  expect(isPointResult(value)).toBe(false);
});
