import { expect, test } from 'vitest';
import { chromiumArguments } from '../src/chromium-arguments.ts';

test('software rendering unless NOPRIOR_GPU is 1', () => {
  expect(chromiumArguments({})).toContain('--use-webgpu-adapter=swiftshader');
  expect(chromiumArguments({ NOPRIOR_GPU: '0' })).toEqual(chromiumArguments({}));
  const withGpu = chromiumArguments({ NOPRIOR_GPU: '1' });
  expect(withGpu.join()).not.toContain('swiftshader');
  expect(withGpu).toContain('--enable-unsafe-webgpu');
});
