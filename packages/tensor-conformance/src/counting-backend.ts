import type { Backend, DeviceTensor } from '@noprior/tensor';

/** A backend that counts what is read and what is still alive: for tests that state stays on the device, and that no tensor is
 * left behind. */
export interface CountingBackend extends Backend {
  readonly reads: DeviceTensor[];
  /** Tensors that were uploaded or computed, and neither released nor donated. */
  readonly alive: ReadonlySet<DeviceTensor>;
  /** Runs so far. */
  runs(): number;
}

/** Wrap a backend; the numbers are those of the inner one.
 *
 * @example const backend = countingBackend(openReference())
 */
export function countingBackend(inner: Backend): CountingBackend {
  const reads: DeviceTensor[] = [];
  const alive = new Set<DeviceTensor>();
  let runs = 0;
  return {
    name: inner.name,
    device: inner.device,
    dtypes: inner.dtypes,
    reads,
    alive,
    runs: () => runs,
    async compile(graph) {
      const executable = await inner.compile(graph);
      return {
        graph: executable.graph,
        dispose: () => executable.dispose(),
        async run(inputs, options = {}) {
          runs++;
          const outputs = await executable.run(inputs, options);
          for (const name of options.donate ?? []) alive.delete(inputs[name]!);
          for (const tensor of Object.values(outputs)) alive.add(tensor);
          return outputs;
        },
      };
    },
    async upload(tensor) {
      const uploaded = await inner.upload(tensor);
      alive.add(uploaded);
      return uploaded;
    },
    async read(tensor) {
      reads.push(tensor);
      return inner.read(tensor);
    },
    release(tensor) {
      alive.delete(tensor);
      inner.release(tensor);
    },
    dispose: () => inner.dispose(),
  };
}
