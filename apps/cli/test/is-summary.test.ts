import { expect, test } from 'vitest';
import { isPointResult, isSummary } from '../src/reproduce/is-summary.ts';

const statement = { claim: 'Points move', measured: '3 of 3', verdict: 'agrees' };
const table = { columns: ['a', 'b'], rows: [['x', 1, null, { value: 2, interval: { low: 1, high: 3 } }]] };
const curve = { title: 't', xName: 'x', yName: 'y', series: [{ name: 's', points: [[1, null]] }] };
const summary = { statements: [statement], table, curves: [curve] };
const stage = { key: '0e24ed', values: {}, seconds: 1 };
const result = { point: { radius: 1 }, seed: 1, stages: { data: stage } };

test('what reproduce writes is told', () => {
  expect(isSummary(summary)).toBe(true);
  expect(isSummary({ statements: [], table: { columns: [], rows: [] }, curves: [] })).toBe(true);
  expect(isPointResult(result)).toBe(true);
});

test.each<[string, unknown]>([
  ['no statements', { ...summary, statements: undefined }],
  ['a statement that is null', { ...summary, statements: [null] }],
  ['a claim that is a list', { ...summary, statements: [{ ...statement, claim: [] }] }],
  ['another verdict', { ...summary, statements: [{ ...statement, verdict: 'constructor' }] }],
  ['a table of text', { ...summary, table: 'x' }],
  ['a row of text', { ...summary, table: { ...table, rows: ['x'] } }],
  ['a cell that is a list', { ...summary, table: { ...table, rows: [[[]]] } }],
  ['an interval of text', { ...summary, table: { ...table, rows: [[{ value: 1, interval: { low: 'a', high: 1 } }]] } }],
  ['no curves', { ...summary, curves: null }],
  ['a curve without a title', { ...summary, curves: [{ ...curve, title: undefined }] }],
  ['points of text', { ...summary, curves: [{ ...curve, series: [{ name: 's', points: [['1', 2]] }] }] }],
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
