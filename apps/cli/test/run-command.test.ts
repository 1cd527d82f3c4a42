import { describe, expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

describe('help of a command names its options', () => {
  test.each([
    ['demo', ['--scale', '--backend', '--seed', '--out', '--json']],
    [
      'train',
      [
        '--dataset',
        '--data-dir',
        '--per-class',
        '--hidden',
        '--init',
        '--schedule',
        '--target-loss',
        '--seed',
        '--out',
      ],
    ],
    [
      'attack',
      ['--model', '--candidates-per-class', '--preset', '--radius', '--init-scale', '--box', '--max-iterations'],
    ],
    ['view', ['--model', '--html', '--json', '--max-file-mb']],
    ['report', ['--format', '--out', '--json']],
    ['score', ['--candidates', '--model', '--dataset', '--per-class', '--seed', '--report', '--out', '--json']],
    ['kkt', ['--model', '--candidates', '--alpha', '--derivative', '--lambda-min', '--scale', '--box', '--gradients']],
    ['refine', ['--model', '--dataset', '--target-residual', '--max-iterations', '--max-seconds', '--out', '--json']],
    ['transform split', ['--model', '--candidates', '--index', '--direction', '--distance', '--a', '--b', '--mode']],
    ['transform unite', ['--model', '--candidates', '--groups', '--scale', '--margin', '--force', '--out']],
    ['transform far', ['--model', '--candidates', '--distance', '--as-far-as-possible', '--keep-unused', '--seed']],
    ['certify', ['--model', '--dataset', '--distance', '--refine', '--radius-points', '--report', '--out', '--json']],
    ['backends', ['--json']],
  ])('%s', async (command, options) => {
    const { code, out } = await runInProcess(...command.split(' '), '--help');
    expect(code).toBe(0);
    for (const option of options) expect(out).toContain(option);
  });
});

const split = 'transform split --model m.npz --candidates c.npz --out o.npz --index 0';

describe('wrong usage: exit code 2, a message, nothing on standard output', () => {
  test.each([
    ['frobnicate', "unknown command 'frobnicate'"],
    ['backends --frob', "unknown option '--frob'"],
    ['backends extra', 'too many arguments'],
    ['kkt --candidates c.npz', "required option '--model <file>' not specified"],
    ['kkt --model', 'argument missing'],
    ['kkt --model m.npz --candidates c.npz --derivative surrogate', 'needs its sharpness'],
    ['transform', 'Usage: noprior transform'],
    ['transform twist', "unknown command 'twist'"],
    ['transform far --model m.npz --candidates c.npz --out o.npz', "required option '--distance <r>' not specified"],
    [`${split} --direction random`, 'split needs how far the halves go'],
    [`${split} --direction random --a 1`, 'split needs how far the halves go'],
    [`${split} --direction random --a 1 --distance 2`, 'cannot be used with'],
    [`${split} --direction north --distance 2`, 'expected random, complement, or the name of a file'],
    ['certify --model m.npz', "required option '--dataset <name>' not specified"],
    ['refine --model m.npz --dataset toy2d --out m.txt', 'ends in .safetensors or .npz'],
    ['certify --model m.npz --dataset toy2d --dtype float32', 'Allowed choices are float64'],
    ['train --dataset glyphs --out m.txt', 'ends in .safetensors or .npz'],
    [
      'attack --model m.npz --out a --backend tpu',
      'Allowed choices are auto, onnx:cpu, tfjs:node, tfjs:wasm, reference',
    ],
  ])('noprior %s', async (line, message) => {
    const { code, out, err } = await runInProcess(...line.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message.startsWith('Usage') ? /^Usage: / : /^error: /);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^ {4}at /m);
  });
});

