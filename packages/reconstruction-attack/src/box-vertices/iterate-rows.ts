import {
  type Backend,
  DeviceLoop,
  type DeviceTensor,
  type Graph,
  type HostTensor,
  makeHostTensor,
  makeTypedArray,
  repeatStep,
  simplify,
  sizeOf,
  toHostDtype,
} from '@noprior/tensor';
import { yieldToEventLoop } from '../run/yield-to-event-loop.ts';

/** Elements of the widest array of a chunk. In float32 that is half a megabyte, so that the few arrays of a step stay in the cache of a
 * processor core. */
const chunkElements = 2 ** 17;

/** Steps that one run of the backend makes, at most. */
const mostStepsPerRun = 10;

/** A step that treats every row by itself. */
export interface RowStep {
  /** The step for a number of rows; its state has one row for each. */
  graph(rows: number): Graph;
  /** Elements of a row of the widest array. */
  readonly width: number;
  /** Inputs that stay the same, [n, ...] each, by name. */
  readonly fixed?: Readonly<Record<string, HostTensor>>;
}

/** Repeat a step on many rows: chunk after chunk, so that a chunk stays in the cache through all of its iterations, and several steps a run.
 *
 * @param start  [n, ...] each, by name: the whole state
 * @param stop   asked before every run; what is left then keeps the state that it has
 * @returns      the state after the iterations, in the dtype of the graph
 */
export async function iterateRows(
  backend: Backend,
  { graph, width, fixed = {} }: RowStep,
  start: Readonly<Record<string, HostTensor>>,
  iterations: number,
  stop: () => boolean,
): Promise<Record<string, HostTensor>> {
  const count = Object.values(start)[0]!.shape[0]!;
  const chunks = Math.ceil(count / Math.max(1, Math.floor(chunkElements / width)));
  const rows = Math.ceil(count / Math.max(1, chunks));
  const steps = largestDivisor(iterations, mostStepsPerRun);
  const step = simplify(repeatStep(graph(rows), steps));
  const { dtype } = step.inputs[0]!;
  const result: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(start)) result[name] = toHostDtype(tensor, dtype);
  const pause = yieldToEventLoop();
  let loop: DeviceLoop | undefined;
  try {
    for (let first = 0; first < count && !stop(); first += rows) {
      const part = (tensors: Readonly<Record<string, HostTensor>>) =>
        Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, rowsOf(tensor, first, rows)]));
      if (loop === undefined) loop = await DeviceLoop.open(backend, step, part(result));
      else await loop.replace(part(result));
      const given = part(fixed);
      for (let done = 0; done < iterations && !stop(); done += steps) {
        await loop.step({}, { inputs: await upload(backend, given, dtype) });
        await pause();
      }
      const ended = await loop.read();
      for (const [name, tensor] of Object.entries(ended)) putRows(result[name]!, first, tensor);
    }
    return result;
  } finally {
    await loop?.dispose();
  }
}

async function upload(
  backend: Backend,
  tensors: Readonly<Record<string, HostTensor>>,
  dtype: HostTensor['dtype'],
): Promise<Record<string, DeviceTensor>> {
  const uploaded: Record<string, DeviceTensor> = {};
  for (const [name, tensor] of Object.entries(tensors))
    uploaded[name] = await backend.upload(toHostDtype(tensor, dtype));
  return uploaded;
}

/** Rows from an index on, with rows of zeros behind the last. */
function rowsOf({ data, shape, dtype }: HostTensor, first: number, count: number): HostTensor {
  const size = sizeOf(shape.slice(1));
  const part = makeTypedArray(dtype, count * size);
  part.set(data.subarray(first * size, Math.min(data.length, (first + count) * size)));
  return makeHostTensor(part, [count, ...shape.slice(1)]);
}

/** Write rows back, as many as there are. */
function putRows(target: HostTensor, first: number, { data, shape }: HostTensor): void {
  const at = first * sizeOf(shape.slice(1));
  target.data.set(data.subarray(0, Math.min(data.length, target.data.length - at)), at);
}

function largestDivisor(value: number, most: number): number {
  for (let divisor = most; divisor > 1; divisor--) if (value % divisor === 0) return divisor;
  return 1;
}
