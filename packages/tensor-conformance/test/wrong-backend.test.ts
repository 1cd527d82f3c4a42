import {
  add,
  type Backend,
  type DeviceTensor,
  type Graph,
  type HostTensor,
  makeGraph,
  mapRecord,
  type OpName,
  opRules,
  type Tensor,
} from '@noprior/tensor';
import { conformanceCases } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';

/** The graph with 1e-4 added to every result of one operation. */
function perturbed(graph: Graph, op: OpName): Graph {
  const replaced = new Map<Tensor, Tensor>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => replaced.get(input)!);
    const rebuilt = inputs.length === 0 ? node : ({ ...node, inputs } as Tensor);
    replaced.set(node, node.op === op ? add(rebuilt, 1e-4) : rebuilt);
  }
  return makeGraph(
    graph.inputs,
    mapRecord(graph.outputs, (node) => replaced.get(node)!),
  );
}

const wrongBackend = (op: OpName): Backend => {
  const backend = openReference();
  return { ...backend, compile: (graph) => backend.compile(perturbed(graph, op)) };
};

const failing = async (backend: Backend, id: string): Promise<boolean> =>
  (await conformanceCases.find((one) => one.id === id)!.run(backend, 'float64')) !== undefined;

const computing = (Object.keys(opRules) as OpName[]).filter((op) => op !== 'input');

test.each(computing)('a backend that is wrong by 1e-4 in %s is caught', async (op) => {
  const backend = wrongBackend(op);
  const small = conformanceCases.filter(({ id }) => !id.startsWith('simplify/') && !id.includes('accuracy'));
  const likely = small.toSorted((a, b) => Number(b.id.startsWith(op)) - Number(a.id.startsWith(op)));
  for (const one of likely) {
    const complaint = await one.run(backend, 'float64').catch(String);
    if (complaint !== undefined) return;
  }
  expect.fail(`no case notices that ${op} is wrong`);
});

test('a backend that does not give up donated tensors is caught', async () => {
  const backend = openReference();
  const forgetful: Backend = {
    ...backend,
    compile: async (graph) => {
      const executable = await backend.compile(graph);
      return {
        ...executable,
        graph,
        dispose: () => executable.dispose(),
        // Donation without effect: the tensor stays usable.
        run: (inputs) => executable.run(inputs),
      };
    },
  };
  expect(await failing(forgetful, 'errors/a run after donating')).toBe(true);
  expect(await failing(backend, 'errors/a run after donating')).toBe(false);
});

test('a backend that does not copy on upload is caught', async () => {
  const backend = openReference();
  const kept = new Map<DeviceTensor, HostTensor>();
  const sharing: Backend = {
    ...backend,
    upload: async (tensor) => {
      kept.set(tensor, tensor);
      return tensor;
    },
    read: async (tensor) => kept.get(tensor)!,
  };
  expect(await failing(sharing, 'behaviour/upload and read copy')).toBe(true);
  expect(await failing(backend, 'behaviour/upload and read copy')).toBe(false);
});

test('every case has an id of its own', () => {
  const ids = conformanceCases.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(400);
});
