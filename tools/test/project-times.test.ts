import { expect, test } from 'vitest';
import type { TestModule } from 'vitest/node';
import { ProjectTimes } from '../project-times.ts';

/** What the reporter reads of a file of tests: its project, and how each test ended. */
function fileOf(name: string, ...states: string[]): TestModule {
  const allTests = () => states.map((state) => ({ result: () => ({ state }) }));
  return { project: { name }, children: { allTests } } as unknown as TestModule; // a real one needs a run of Vitest
}

test('each project has a line with its seconds, from its first file to its last, and its counts', () => {
  let text = '';
  let now = 5000;
  const times = new ProjectTimes(
    (part) => {
      text += part;
    },
    () => now,
  );
  times.onTestRunStart();
  const [first, second] = [fileOf('unit', 'passed', 'passed'), fileOf('unit', 'failed', 'skipped')];
  times.onTestModuleQueued(first);
  times.onTestModuleQueued(second);
  now += 2000;
  times.onTestModuleEnd(first);
  now += 5000;
  times.onTestModuleEnd(second);
  const other = fileOf('system', 'passed');
  times.onTestModuleQueued(other);
  now += 90_000;
  times.onTestModuleEnd(other);
  times.onTestRunEnd();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^unit +7 s .*\b2 files\b.*\b2 passed, 1 failed, 1 skipped$/);
  expect(lines[1]).toMatch(/^system +90 s .*\b1 files\b.*\b1 passed, 0 failed, 0 skipped$/);
});
