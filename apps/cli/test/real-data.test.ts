import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { numberAt, runForJson, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();

/** The folder with MNIST and CIFAR-10, if there is one.
 *
 * @throws {Error} if there must be one and there is none
 */
function findDataDir(): string | undefined {
  const folder = process.env.NOPRIOR_DATA_DIR ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  if (existsSync(folder)) return folder;
  if (process.env.NOPRIOR_REQUIRE_DATA === '1') throw new Error(`NOPRIOR_REQUIRE_DATA=1, but there is no ${folder}`);
  console.warn('NOT RUN: train, attack, score and certify of MNIST and CIFAR-10 need NOPRIOR_DATA_DIR');
  return undefined;
}

test.each([
  ['mnist', [1, 28, 28], 'haim2022-mnist', ['t10k-images-idx3-ubyte.gz', 'train-images-idx3-ubyte.gz']],
  ['cifar10', [3, 32, 32], 'haim2022-cifar10', ['data_batch_1.bin']],
])('%s: train, attack and score real images; certify MNIST', async (dataset, imageShape, preset, files) => {
  const dataDir = findDataDir();
  if (dataDir === undefined) return;
  const json = (line: string) => runForJson([...line.split(' ')], { cwd });
  const data = ['--dataset', dataset, '--data-dir', dataDir, '--per-class', '5', '--seed', '2'];
  const trained = await runForJson(
    ['train', ...data, ...`--hidden 200,200 --target-loss 1e-3 --out ${dataset}.safetensors`.split(' ')],
    { cwd },
  );
  expect(numberAt(trained, 'loss')).toBeLessThanOrEqual(1e-3);
  const record = toRecord(JSON.parse(readFileSync(join(cwd, `${dataset}.run.json`), 'utf8')));
  expect(files.some((name) => name in toRecord(record.checksums))).toBe(true);

  const attacked = await json(
    `attack --model ${dataset}.safetensors --preset ${preset} --candidates-per-class 10 --max-iterations 40 --evaluate-every 39 --out ${dataset}`,
  );
  const first = Number(
    readFileSync(join(cwd, dataset, 'progress.csv'), 'utf8')
      .split('\n')[1]!
      .split(',')[2],
  );
  expect(numberAt(attacked, 'total')).toBeLessThan(first);
  const scored = await runForJson(
    ['score', ...data, '--candidates', `${dataset}/candidates.npz`, '--model', `${dataset}.safetensors`],
    { cwd },
  );
  expect(scored).toMatchObject({
    settings: { imageShape },
    training: { count: 10 },
    heldOut: { count: 10 },
    meanMatchesModel: true,
    trainingSetMatchesModel: true,
  });
  expect(numberAt(scored, 'ssim', 'training', 'median')).toBeLessThanOrEqual(1);

  if (dataset !== 'mnist') return;
  const limits = '--polish --target-residual 0.1 --max-seconds 10 --radius-points 1'.split(' ');
  const certified = await runForJson(['certify', ...data, '--model', `${dataset}.safetensors`, ...limits], { cwd });
  expect(certified).toMatchObject({ verdict: 'not-identifiable', alternative: { kind: 'free', tried: 1000 } });
  expect(numberAt(certified, 'alternative', 'set', 'stationarity', 'relativeChange')).toBeLessThan(1e-9);
  expect(numberAt(certified, 'alternative', 'set', 'marginChange')).toBeLessThan(1e-9);
});
