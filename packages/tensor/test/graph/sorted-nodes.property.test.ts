import { add, freeAfter, makeGraph, scalar, type Tensor, trace } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** Random directed acyclic graphs: each node adds two earlier ones; some nodes are outputs. */
const graphs = fc
  .record({
    links: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  })
  .map(({ links, picks }) => {
    const spec = { shape: [], dtype: 'float64' } as const;
    const { inputs } = trace({ a: spec, b: spec }, () => ({}));
    const pool: Tensor[] = [...inputs, scalar(2, 'float64')];
    for (const [left, right] of links) pool.push(add(pool[left % pool.length]!, pool[right % pool.length]!));
    const outputs = Object.fromEntries(picks.map((pick, index) => [`y${index}`, pool[pick % pool.length]!]));
    return makeGraph(inputs, outputs);
  });

describe('the nodes of a graph', () => {
  test('come once each, after their inputs, and are needed', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const position = new Map(graph.nodes.map((node, index) => [node, index]));
        expect(position.size).toBe(graph.nodes.length);
        const needed = new Set<Tensor>([...graph.inputs, ...Object.values(graph.outputs)]);
        for (const node of [...graph.nodes].reverse()) {
          expect(needed.has(node)).toBe(true);
          for (const input of node.inputs) {
            needed.add(input);
            expect(position.get(input)!).toBeLessThan(position.get(node)!);
          }
        }
        for (const node of needed) expect(position.has(node)).toBe(true);
      }),
    );
  });
});

describe('freeAfter', () => {
  test('frees every intermediate node once, right after its last reader, and nothing else', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const outputs = new Set<Tensor>(Object.values(graph.outputs));
        const plan = freeAfter(graph);
        expect(plan).toHaveLength(graph.nodes.length);
        const freedAt = new Map<Tensor, number>();
        plan.forEach((dead, position) => {
          for (const node of dead) {
            expect(freedAt.has(node)).toBe(false);
            freedAt.set(node, position);
          }
        });
        for (const node of graph.nodes) {
          const lastRead = graph.nodes.findLastIndex((reader) => reader.inputs.includes(node));
          const keeps = node.op === 'input' || node.op === 'constant' || outputs.has(node);
          const expected = keeps ? undefined : lastRead;
          expect(freedAt.get(node)).toBe(expected);
        }
      }),
    );
  });
});
