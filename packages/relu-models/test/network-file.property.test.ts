import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definedOnly, makeHostTensor } from '@noprior/tensor';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { loadNetwork, makeNetwork, type Preprocessing, type ReluNetwork, saveNetwork } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'relu-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const preprocessings = fc.record<Preprocessing>(
  {
    mean: fc
      .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 6, maxLength: 6 })
      .map((values) => makeHostTensor(values, [6])),
    imageShape: fc.constantFrom<readonly [number, number, number]>([1, 2, 3], [3, 1, 2], [6, 1, 1]),
    classes: fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
    pixelRange: fc.constantFrom<readonly [number, number]>([0, 1], [-1, 1], [0, 255]),
  },
  { requiredKeys: [] },
);

const networks = fc
  .record({
    hiddenSizes: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
    bias: fc.constantFrom('first', 'none', 'all'),
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    preprocessing: fc.option(preprocessings, { nil: undefined }),
    metadata: fc.option(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), { nil: undefined }),
  })
  .map(({ preprocessing, metadata, ...shape }): ReluNetwork => {
    const { layers } = makeNetwork({ inputSize: 6, dtype: 'float64', ...shape });
    return {
      layers,
      ...definedOnly({ preprocessing, metadata }),
    };
  });

it.each(['safetensors', 'npz'])('any network comes back from .%s as it was', async (extension) => {
  const path = join(folder, `network.${extension}`);
  await fc.assert(
    fc.asyncProperty(networks, async (network) => {
      await saveNetwork(path, network);
      expect(await loadNetwork(path)).toEqual(network);
    }),
    { numRuns: 60 },
  );
});
