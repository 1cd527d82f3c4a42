import { expect, test } from 'vitest';
import { attackPowerCases } from '../../src/attack-power/attack-power-cases.ts';
import { attackPowerName } from '../../src/attack-power/attack-power-name.ts';
import type { AttackPowerEntry, AttackPowerResult } from '../../src/attack-power/attack-power-result.ts';
import {
  type AttackPowerSuiteOptions,
  isFinished,
  minutesLeft,
  runAttackPowerSuite,
} from '../../src/attack-power/run-attack-power-suite.ts';
import { foundFigures, machine } from './attack-power-sample.ts';

const cases = attackPowerCases.smoke;

function entryOf(index: number, more: Partial<AttackPowerEntry> = {}): AttackPowerEntry {
  return {
    job: attackPowerName(cases[index]!),
    case: cases[index]!,
    date: '2026-11-25T00:00:00.000Z',
    machine,
    backend: 'scripted',
    seconds: 1,
    peakRssMb: 100,
    load: [0, 0],
    pictures: [],
    figures: foundFigures(1),
    ...more,
  };
}

/** The suite with scripted jobs. */
async function run(options: Partial<AttackPowerSuiteOptions>, fails: readonly number[] = []) {
  const ran: number[] = [];
  const lines: string[] = [];
  const states: AttackPowerResult[] = [];
  const end = runAttackPowerSuite({
    scale: 'smoke',
    filter: '',
    earlier: undefined,
    onProgress: (line) => lines.push(line),
    onJob: async (state) => {
      states.push(state);
    },
    runJob: async (index) => {
      ran.push(index);
      if (fails.includes(index)) throw new Error('no memory');
      return { entry: entryOf(index), pictures: [{ name: `${index}.png`, title: 'found', base64: '' }] };
    },
    ...options,
  });
  const error = await end.then(
    () => undefined,
    (thrown: unknown) => String(thrown),
  );
  return { ran, lines, states, error };
}

test('a second run does only what is missing', async () => {
  const first = await run({ filter: 'curve' });
  expect(first.ran.map((index) => cases[index]!.kind)).toEqual(['curve', 'curve', 'curve']);
  const earlier = first.states.at(-1)!;
  const second = await run({ earlier });
  expect(second.ran).toEqual([...cases.keys()].filter((index) => cases[index]!.kind !== 'curve'));
  const all = second.states.at(-1)!;
  expect(all.jobs.map(({ job }) => job)).toEqual(cases.map(attackPowerName));
  expect(all.jobs[0]!.pictures).toEqual([{ name: '0.png', title: 'found' }]);
  expect((await run({ earlier: all })).ran).toEqual([]);
  expect((await run({ earlier: all, again: true, filter: 'choice' })).ran).toHaveLength(1);
});

test('the state is handed out after every job, and the lines say how much is left', async () => {
  const { states, lines } = await run({});
  expect(states.map(({ jobs }) => jobs.length)).toEqual(cases.map((_, index) => index + 1));
  expect(lines[0]).toBe(`attack-power: ${cases.length} of ${cases.length} jobs to do`);
  expect(lines[2]).toMatch(/^2\/\d+, about \d+ min left: attack: /);
});

test('a job that fails is named at the end, the others run, and the next run does it', async () => {
  const { ran, states, error, lines } = await run({}, [2]);
  expect(ran).toHaveLength(cases.length);
  expect(error).toContain(`1 of ${cases.length} jobs failed (${attackPowerName(cases[2]!)})`);
  expect(lines).toContain(`failed: ${attackPowerName(cases[2]!)}: no memory`);
  expect((await run({ earlier: states.at(-1)! })).ran).toEqual([2]);
});

test('a job is finished if it measured the same case and no smaller cap cut it', () => {
  const one = cases[0]!;
  expect(isFinished(undefined, one, undefined)).toBe(false);
  expect(isFinished(entryOf(0), one, undefined)).toBe(true);
  expect(isFinished(entryOf(1), one, undefined)).toBe(false);
  const more = { ...one, candidatesPerClass: 99 };
  expect(isFinished(entryOf(0), more, undefined)).toBe(false);
  const cut = entryOf(0, { cutAt: 30 });
  expect([undefined, 60, 30, 10].map((cap) => isFinished(cut, one, cap))).toEqual([false, false, true, true]);
});

test('minutes left follow the pace so far', () => {
  expect(minutesLeft([], [60])).toBeUndefined();
  expect(minutesLeft([{ expected: 10, seconds: 20 }], [60, 30])).toBe(3);
});
