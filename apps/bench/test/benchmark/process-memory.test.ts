import { expect, test } from 'vitest';
import { peakRssMbOf } from '../../src/benchmark/process-memory.ts';

const isLinux = process.platform === 'linux';

test.skipIf(isLinux)('elsewhere than on Linux there is no peak', async () => {
  expect(await peakRssMbOf(process.pid)).toBeNull();
});

test.runIf(isLinux)('the peak is the one that the system reports', async () => {
  const peak = await peakRssMbOf(process.pid);
  const reported = process.resourceUsage().maxRSS / 1024;
  expect(peak! / reported).toBeGreaterThan(0.8);
  expect(peak! / reported).toBeLessThan(1.2);
});

test('a process that is not there has none', async () => {
  expect(await peakRssMbOf(2 ** 30)).toBeNull();
});
