import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress } from '../src/progress.ts';
import { openTerminal } from '../src/terminal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function record(interactive: boolean) {
  const written: string[] = [];
  const progress = new Progress(
    openTerminal({
      out: () => undefined,
      err: (text) => void written.push(text),
      interactive,
      env: {},
      holdInterrupts: () => new AbortController().signal,
    }),
    'task',
  );
  return { written, progress };
}

test('a terminal gets one line that is rewritten and cleared', () => {
  const { written, progress } = record(true);
  progress.iterations(1, 10, 'loss 3', 42);
  expect(written).toEqual([]);
  vi.advanceTimersByTime(250);
  progress.iterations(2, 10, 'loss 2', 300);
  vi.advanceTimersByTime(250);
  progress.iterations(3, undefined, 'loss 1', Number.NaN);
  progress.done();
  progress.done();
  const line = 'task: 2/10, loss 2, 5 min 00 s left';
  expect(written).toEqual([`\r${line}`, `\r${'task: 3, loss 1'.padEnd(line.length)}`, `\r${' '.repeat(15)}\r`]);
});

test('a file gets a line every five seconds', () => {
  const { written, progress } = record(false);
  for (let second = 1; second <= 11; second++) {
    vi.advanceTimersByTime(1000);
    progress.bytes('https://example.org/f', second * 1e6, 11e6);
  }
  progress.done();
  expect(written).toEqual(['task: https://example.org/f 5.0/11.0 MB\n', 'task: https://example.org/f 10.0/11.0 MB\n']);
});

test('a part of a run shows the time left of the run', () => {
  const written: string[] = [];
  const streams = { out: () => undefined, env: {}, holdInterrupts: () => new AbortController().signal };
  const terminal = openTerminal({ ...streams, err: (text) => void written.push(text), interactive: false });
  const progress = new Progress(terminal, 'demo 1/3, training', {
    name: 'demo',
    left: (part) => (part === undefined ? undefined : part + 60),
  });
  vi.advanceTimersByTime(6000);
  progress.iterations(10, undefined, 'loss 1', undefined);
  vi.advanceTimersByTime(6000);
  progress.state('scoring', 9);
  expect(written).toEqual(['demo 1/3, training: 10, loss 1\n', 'demo 1/3, training: scoring, 69 s left of the demo\n']);
});
