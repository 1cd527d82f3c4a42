import {
  checkRun,
  type DeviceTensor,
  DomainError,
  type Executable,
  freeAfter,
  type Graph,
  type RunOptions,
  type Tensor,
} from '@noprior/tensor';
import type { KernelDevice } from './kernel-device.ts';
import { compute } from './kernels/compute.ts';
import { explicitTransposes } from './kernels/explicit-transposes.ts';
import { Scope } from './scope.ts';
import type { Value } from './tfjs-modules.ts';
import { TfjsTensor } from './tfjs-tensor.ts';

/** Where an executable runs, and what its backend keeps track of. */
export interface ExecutableContext {
  readonly device: KernelDevice;
  /** Scalar constants, shared by the executables of a backend. */
  readonly scalars: Map<number, Value>;
  /** Called once, when the executable is disposed. */
  readonly onDispose: (executable: Executable) => void;
}

/** Interprets a graph node by node, eagerly, and frees every value once its last reader is done. */
export class TfjsExecutable implements Executable {
  readonly graph: Graph;
  readonly #program: Graph;
  readonly #context: ExecutableContext;
  readonly #freeAfter: readonly (readonly Tensor[])[];
  readonly #constants = new Map<Tensor, Value>();
  #disposed = false;

  constructor(graph: Graph, context: ExecutableContext) {
    const { device } = context;
    this.graph = graph;
    this.#program = device.traits.explicitTransposes ? explicitTransposes(graph) : graph;
    this.#context = context;
    this.#freeAfter = freeAfter(this.#program);
    device.session(() => {
      for (const node of this.#program.nodes) {
        if (node.op !== 'constant') continue;
        this.#constants.set(node, device.write(Float32Array.from(node.attributes.data), node.shape));
      }
    });
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, DeviceTensor>> {
    const { device } = this.#context;
    if (this.#disposed) {
      throw new DomainError(`${device.name}: run: this executable was disposed; compile the graph again`);
    }
    checkRun(this.graph, inputs, options);
    const outputs = device.session(() => {
      const values = new Map<Tensor, Value>(this.#constants);
      this.#program.inputs.forEach((node) => {
        values.set(node, TfjsTensor.of(inputs[node.attributes.name]!, device).value);
      });
      // Given up at once, so that nobody can use them after a run that fails halfway.
      const donated = (options.donate ?? []).map((name) => TfjsTensor.of(inputs[name]!, device).take());
      try {
        return this.#compute(values);
      } finally {
        for (const value of donated) if (value !== undefined) device.free(value);
      }
    });
    await device.settle();
    return outputs;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const value of this.#constants.values()) this.#context.device.free(value);
    this.#context.onDispose(this);
  }

  /** @param values  of inputs and constants; the rest is added, and is freed again even if a kernel fails */
  #compute(values: Map<Tensor, Value>): Record<string, DeviceTensor> {
    const { device, scalars } = this.#context;
    const alive = new Set<Tensor>();
    try {
      for (const [position, node] of this.#program.nodes.entries()) {
        if (node.op !== 'input' && node.op !== 'constant') {
          const inputs = node.inputs.map((input) => values.get(input)!);
          values.set(node, compute(node, inputs, new Scope(device, scalars)));
          alive.add(node);
        }
        for (const dead of this.#freeAfter[position]!) {
          device.free(values.get(dead)!);
          values.delete(dead);
          alive.delete(dead);
        }
      }
      const outputs: Record<string, DeviceTensor> = {};
      for (const [name, node] of Object.entries(this.#program.outputs)) {
        outputs[name] = new TfjsTensor(device, device.view(values.get(node)!, node.shape), node.shape);
      }
      return outputs;
    } finally {
      // Outputs hold views of their own.
      for (const node of alive) device.free(values.get(node)!);
    }
  }
}
