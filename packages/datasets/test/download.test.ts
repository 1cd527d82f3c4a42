import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChecksumError, DomainError, FormatError, SystemError } from '@noprior/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCifar10 } from '../src/cifar10.ts';
import { type DownloadProgress, downloadFile, type RemoteFile } from '../src/download.ts';
import { loadDataset } from '../src/index.ts';
import { loadMnist, mnistFiles } from '../src/mnist.ts';
import { sha256 } from '../src/sha256.ts';
import { gzip, makeCifarBatch, makeDigits, makeTar } from './make-files.ts';

let folder = '';
let server: Server;
let origin = '';
let requests: string[] = [];
let respond: RequestListener = (_, response) => response.end();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasets-'));
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  origin = `http://127.0.0.1:${address.port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function remote(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<RemoteFile> {
  return { url: `${origin}/${name}`, bytes: bytes.length, sha256: await sha256(bytes) };
}

const contents = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);

test('sha256 of nothing and of abc, from FIPS 180-4', async () => {
  expect(await sha256(new Uint8Array(0))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(await sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('a file arrives with its progress', async () => {
  respond = (_, response) => response.end(contents);
  const file = await remote('a', contents);
  const progress: DownloadProgress[] = [];
  expect(await downloadFile(file, { onProgress: (step) => progress.push(step) })).toEqual(contents);
  expect(progress.at(-1)).toEqual({ url: file.url, bytes: 300_000, total: 300_000 });
  expect(progress.every((step, index) => index === 0 || step.bytes > progress[index - 1]!.bytes)).toBe(true);
});

test('a corrupt, short or long file is a ChecksumError', async () => {
  const file = await remote('a', contents);
  respond = (_, response) => response.end(contents.with(7, 0));
  await expect(downloadFile(file)).rejects.toThrow(ChecksumError);
  await expect(downloadFile(file)).rejects.toThrow(/has SHA-256 [0-9a-f]{64}, expected/);
  respond = (_, response) => response.end(contents.subarray(0, 1000));
  await expect(downloadFile(file)).rejects.toThrow(/gave 1000 of 300000 bytes/);
  respond = (_, response) => {
    // A body without end: only a reader that stops by itself comes back.
    const timer = setInterval(() => response.write(contents), 1);
    response.on('close', () => clearInterval(timer));
  };
  await expect(downloadFile(file)).rejects.toThrow(ChecksumError);
  await expect(downloadFile(file)).rejects.toThrow(/is longer than the expected/);
});

test('network failures tell to pass a folder', async () => {
  const file = await remote('a', contents);
  respond = (_, response) => response.writeHead(404).end('no such file');
  await expect(downloadFile(file)).rejects.toThrow(/the server answered 404.*dataDir/);
  respond = (_, response) => {
    response.write(contents.subarray(0, 1000));
    setTimeout(() => response.destroy(), 20);
  };
  await expect(downloadFile(file)).rejects.toThrow(DomainError);
  const offline = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') }));
  await expect(downloadFile(file, { fetch: offline })).rejects.toThrow(
    /cannot fetch .* \(fetch failed: getaddrinfo ENOTFOUND\).*dataDir/,
  );
});

test('a download can be stopped', async () => {
  const file = await remote('a', contents);
  const controller = new AbortController();
  respond = (_, response) => {
    response.write(contents.subarray(0, 1000));
  };
  const onProgress = () => controller.abort(new Error('stopped by the user'));
  await expect(downloadFile(file, { onProgress, signal: controller.signal })).rejects.toThrow('stopped by the user');
  await expect(downloadFile(file, { signal: controller.signal })).rejects.toThrow('stopped by the user');
  expect(requests).toHaveLength(1);
});

test('MNIST is downloaded once, kept, and fetched again only if the kept file is damaged', async () => {
  const digits = makeDigits(30);
  const bodies = new Map([
    ['/images.gz', gzip(digits.images)],
    ['/labels.gz', gzip(digits.labels)],
  ]);
  respond = (request, response) => response.end(bodies.get(request.url ?? ''));
  const files = [
    await remote('images.gz', bodies.get('/images.gz')!),
    await remote('labels.gz', bodies.get('/labels.gz')!),
  ] as const;
  const images = await loadMnist({ cacheDir: folder }, files);
  expect([...images.classOf]).toEqual(Array.from({ length: 30 }, (_, index) => index % 10));
  expect([...images.pixels(7)]).toEqual(new Array(784).fill(7));
  expect(images.checksums).toEqual({ 'images.gz': files[0].sha256, 'labels.gz': files[1].sha256 });
  expect((await readdir(join(folder, 'mnist'))).sort()).toEqual(['images.gz', 'labels.gz']);
  await loadMnist({ cacheDir: folder }, files);
  expect(requests).toHaveLength(2);
  await writeFile(join(folder, 'mnist', 'labels.gz'), 'damaged');
  expect((await loadMnist({ cacheDir: folder }, files)).classOf).toEqual(images.classOf);
  expect(requests).toEqual(['/images.gz', '/labels.gz', '/labels.gz']);
});

test('of a corrupt download nothing is kept', async () => {
  const wrong = new Uint8Array(mnistFiles[0].bytes);
  const fetch = () => Promise.resolve(new Response(wrong));
  const load = loadDataset({ dataset: 'mnist', perClass: 1, seed: 1, cacheDir: folder, fetch });
  await expect(load).rejects.toThrow(ChecksumError);
  expect(await readdir(join(folder, 'mnist'))).toEqual([]);
});

test('CIFAR-10 comes out of its archive, which is not kept; a kept file that was cut off is fetched again', async () => {
  const batch = makeCifarBatch(20);
  const packed = gzip(
    makeTar([
      { name: 'cifar-10-batches-bin/readme.html', contents: new Uint8Array(100) },
      { name: 'cifar-10-batches-bin/data_batch_1.bin', contents: batch },
      { name: 'cifar-10-batches-bin/test_batch.bin', contents: batch },
    ]),
  );
  respond = (_, response) => response.end(packed);
  const archive = { ...(await remote('c.tar.gz', packed)), batches: new Map([['data_batch_1.bin', batch.length]]) };
  const images = await loadCifar10({ cacheDir: folder }, archive);
  expect(images.classOf).toHaveLength(20);
  expect([...images.pixels(3)]).toEqual(Array.from({ length: 3072 }, (_, at) => 3 + Math.floor(at / 1024)));
  expect(await readdir(folder)).toEqual(['cifar-10-batches-bin']);
  expect(await readdir(join(folder, 'cifar-10-batches-bin'))).toEqual(['data_batch_1.bin']);
  expect(new Uint8Array(await readFile(join(folder, 'cifar-10-batches-bin', 'data_batch_1.bin')))).toEqual(batch);
  await loadCifar10({ cacheDir: folder }, archive);
  expect(requests).toHaveLength(1);
  await writeFile(join(folder, 'cifar-10-batches-bin', 'data_batch_1.bin'), batch.subarray(3073));
  expect((await loadCifar10({ cacheDir: folder }, archive)).classOf).toHaveLength(20);
  expect(requests).toHaveLength(2);
});

test('an archive with batches of other sizes is refused, and nothing is kept', async () => {
  const packed = gzip(makeTar([{ name: 'cifar-10-batches-bin/data_batch_1.bin', contents: makeCifarBatch(2) }]));
  respond = (_, response) => response.end(packed);
  const archive = { ...(await remote('c.tar.gz', packed)), batches: new Map([['data_batch_1.bin', 3073]]) };
  await expect(loadCifar10({ cacheDir: folder }, archive)).rejects.toThrow(FormatError);
  expect(await readdir(join(folder, 'cifar-10-batches-bin'))).toEqual([]);
});

test('a cache folder that cannot be made', async () => {
  const digits = makeDigits(1);
  const file = await remote('x', digits.labels);
  respond = (_, response) => response.end(digits.labels);
  await writeFile(join(folder, 'taken'), '');
  const load = loadMnist({ cacheDir: join(folder, 'taken') }, [file, file]);
  await expect(load).rejects.toThrow(SystemError);
  await expect(load).rejects.toThrow(/cannot make the folder .*choose another cacheDir/);
  expect(requests).toEqual([]);
});
