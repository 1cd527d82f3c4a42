import { describe, expect, test } from 'vitest';
import { Interrupts } from '../src/interrupts.ts';
import { runCommand } from '../src/main.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

test('nothing listens for signals before hold and after release', () => {
  const before = process.listenerCount('SIGINT');
  const said: string[] = [];
  const interrupts = new Interrupts((text) => said.push(text));
  expect(process.listenerCount('SIGINT')).toBe(before);
  const signal = interrupts.hold();
  expect(interrupts.hold()).toBe(signal);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  expect(process.listenerCount('SIGTERM')).toBeGreaterThan(0);
  process.emit('SIGINT', 'SIGINT');
  expect(signal.aborted).toBe(true);
  expect(said).toEqual([expect.stringMatching(/^\ninterrupted: [^\n]+\n$/)]);
  // A second one would end this process.
  process.emit('SIGHUP', 'SIGHUP');
  expect(said).toHaveLength(1);
  interrupts.release();
  expect(process.listenerCount('SIGHUP')).toBe(0);
  expect(process.listenerCount('SIGINT')).toBe(before);
});

describe('only commands that save something hold interrupts', () => {
  async function holds(...args: string[]): Promise<boolean> {
    let held = false;
    await runCommand(args, {
      out: () => undefined,
      err: () => undefined,
      interactive: false,
      env: {},
      holdInterrupts: () => {
        held = true;
        return AbortSignal.abort();
      },
    });
    return held;
  }
  const model = `${folder}/m.npz`;
  const data = ['--dataset', 'toy2d', '--per-class', '2'];

  test('train, attack and demo do', async () => {
    expect(await holds('train', ...data, '--hidden', '3', '--out', model)).toBe(true);
    // The aborted training left a checkpoint, which is a model, too.
    const checkpoint = `${folder}/m.checkpoint.safetensors`;
    expect(await holds('attack', '--model', checkpoint, '--out', `${folder}/a`)).toBe(true);
    expect(await holds('demo', '--scale', 'smoke', '--out', `${folder}/d`)).toBe(true);
  });

  test('backends and kkt do not', async () => {
    expect(await holds('backends', '--json')).toBe(false);
    expect(await holds('kkt', '--model', model, '--candidates', model)).toBe(false);
  });
});