describe('options out of range', () => {
  const train = ['train', '--dataset', 'glyphs', '--out', `${folder}/m.npz`];
  const attack = ['attack', '--model', 'm.npz', '--out', `${folder}/a`];
  const certify = ['certify', '--dataset', 'toy2d', '--model', 'm.npz'];
  test.each([
    [train, '--per-class', '0', 'Expected an integer from 1 to 2^53 - 1.'],
    [train, '--per-class', '1.5', 'Expected an integer from 1 to 2^53 - 1.'],
    [train, '--per-class', 'ten', 'Expected a number.'],
    [train, '--per-class', '', 'Expected a number.'],
    [train, '--per-class', '1e400', 'Expected a number.'],
    [train, '--seed', '-1', 'Expected an integer from 0 to 2^53 - 1.'],
    [train, '--seed', '9007199254740993', 'Expected an integer from 0 to 2^53 - 1.'],
    [train, '--hidden', '10,,10', 'Expected a number.'],
    [train, '--hidden', '10,0', 'Expected an integer from 1 to 2^53 - 1.'],
    [train, '--init', 'xavier', 'Allowed choices are pytorch, scaled-first, small.'],
    [train, '--schedule', 'cosine', 'Allowed choices are normalized, constant.'],
    [train, '--target-loss', '0', 'Expected a number above 0.'],
    [train, '--target-loss', 'NaN', 'Expected a number.'],
    [train, '--dtype', 'float16', 'Allowed choices are float32, float64.'],
    [train, '--dataset', 'imagenet', 'Allowed choices are sphere, toy2d, glyphs, mnist, cifar10.'],
    [certify, '--distance', '-1', 'Expected a number above 0.'],
    [certify, '--distance', 'far', 'Expected a number.'],
    [certify, '--radius-points', '0', 'Expected an integer from 1 to 2^53 - 1.'],
    [certify, '--kink-tolerance', '0', 'Expected a number above 0.'],
    [split.split(' '), '--distance', '-1', 'Expected a number above 0.'],
    [split.split(' '), '--index', '-1', 'Expected an integer from 0 to 2^53 - 1.'],
    [['transform', 'unite'], '--groups', '0,;1', 'Expected a number.'],
    [['transform', 'unite'], '--groups', '0,1.5', 'Expected an integer from 0 to 2^53 - 1.'],
    [attack, '--radius', '-1', 'Expected a number above 0.'],
    [attack, '--box', '1,-1', 'Expected LO,HI with LO <= HI.'],
    [attack, '--box', '1', 'Expected LO,HI with LO <= HI.'],
    [attack, '--box', 'median', 'Expected a number.'],
    [attack, '--alpha', '10,20,30', 'Expected 2 numbers'],
    [attack, '--alpha', '-3', 'Expected a number above 0.'],
    [attack, '--preset', 'haim', 'Allowed choices are adam-box, haim2022-mnist, haim2022-cifar10'],
  ])('%s %s %j', async (command, option, value, message) => {
    const { code, out, err } = await runInProcess(...command, option, value);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(option);
  });

  test('two starts at once', async () => {
    const { code, err } = await runInProcess(...attack, '--radius', '1', '--init-scale', '2');
    expect(code).toBe(2);
    expect(err).toContain('--radius');
  });

  test('a sharpness for the hard derivative', async () => {
    const { code, err } = await runInProcess(
      'kkt',
      ...['--model', 'm.npz', '--candidates', 'c.npz', '--derivative', 'hard', '--alpha', '3'],
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^error: --alpha belongs to the surrogate derivative/);
  });
});

describe('options that do not fit the data set', () => {
  test.each([
    [['--dataset', 'sphere', '--labels', 'odd-even'], /sphere has labels of its own.* \[DOMAIN\]\n$/],
    [['--dataset', 'glyphs', '--dimension', '3'], /dimension is for sphere only.* \[DOMAIN\]\n$/],
    [['--dataset', 'mnist', '--labels', 'big-small'], /labels: expected odd-even.* \[DOMAIN\]\n$/],
    [['--dataset', 'mnist', '--data-dir', `${folder}/nothing-here`], /there is no folder .*--data-dir \[SYSTEM\]\n$/],
    [['--dataset', 'cifar10', '--data-dir', `${folder}/nothing-here`], /there is no folder .*--data-dir \[SYSTEM\]\n$/],
    [
      ['--dataset', 'sphere', '--dimension', '784', '--hidden', '100000000000'],
      /takes at least .* choose smaller --hidden \[DOMAIN\]\n$/,
    ],
  ])('%j', async (options, message) => {
    const { code, out, err } = await runInProcess('train', ...options, '--out', `${folder}/m.npz`);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
  });
});
