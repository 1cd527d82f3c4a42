import { type Backend, type DeviceTensor, type Executable, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { type NormalizedPoint, normalize } from './normalized-point.ts';

/** What a program of {@link compileRefinePrograms} gave. */
export interface ProgramRun {
  /** `undefined` where the point is wrong about a sample. */
  readonly point: NormalizedPoint | undefined;
  /** `squared` of the program, if it has that. */
  readonly squared: number | undefined;
}

/** The points of a refineToKkt on its device: programs make them, `keepOnly` frees them. */
export class DevicePoints {
  readonly #backend: Backend;
  readonly #x: DeviceTensor;
  readonly #labels: Float64Array;
  readonly #layers: number;
  readonly #points = new Set<NormalizedPoint>();

  /**
   * @param x       [n, r], kept by the caller
   * @param labels  [n]
   * @param layers  of the network
   */
  constructor(backend: Backend, x: DeviceTensor, labels: Float64Array, layers: number) {
    this.#backend = backend;
    this.#x = x;
    this.#labels = labels;
    this.#layers = layers;
  }

  /** Run a program, read what is no parameter, and bring the smallest margin to 1. */
  async run(
    program: Executable,
    inputs: Readonly<Record<string, DeviceTensor>>,
    scalars: Readonly<Record<string, number>>,
  ): Promise<ProgramRun> {
    const uploaded: Record<string, DeviceTensor> = {};
    for (const [name, value] of Object.entries(scalars)) {
      uploaded[name] = await this.#backend.upload(makeHostTensor([value], []));
    }
    const outputs = await program.run({ ...inputs, ...uploaded, x: this.#x });
    this.release(Object.values(uploaded));
    const parameters: Record<string, DeviceTensor> = {};
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name.startsWith('layers.')) parameters[name] = tensor;
      else read[name] = await this.#backend.read(tensor);
    }
    this.release(Object.keys(read).map((name) => outputs[name]!));
    return { point: this.#toPoint(parameters, read), squared: read.squared?.data[0] };
  }

  /** Free all points but these. */
  keepOnly(kept: readonly NormalizedPoint[]): void {
    for (const point of this.#points) {
      if (kept.includes(point)) continue;
      this.#points.delete(point);
      this.release(Object.values(point.parameters));
    }
  }

  /** Free tensors; one that is named twice is freed once. */
  release(tensors: Iterable<DeviceTensor>): void {
    for (const tensor of new Set(tensors)) this.#backend.release(tensor);
  }

  #toPoint(
    parameters: Readonly<Record<string, DeviceTensor>>,
    quantities: Readonly<Record<string, HostTensor>>,
  ): NormalizedPoint | undefined {
    const normalized = normalize(quantities, this.#layers, this.#labels);
    if (normalized === undefined) {
      this.release(Object.values(parameters));
      return undefined;
    }
    const point = { parameters, ...normalized };
    this.#points.add(point);
    return point;
  }
}
