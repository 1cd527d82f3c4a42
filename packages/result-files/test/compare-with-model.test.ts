import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset } from '@noprior/datasets';
import { makeNetwork, type ReluNetwork, saveNetwork } from '@noprior/relu-models';
import { fileChecksum, recordOf } from '@noprior/run-folder';
import { expect, test } from 'vitest';
import { compareWithModel } from '../src/compare-with-model.ts';
import { datasetChecksum } from '../src/training-set-record.ts';
import { temporaryFolder } from './temporary-folder.ts';

const model = join(temporaryFolder(), 'm.safetensors');
const glyphs = (seed: number, subtractMean = true) =>
  loadDataset({ dataset: 'glyphs', perClass: 2, seed, subtractMean });

async function save(trainedOn: Awaited<ReturnType<typeof glyphs>>): Promise<ReluNetwork> {
  const made = makeNetwork({ inputSize: 784, hiddenSizes: [2], initialisation: 'pytorch', seed: 0 });
  const network = { ...made, preprocessing: trainedOn.preprocessing };
  await saveNetwork(model, network);
  const results = { trainingSetChecksum: datasetChecksum(trainedOn.training) };
  writeFileSync(recordOf(model), JSON.stringify({ files: { 'm.safetensors': await fileChecksum(model) }, results }));
  return network;
}

test('the same samples match, others are told by their mean', async () => {
  const network = await save(await glyphs(1));
  expect(await compareWithModel(model, network, await glyphs(1))).toEqual({
    meanMatchesModel: true,
    trainingSetMatchesModel: true,
    warnings: [],
  });
  const other = await compareWithModel(model, network, await glyphs(2));
  expect(other).toMatchObject({ meanMatchesModel: false, trainingSetMatchesModel: false });
  expect(other.warnings).toEqual([expect.stringMatching(/mean .*training samples.* stored/)]);
});

test('where no mean was subtracted the checksum tells', async () => {
  const network = await save(await glyphs(1, false));
  const other = await compareWithModel(model, network, await glyphs(2, false));
  expect(other).toMatchObject({ meanMatchesModel: null, trainingSetMatchesModel: false });
  expect(other.warnings).toEqual([expect.stringMatching(/training samples/)]);
});

test('a record of another model, a damaged one or none says nothing', async () => {
  const network = await save(await glyphs(1));
  const split = await glyphs(1);
  const unknown = { meanMatchesModel: true, trainingSetMatchesModel: null, warnings: [] };
  const files = { 'm.safetensors': 'of another model' };
  const results = { trainingSetChecksum: 'of other samples' };
  for (const text of [
    JSON.stringify({ files, results }),
    JSON.stringify({ results }),
    '{"results": null}',
    '{"res',
    '7',
  ]) {
    writeFileSync(recordOf(model), text);
    expect(await compareWithModel(model, network, split)).toEqual(unknown);
  }
  rmSync(recordOf(model));
  expect(await compareWithModel(model, network, split)).toEqual(unknown);
});
