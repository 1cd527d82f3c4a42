import { expect, test } from 'vitest';
import { peakRssMbOf } from '../../src/benchmark/process-memory.ts';

test('the peak is the one that the system reports; elsewhere than on Linux there is none', async () => {
  const peak = await peakRssMbOf(process.pid);
  if (process.platform !== 'linux') {
    expect(peak).toBeNull();
    return;
  }
  const reported = process.resourceUsage().maxRSS / 1024;
  expect(peak! / reported).toBeGreaterThan(0.8);
  expect(peak! / reported).toBeLessThan(1.2);
});

test('a process that is not there has none', async () => {
  expect(await peakRssMbOf(2 ** 30)).toBeNull();
});
