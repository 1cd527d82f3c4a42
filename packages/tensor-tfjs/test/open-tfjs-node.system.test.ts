import util from 'node:util';
import { BackendUnavailableError } from '@noprior/tensor';
import { openTfjsNode } from '@noprior/tensor-tfjs';
import { expect, test } from 'vitest';

/** What tfjs-node 4.22.0 throws where its installer could not fetch the library. */
const recorded =
  "The Node.js native addon module (tfjs_binding.node) can not be found at path: /somewhere/tfjs-node/lib/napi-v8/tfjs_binding.node. \nPlease run command 'npm rebuild @tensorflow/tfjs-node --build-addon-from-source' to rebuild the native addon module.";

test.each([
  [
    "Cannot find package '@tensorflow/tfjs-node' imported from /somewhere.js",
    "Cannot find package '@tensorflow/tfjs-node'",
  ],
  [recorded, 'The Node.js native addon module (tfjs_binding.node) can not be found at path'],
  ['libtensorflow.so.2: cannot open shared object file: No such file or directory', 'libtensorflow.so.2'],
])('a package that does not load is reported: %s', async (message, said) => {
  const opening = openTfjsNode({ load: () => Promise.reject(new Error(message)) });
  await expect(opening).rejects.toThrow(BackendUnavailableError);
  await expect(opening).rejects.toThrow(said);
  await expect(opening).rejects.toThrow('npm install @tensorflow/tfjs-node@^4.22.0');
});

const fake = (versions: Record<string, string>, opens = true) => ({
  version: versions,
  engine: () => ({}),
  getBackend: () => 'cpu',
  setBackend: async () => opens,
  tensor: () => ({}),
  memory: () => ({ numTensors: 0 }),
});

test.each([
  [{ 'tfjs-core': '4.21.0', 'tfjs-node': '4.21.0' }, '4.21.0'],
  [{ 'tfjs-core': '4.22.0', 'tfjs-node': '4.20.0' }, '4.20.0'],
  [{ 'tfjs-core': '4.22.0' }, 'unknown'],
])('another version is refused, naming both: %o', async (versions, named) => {
  const opening = openTfjsNode({ load: async () => ({ default: fake(versions) }) });
  await expect(opening).rejects.toThrow(BackendUnavailableError);
  await expect(opening).rejects.toThrow(
    `@tensorflow/tfjs-node ${named} on @tensorflow/tfjs-core ${versions['tfjs-core']}`,
  );
});

test('something else than the module is refused, and so is a backend that does not open', async () => {
  await expect(openTfjsNode({ load: async () => ({}) })).rejects.toThrow('load did not give @tensorflow/tfjs-node');
  const versions = { 'tfjs-core': '4.22.0', 'tfjs-node': '4.22.0' };
  await expect(openTfjsNode({ load: async () => fake(versions, false) })).rejects.toThrow(BackendUnavailableError);
});

test('what Node 23 removed is there when tfjs-node is imported, and is not enumerable', async () => {
  const before = Object.getOwnPropertyDescriptor(util, 'isNullOrUndefined');
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  let seen: unknown;
  await openTfjsNode({
    load: async () => {
      seen = Reflect.get(util, 'isNullOrUndefined');
      throw new Error('absent');
    },
  }).catch(() => {});
  expect(seen).toBeTypeOf('function');
  const values = [null, undefined, 0, ''].map((value) => Reflect.apply(Object(seen), undefined, [value]));
  expect(values).toEqual([true, true, false, false]);
  expect(Object.keys(util)).not.toContain('isNullOrUndefined');
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  if (before !== undefined) Object.defineProperty(util, 'isNullOrUndefined', before);
});
