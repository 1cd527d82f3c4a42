import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { canMeasureMemory, measureMemory } from './measure-memory.ts';
import { runInProcess } from './run-in-process.ts';
import { startNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const imagesName = 'train-images-idx3-ubyte.gz';
const megabytes = (count: number): number => count * 2 ** 20;

/** An IDX file: the magic number tells unsigned bytes and the number of extents. */
function idx(extents: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * extents.length);
  header.writeUInt32BE(0x800 + extents.length, 0);
  for (const [index, extent] of extents.entries()) header.writeUInt32BE(extent, 4 + 4 * index);
  return Buffer.concat([header, data]);
}

const digits = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, index) => index % 10);

/** A folder with labels of `count` digits and something in the place of their images. */
function folderWith(name: string, count: number, images?: Uint8Array): string {
  const folder = join(cwd, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idx([count], digits(count)));
  if (images !== undefined) writeFileSync(join(folder, imagesName), images);
  return folder;
}

const options = (dataDir: string): string[] => [
  ...['train', '--dataset', 'mnist', '--data-dir', dataDir, '--per-class', '1', '--hidden', '4'],
  ...['--max-iterations', '1', '--backend', 'reference', '--out', `${dataDir}.npz`],
];

describe.runIf(canMeasureMemory)('memory stays within 10 times the file and 64 MiB', () => {
  let idle = 0;
  beforeAll(async () => {
    const images = idx(
      [40, 28, 28],
      new Uint8Array(40 * 784).map((_, at) => at),
    );
    idle = (await measureMemory(options(folderWith('plain', 40, images)), cwd)).peak;
  });

  const zeros = (count: number): Uint8Array => new Uint8Array(count);
  /** Bytes of which the first cannot be packed. */
  const halfNoise = (noise: number, count: number): Uint8Array => {
    const bytes = zeros(count);
    let state = 1;
    for (let at = 0; at < noise; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      bytes[at] = state >>> 24;
    }
    return bytes;
  };
  const many = gzipSync(new Uint8Array(0));
  test.each<[string, number, Uint8Array, number, RegExp]>([
    ['more than the header says', 40, gzipSync(idx([40, 28, 28], zeros(megabytes(200)))), 1, /more than the 31360/],
    ['a header that says as much', 300_000, gzipSync(idx([300_000, 28, 28], zeros(235_200_000))), 1, /at most \d+ are/],
    ['as much as is let through', 20_000, gzipSync(idx([20_000, 28, 28], zeros(15_680_000))), 0, /^$/],
    ['as much of a larger file', 40_000, gzipSync(idx([40_000, 28, 28], halfNoise(2_000_000, 31_360_000))), 0, /^$/],
    [
      'zeros behind the end',
      40,
      Buffer.concat([gzipSync(idx([40, 28, 28], zeros(31_360))), zeros(megabytes(8))]),
      0,
      /^$/,
    ],
    ['members without end', 40, Buffer.concat(Array.from({ length: 200_000 }, () => many)), 1, /4096 gzip members/],
    ['a plain header that lies', 40, idx([4_000_000_000, 28, 28], zeros(100)), 1, /100 of the 3136000000000 bytes/],
  ])('%s', async (title, count, images, code, message) => {
    const folder = folderWith(title.replaceAll(' ', '-'), count, images);
    const { peak, ...outcome } = await measureMemory(options(folder), cwd);
    expect(outcome).toMatchObject({ code, stderr: expect.stringMatching(message) });
    const size = statSync(join(folder, imagesName)).size + count;
    expect(peak - idle).toBeLessThan(10 * size + megabytes(64));
  });

  test('a sparse file of 1 TB', async () => {
    const folder = folderWith('sparse', 40, idx([40, 28, 28], zeros(31_360)));
    truncateSync(join(folder, imagesName), 2 ** 40);
    const { peak, ...outcome } = await measureMemory(options(folder), cwd);
    expect(outcome).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`${imagesName}.*1099511627776`)),
    });
    expect(peak - idle).toBeLessThan(megabytes(64));
  });
});

describe('what is no regular file is refused and not waited for', () => {
  const pipe = (path: string): unknown => execFileSync('mkfifo', [path]);
  const device = (path: string): void => symlinkSync('/dev/zero', path);
  test.each([
    ['a pipe for images', 'mnist', imagesName, pipe],
    ['a pipe for a batch', 'cifar10', 'data_batch_1.bin', pipe],
    ['a device for images', 'mnist', imagesName, device],
    ['a device for a batch', 'cifar10', 'data_batch_1.bin', device],
    ['a pipe in another form', 'mnist', 'mnist.npz', pipe],
  ] as const)('%s', async (title, dataset, name, make) => {
    const folder = folderWith(title.replaceAll(' ', '-'), 40);
    make(join(folder, name));
    const { process: child, finished } = startNoprior([...options(folder), '--dataset', dataset], { cwd });
    const stop = setTimeout(() => child.kill('SIGKILL'), 30_000);
    expect(await finished).toMatchObject({ code: 1, stderr: expect.stringMatching(/\[(?:DOMAIN|FORMAT|SYSTEM)\]\n$/) });
    clearTimeout(stop);
  });

  test('a pipe for a folder', async () => {
    pipe(join(cwd, 'pipe'));
    expect((await runInProcess(...options(join(cwd, 'pipe')))).err).toMatch(/is a pipe, .*not a folder/);
  });
});

test.each([
  [['--dataset', 'sphere', '--per-class', '1e9'], /--per-class of at most 84733/],
  [['--dataset', 'sphere', '--dimension', '1e9', '--per-class', '2'], /dimension of at most 33554424/],
  [['--dataset', 'glyphs', '--per-class', '1e9'], /--per-class of at most 84733/],
  [['--dataset', 'toy2d', '--per-class', '1e9'], /--per-class of at most 6710886/],
  [['--dataset', 'sphere', '--dimension', '1e12', '--per-class', '1e12'], /choose a smaller --per-class and/],
])('%j is refused before memory is taken', async (data, message) => {
  const outcome = await runInProcess('train', ...data, '--hidden', '4', '--out', join(cwd, 'm.npz'));
  expect(outcome).toMatchObject({ code: 1, err: expect.stringMatching(message) });
});

test('more samples than there are: the message says how many there are', async () => {
  const folder = folderWith('few', 40, idx([40, 28, 28], new Uint8Array(40 * 784)));
  const { code, err } = await runInProcess(...options(folder), '--per-class', '1e9');
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/20 samples labelled.*at most 10 /) });
});
