import {
  type Backend,
  type Dtype,
  evaluate,
  type Graph,
  type HostTensor,
  mapRecord,
  simplify,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { close, type Tolerance } from './close.ts';

/** One thing that every backend must do. */
export interface ConformanceCase {
  /** `group/what`, unique; gaps are listed by it. */
  readonly id: string;
  /** Do it in one dtype.
   * @returns what went wrong, `undefined` if nothing did; an exception counts as failure too */
  run(backend: Backend, dtype: Dtype): Promise<string | undefined>;
}

/** Tensors by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** A case that compiles a program, runs it on given inputs and compares every output. */
export interface ValueCase {
  readonly id: string;
  /** float64; rounded to the dtype of the run. Large ones are made when the case runs. */
  readonly inputs: HostTensors | (() => HostTensors);
  readonly program: (inputs: Readonly<Record<string, Tensor>>, dtype: Dtype) => Readonly<Record<string, Tensor>>;
  /** float64, from the inputs after their rounding: by hand, by a closed form or by plain loops. */
  readonly expected: HostTensors | ((inputs: HostTensors) => HostTensors);
  /** Where the defaults do not fit. */
  readonly tolerance?: Readonly<Partial<Record<Dtype, Tolerance>>>;
}

/** Tolerances of a case that names none: a few units in the last place. */
export const defaultTolerance: Readonly<Record<Dtype, Tolerance>> = {
  float32: { rtol: 2e-6, atol: 1e-30 },
  float64: { rtol: 4e-15, atol: 1e-300 },
};

/** A value case, and the same case on the simplified graph. */
export function valueCases(cases: readonly ValueCase[]): ConformanceCase[] {
  return cases.flatMap((one) => [
    toConformanceCase(one.id, one, (graph) => graph),
    toConformanceCase(`simplify/${one.id}`, one, simplify),
  ]);
}

function toConformanceCase(id: string, one: ValueCase, prepare: (graph: Graph) => Graph): ConformanceCase {
  return {
    id,
    run: async (backend, dtype) => {
      const inputs = mapRecord(typeof one.inputs === 'function' ? one.inputs() : one.inputs, (tensor) =>
        toHostDtype(tensor, dtype),
      );
      const rounded = mapRecord(inputs, (tensor) => toHostDtype(tensor, 'float64'));
      const expected = typeof one.expected === 'function' ? one.expected(rounded) : one.expected;
      const graph = trace(inputs, (symbols) => one.program(symbols, dtype));
      const outputs = await evaluate(backend, prepare(graph), inputs);
      return compareAll(outputs, expected, dtype, one.tolerance?.[dtype] ?? defaultTolerance[dtype]);
    },
  };
}

/** Compare every output with what was expected in the given dtype. */
export function compareAll(
  outputs: HostTensors,
  expected: HostTensors,
  dtype: Dtype,
  tolerance: Tolerance,
): string | undefined {
  const names = Object.keys(expected);
  if (Object.keys(outputs).toSorted().join() !== names.toSorted().join()) {
    return `got the outputs ${Object.keys(outputs).join()}, expected ${names.join()}`;
  }
  const mismatches = names.flatMap((name) => {
    const mismatch = close(outputs[name]!, toHostDtype(expected[name]!, dtype), tolerance);
    return mismatch === undefined ? [] : [`output ${name}: ${mismatch}`];
  });
  return mismatches.length === 0 ? undefined : mismatches.join('; ');
}
