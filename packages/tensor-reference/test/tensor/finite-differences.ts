import {
  evaluate,
  type Graph,
  gradients,
  type HostTensor,
  makeGraph,
  makeHostTensor,
  type Tensor,
  trace,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect } from 'vitest';

/** Host tensors by the names of a graph's inputs. */
export type Values = Readonly<Record<string, HostTensor>>;

/** A scalar program over named symbols. */
export type ScalarProgram = (symbols: Readonly<Record<string, Tensor>>) => Tensor;

/** Step of the central differences: h^2 and epsilon / h are both near 1e-10 for values of order 1. */
const step = 1e-5;

/** The program traced at a point. */
function scalarGraph(program: ScalarProgram, values: Values): Graph {
  return trace(values, (symbols) => ({ value: program(symbols) }));
}

/** Central differences of any scalar function of named tensors, by every element of one of them. */
export async function centralDifferences(
  value: (values: Values) => Promise<number>,
  values: Values,
  name: string,
): Promise<number[]> {
  const { data, shape } = values[name]!;
  const slopes: number[] = [];
  for (let index = 0; index < data.length; index++) {
    const shifted = async (by: number): Promise<number> => {
      const moved = Float64Array.from(data);
      moved[index]! += by;
      return value({ ...values, [name]: makeHostTensor(moved, shape) });
    };
    slopes.push(((await shifted(step)) - (await shifted(-step))) / (2 * step));
  }
  return slopes;
}

/** Gradients of a scalar program by the named inputs, on the reference backend in float64. */
export async function gradientsAt(
  program: ScalarProgram,
  values: Values,
  names: readonly string[] = Object.keys(values),
): Promise<Values> {
  const { inputs, outputs } = scalarGraph(program, values);
  const wrt = names.map((name) => inputs.find((node) => node.attributes.name === name)!);
  const derivatives = gradients(outputs.value!, wrt);
  const named = Object.fromEntries(names.map((name, index) => [name, derivatives[index]!]));
  return evaluate(openReference(), makeGraph(inputs, named), values);
}

/** Expect the gradients of a scalar program to agree with central differences, relative to the largest component. */
export async function expectGradients(
  program: ScalarProgram,
  values: Values,
  { names = Object.keys(values), tolerance = 1e-6 }: { names?: readonly string[]; tolerance?: number } = {},
): Promise<void> {
  const backend = openReference();
  const executable = await backend.compile(scalarGraph(program, values));
  const value = async (at: Values): Promise<number> => {
    const uploaded = Object.fromEntries(
      await Promise.all(
        Object.entries(at).map(async ([name, tensor]) => [name, await backend.upload(tensor)] as const),
      ),
    );
    return (await backend.read((await executable.run(uploaded)).value!)).data[0]!;
  };
  const derivatives = await gradientsAt(program, values, names);
  for (const name of names) {
    expectClose(
      derivatives[name]!,
      await centralDifferences(value, values, name),
      values[name]!.shape,
      tolerance,
      name,
    );
  }
}

/** Expect elements to agree relative to the largest of them; a floor of 1 covers derivatives that vanish. */
export function expectClose(
  actual: HostTensor,
  expected: readonly number[],
  shape: readonly number[],
  tolerance: number,
  name: string,
): void {
  expect(actual.shape).toEqual(shape);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((slope, index) => {
    const error = Math.abs(actual.data[index]! - slope);
    expect(error <= tolerance * scale, `${name}[${index}]: ${actual.data[index]} for ${slope}`).toBe(true);
  });
}
