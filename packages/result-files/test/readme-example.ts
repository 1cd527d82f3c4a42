import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { readAttackRun, readCandidates } from '@noprior/result-files';
import { fromNested } from '@noprior/tensor';

const folder = await mkdtemp(join(tmpdir(), 'results-'));
const [model, candidates] = [join(folder, 'm.safetensors'), join(folder, 'candidates.npz')];
const network = makeNetwork({ inputSize: 2, hiddenSizes: [3], initialisation: 'pytorch', seed: 1 });
await saveNetwork(model, network);
await saveNpz(candidates, { x: fromNested([[1, 2]]), lambda: fromNested([0.5]), y: fromNested([-1]) });

const read = await readCandidates({ candidates, model, scale: 'mean' }, network);
const { attack } = await readAttackRun(candidates);
export const result = [read.candidates.lambda.data[0], read.unit, attack?.name]; // => [0.5, 'mean', undefined]
