import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRealData } from '@noprior/test-resources';
import { expect, test } from 'vitest';
import { numberAt, runForJson, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const [mnist, cifar10] = [findRealData('mnist'), findRealData('cifar10')];

/** A data set as the commands get it. */
interface Images {
  readonly dataset: 'mnist' | 'cifar10';
  readonly folder: string;
  readonly shape: readonly number[];
  /** Files of the data set, of which a run may use any. */
  readonly files: readonly string[];
}

const optionsOf = ({ dataset, folder }: Images): string[] => [
  '--dataset',
  dataset,
  '--data-dir',
  folder,
  '--per-class',
  '5',
  '--seed',
  '2',
];

/** Train on real images, attack the network and score what the attack found. */
async function trainAttackScore(images: Images): Promise<void> {
  const { dataset, shape, files } = images;
  const model = `${dataset}.safetensors`;
  const training = ['train', ...optionsOf(images), '--hidden', '200,200', '--target-loss', '1e-3', '--out', model];
  const trained = await runForJson(training, { cwd });
  expect(numberAt(trained, 'loss')).toBeLessThanOrEqual(1e-3);
  const record = toRecord(JSON.parse(readFileSync(join(cwd, `${dataset}.run.json`), 'utf8')));
  expect(files.some((name) => name in toRecord(record.checksums))).toBe(true);

  const limits = '--candidates-per-class 10 --max-iterations 40 --evaluate-every 39'.split(' ');
  const attack = ['attack', '--model', model, '--preset', `haim2022-${dataset}`, ...limits, '--out', dataset];
  const attacked = await runForJson(attack, { cwd });
  const [, firstRow] = readFileSync(join(cwd, dataset, 'progress.csv'), 'utf8').split('\n');
  expect(numberAt(attacked, 'total')).toBeLessThan(Number(firstRow!.split(',')[2]));

  const candidates = ['--candidates', `${dataset}/candidates.npz`, '--model', model];
  const scored = await runForJson(['score', ...optionsOf(images), ...candidates], { cwd });
  expect(scored).toMatchObject({
    settings: { imageShape: shape },
    training: { count: 10 },
    heldOut: { count: 10 },
    meanMatchesModel: true,
    trainingSetMatchesModel: true,
  });
  expect(numberAt(scored, 'ssim', 'training', 'median')).toBeLessThanOrEqual(1);
}

test.skipIf(mnist.isAbsent)('MNIST: train, attack, score and certify', async () => {
  const files = ['t10k-images-idx3-ubyte.gz', 'train-images-idx3-ubyte.gz'];
  const images: Images = { dataset: 'mnist', folder: mnist.folder, shape: [1, 28, 28], files };
  await trainAttackScore(images);
  const limits = '--refine --target-residual 0.1 --max-seconds 10 --radius-points 1'.split(' ');
  const certify = ['certify', ...optionsOf(images), '--model', 'mnist.safetensors', ...limits];
  const certified = await runForJson(certify, { cwd });
  expect(certified).toMatchObject({ verdict: 'not-identifiable', alternative: { kind: 'free', tried: 1000 } });
  expect(numberAt(certified, 'alternative', 'set', 'stationarity', 'relativeChange')).toBeLessThan(1e-9);
  expect(numberAt(certified, 'alternative', 'set', 'marginChange')).toBeLessThan(1e-9);
});

test.skipIf(cifar10.isAbsent)('CIFAR-10: train, attack and score', async () => {
  const files = ['data_batch_1.bin'];
  await trainAttackScore({ dataset: 'cifar10', folder: cifar10.folder, shape: [3, 32, 32], files });
});
