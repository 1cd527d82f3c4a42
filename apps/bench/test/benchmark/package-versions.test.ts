import { expect, test } from 'vitest';
import { packageVersions } from '../../src/benchmark/package-versions.ts';

test('versions of installed packages, also of those that do not export their manifest', () => {
  const versions = packageVersions(['onnxruntime-web', '@tensorflow/tfjs-core', 'no-such-package']);
  expect(Object.keys(versions)).toEqual(['onnxruntime-web', '@tensorflow/tfjs-core']);
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
