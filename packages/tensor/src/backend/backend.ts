import type { Dtype } from '../dtype.ts';
import type { Graph } from '../graph/graph.ts';
import type { HostTensor } from '../host-tensor.ts';
import type { Shape } from '../shape.ts';

/** A tensor in the memory of a device. Only the backend that made it knows what is inside. */
export interface DeviceTensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/** Runs graphs. It knows nothing of networks or losses. */
export interface Backend {
  /** `reference`, `onnx:cpu`, ... */
  readonly name: string;
  /** The device in words, for reports. */
  readonly device: string;
  /** What `compile` and `upload` accept. */
  readonly dtypes: readonly Dtype[];
  /** Prepare a graph for many runs.
   * @throws {DtypeError} if the graph has a dtype that the backend does not offer */
  compile(graph: Graph): Promise<Executable>;
  /** Copy a tensor to the device; the host's elements may change afterwards. */
  upload(tensor: HostTensor): Promise<DeviceTensor>;
  /** Copy a tensor to the host.
   * @throws {DomainError} if it was donated or released */
  read(tensor: DeviceTensor): Promise<HostTensor>;
  /** Give memory back ahead of the garbage collector; the tensor cannot be used afterwards. */
  release(tensor: DeviceTensor): void;
  /** Close the backend and everything compiled on it. */
  dispose(): Promise<void>;
}

/** A compiled graph. */
export interface Executable {
  readonly graph: Graph;
  /** Run once. Outputs are new tensors, ready for further runs; nothing is read back.
   *
   * @param inputs  one tensor for each input of the graph, by name
   * @throws {ShapeError} for a missing or unknown name or another shape
   * @throws {DtypeError} for another dtype
   * @throws {DomainError} for a tensor that was donated or released
   */
  run(inputs: Readonly<Record<string, DeviceTensor>>, options?: RunOptions): Promise<Record<string, DeviceTensor>>;
  dispose(): Promise<void>;
}

/** Options of {@link Executable.run}. */
export interface RunOptions {
  /** Names of inputs that the caller gives up: state that this run replaces. Their memory may be used for the outputs. */
  readonly donate?: readonly string[];
}
