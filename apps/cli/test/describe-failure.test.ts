import { advice, argument, FormatError, startAnew, wording } from '@noprior/tensor';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { describeFailure } from '../src/describe-failure.ts';
import { InterruptedError } from '../src/interrupted-error.ts';
import { UsageError } from '../src/usage-error.ts';

test.each([
  [new CommanderError(1, 'commander.unknownOption', 'said already'), 2, ''],
  [new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0, ''],
  [new UsageError('no mean'), 2, 'error: no mean\n'],
  [new FormatError('m.npz: cut short'), 1, 'error: m.npz: cut short [FORMAT]\n'],
  [new InterruptedError('interrupted at iteration 3'), 1, 'interrupted at iteration 3\n'],
  [
    new RangeError('Array buffer allocation failed'),
    1,
    'error: arrays of these sizes do not fit into memory (Array buffer allocation failed); choose smaller ones [DOMAIN]\n',
  ],
  [
    Object.assign(new Error('EACCES: permission denied, open'), { syscall: 'open' }),
    1,
    'error: the system refused: EACCES: permission denied, open [SYSTEM]\n',
  ],
])('%s', (error, exitCode, message) => {
  expect(describeFailure(error)).toEqual({ exitCode, message });
});

test('only what should not happen comes with its stack', () => {
  const { exitCode, message } = describeFailure(new TypeError('x is undefined'));
  expect(exitCode).toBe(1);
  expect(message).toMatch(/^unexpected error, please report it: TypeError: x is undefined\n {4}at /);
  expect(describeFailure('thrown text')).toEqual({
    exitCode: 1,
    message: 'unexpected error, please report it: thrown text\n',
  });
});

const flags = new Map([
  ['perClass', '--per-class'],
  ['labels', '--labels'],
  ['model', '--model'],
  ['dimension', '--dimension'],
  ['overwrite', '--overwrite'],
]);

test.each([
  [wording`loadDataset: ${argument('perClass')} must be at least 1`, '--per-class must be at least 1'],
  [wording`loadDataset: choose a ${argument('dimension')} of at most 7`, 'choose a --dimension of at most 7'],
  [wording`certify: ${argument('network')} has 2 outputs`, 'certify: --model has 2 outputs'],
  [wording`train: ${argument('steps')} must be at least 1`, 'train: steps must be at least 1'],
  [wording`tfjs:node: not there; ${advice('give-module', 'give it as load')}`, /^tfjs:node: .* NOPRIOR_TFJS_NODE$/],
  [wording`of another run; ${startAnew}`, 'of another run; start anew with --overwrite'],
  [wording`unite: or ${advice('unknown', 'go on')}`, 'unite: or go on'],
  ['loadDataset: mnist has labels of its own; leave labels out', 'mnist has labels of its own; leave labels out'],
  ['readFileBytes: cannot read /tmp/perClass/x', 'cannot read /tmp/perClass/x'],
  ['corners: no corner was found', 'corners: no corner was found'],
  ['m.npz: cut short', 'm.npz: cut short'],
])('%s: in the words of the command line', (message, said) => {
  const { message: told } = describeFailure(new FormatError(message), flags);
  expect(told).toMatch(/^error: .* \[FORMAT\]\n$/);
  expect(told.slice('error: '.length, -' [FORMAT]\n'.length)).toEqual(
    typeof said === 'string' ? said : expect.stringMatching(said),
  );
});

test('advice to start anew names no option where the command has none', () => {
  expect(describeFailure(new FormatError(wording`x; ${startAnew}`)).message).toBe('error: x; start anew [FORMAT]\n');
});

test('an error of another copy of a package is known by its code', async () => {
  // Tests run on sources, so the built package is another copy.
  const built: string = new URL('../../../packages/tensor/dist/index.js', import.meta.url).href;
  const copy = await import(built);
  const foreign: Error = new copy.FormatError('m.npz: cut short');
  expect(foreign).not.toBeInstanceOf(FormatError);
  expect(describeFailure(foreign)).toEqual({ exitCode: 1, message: 'error: m.npz: cut short [FORMAT]\n' });
});

test('a message of several lines, as by a hostile name, stays one line', () => {
  const { message } = describeFailure(new FormatError('array "a\nerror: all is well"'));
  expect(message).toBe('error: array "a\\u000aerror: all is well" [FORMAT]\n');
});

test('too many open files: how to raise the limit', () => {
  const error = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', syscall: 'open' });
  expect(describeFailure(error).message).toMatch(/ulimit -n 1024 \[SYSTEM\]\n$/);
});
