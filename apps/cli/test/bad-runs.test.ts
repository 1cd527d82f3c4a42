import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);

beforeAll(async () => {
  const train = ['train', '--dataset', 'toy2d', '--hidden', '4', '--max-iterations', '2', '--out', at('t.safetensors')];
  expect((await runInProcess(...train)).code).toBe(0);
});

test('steps that are too large end with the iteration at which the loss broke, and without results', async () => {
  const attack = ['attack', '--model', at('t.safetensors'), '--step-size', '1e38', '--max-iterations', '50'];
  const attacked = await runInProcess(...attack, '--box', 'none', '--out', at('broken'), '--json');
  expectOneLine(attacked, /not finite at iteration \d+; lower the step sizes.* \[CONVERGENCE\]$/);
  expect(existsSync(at('broken'))).toBe(false);
  const train = ['train', '--dataset', 'toy2d', '--hidden', '4,4', '--schedule', 'constant', '--step-size', '1e38'];
  const trained = await runInProcess(...train, '--max-iterations', '50', '--out', at('broken/m.npz'), '--json');
  expectOneLine(trained, /at iteration \d+.* \[CONVERGENCE\]$/);
  expect(existsSync(at('broken'))).toBe(false);
});

describe('checkpoints', () => {
  test('a damaged one, one of another command and one of another run are refused', async () => {
    const out = at('run');
    mkdirSync(out);
    const checkpoint = join(out, 'checkpoint.safetensors');
    const attack = ['attack', '--model', at('t.safetensors'), '--max-iterations', '5', '--out', out, '--resume'];
    const whole = readFileSync(at('t.safetensors'));
    writeFileSync(checkpoint, whole.subarray(0, Math.floor(whole.length * 0.6)));
    expectOneLine(await runInProcess(...attack), /checkpoint\.safetensors.* \[FORMAT\]$/);
    copyFileSync(at('t.safetensors'), checkpoint);
    expectOneLine(await runInProcess(...attack), /not a checkpoint of the attack kkt.* \[FORMAT\]$/);
    const limit = [...attack.slice(0, 3), '--out', out, '--max-seconds', '1e-9', '--overwrite'];
    expect((await runInProcess(...limit)).code).toBe(0);
    expectOneLine(await runInProcess(...attack, '--seed', '9'), /another --max-iterations.*seed.* \[DOMAIN\]$/);

    const train = ['train', '--dataset', 'toy2d', '--hidden', '4', '--out', at('u.npz'), '--resume'];
    copyFileSync(at('t.safetensors'), at('u.checkpoint.safetensors'));
    expectOneLine(await runInProcess(...train), /not a checkpoint of a training.* \[FORMAT\]$/);
    expect(existsSync(at('u.npz'))).toBe(false);
  });

  test('of another command, or with a changed bit, or without its records, are refused before anything is computed', async () => {
    const limit = ['--max-seconds', '1e-9'];
    const model = ['--model', at('t.safetensors')];
    const attack = ['attack', ...model, '--out', at('kinds')];
    expect((await runInProcess(...attack, ...limit)).code).toBe(0);
    const train = ['train', '--dataset', 'toy2d', '--hidden', '4', '--out', at('kind.safetensors'), ...limit];
    expect((await runInProcess(...train)).code).toBe(0);
    const [training, attacking] = [at('kind.checkpoint.safetensors'), join(at('kinds'), 'checkpoint.safetensors')];
    const records = readdirSync(at('kinds')).find((name) => name.endsWith('.jsonl'))!;

    // With a noise of its own, for this first layer tells none.
    const evidence = ['attack', '--method', 'evidence', ...model, '--noise', '1', '--out', at('kinds-2'), '--resume'];
    mkdirSync(at('kinds-2'));
    copyFileSync(attacking, join(at('kinds-2'), 'checkpoint.safetensors'));
    expectOneLine(await runInProcess(...evidence), /not a checkpoint of the attack evidence but .*"kkt".* \[FORMAT\]$/);
    copyFileSync(training, join(at('kinds-2'), 'checkpoint.safetensors'));
    expectOneLine(
      await runInProcess(...evidence),
      /not a checkpoint of the attack evidence but .*"training".* \[FORMAT\]$/,
    );

    const whole = readFileSync(attacking);
    const flipped = Uint8Array.from(whole);
    flipped[whole.length - 3]! ^= 0x40;
    writeFileSync(attacking, flipped);
    expectOneLine(
      await runInProcess(...attack, '--resume'),
      /is damaged: the SHA-256 .*start anew with --overwrite \[FORMAT\]$/,
    );
    // Without --resume it is in the way, and the advice works.
    expectOneLine(await runInProcess(...attack), /finished run.*--overwrite/);
    writeFileSync(attacking, whole);
    renameSync(join(at('kinds'), records), at('records.jsonl'));
    expectOneLine(
      await runInProcess(...attack, '--resume'),
      /records, .*, are missing; .*start anew with --overwrite \[FORMAT\]$/,
    );
  });

  test('a finished run has nothing to resume', async () => {
    const train = [
      'train',
      '--dataset',
      'toy2d',
      '--hidden',
      '4',
      '--max-iterations',
      '2',
      '--out',
      at('t.safetensors'),
    ];
    const trained = await runInProcess(...train, '--resume', '--json');
    expect({ code: trained.code, err: trained.err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/finished already/),
    });
    expect(JSON.parse(trained.out)).toMatchObject({ iterations: 2, out: at('t.safetensors') });
    const attack = ['attack', '--model', at('t.safetensors'), '--max-iterations', '2', '--out', at('finished')];
    expect((await runInProcess(...attack)).code).toBe(0);
    expect((await runInProcess(...attack, '--resume')).err).toMatch(/finished already; nothing was computed/);
    // Another model under another name is another one; the same one is not.
    copyFileSync(at('t.safetensors'), at('same.safetensors'));
    const more = [...train.slice(0, -3), '3', '--out', at('more.safetensors')];
    expect((await runInProcess(...more)).code).toBe(0);
    const named = (name: string): string[] => attack.map((arg) => (arg === at('t.safetensors') ? at(name) : arg));
    expect((await runInProcess(...named('same.safetensors'), '--resume')).err).toMatch(/finished already/);
    expectOneLine(
      await runInProcess(...named('more.safetensors'), '--resume'),
      /of a finished run with another more\.safetensors, .* \[DOMAIN\]$/,
    );
    const other = await runInProcess(...attack, '--resume', '--seed', '5');
    expectOneLine(other, /of a finished run with another seed, so there is nothing to resume.* \[DOMAIN\]$/);
  });
});
