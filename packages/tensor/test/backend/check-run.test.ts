import { add, checkDtypes, checkRun, DtypeError, ShapeError, trace } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const graph = trace({ x: { shape: [2], dtype: 'float32' }, s: { shape: [], dtype: 'float32' } }, ({ x, s }) => ({
  y: add(x, s),
}));
const x = { shape: [2], dtype: 'float32' } as const;
const s = { shape: [], dtype: 'float32' } as const;

describe('checkRun', () => {
  test('accepts what the graph asks for', () => {
    expect(() => checkRun(graph, { x, s }, { donate: ['x'] })).not.toThrow();
  });

  test('names the input that is missing, unknown, or of another shape or dtype', () => {
    expect(() => checkRun(graph, { x })).toThrow('run: input s [] is missing');
    expect(() => checkRun(graph, { x, s, z: s })).toThrow(/run: .*no input z; .*x, s/);
    expect(() => checkRun(graph, { x, s }, { donate: ['z'] })).toThrow(ShapeError);
    expect(() => checkRun(graph, { x: s, s })).toThrow(/run: input x .*\[\].* \[2\]/);
    expect(() => checkRun(graph, { x: { shape: [2], dtype: 'float64' }, s })).toThrow(DtypeError);
  });
});

test('checkDtypes names what a backend lacks', () => {
  expect(() => checkDtypes(graph, { name: 'here', dtypes: ['float32'] })).not.toThrow();
  expect(() => checkDtypes(graph, { name: 'here', dtypes: ['float64'] })).toThrow(DtypeError);
  expect(() => checkDtypes(graph, { name: 'here', dtypes: ['float64'] })).toThrow(/here: .*float64.*float32/);
});
