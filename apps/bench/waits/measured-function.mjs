// node measured-function.mjs CHECKOUT NAME SIZE [MODEL [DATA]]: runs one function of the packages of a checkout and prints, as JSON, its
// seconds without what prepares it, and results that show that two checkouts computed the same.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [checkout, name, size, model, ...data] = process.argv.slice(2);

/** The first of these packages that the checkout has. */
function load(...packages) {
  const files = packages.map((one) => join(checkout, 'packages', one, 'dist/index.js'));
  return import(pathToFileURL(files.find((file) => existsSync(file)) ?? files[0]).href);
}

async function timed(run) {
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
  const results = await run();
  const { user, system } = process.cpuUsage(cpuBegan);
  return { wallSeconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6, results };
}

/** One step of full-batch training as `trainNetwork` takes it, looks at the loss included: 20 glyphs, 784-SIZE-SIZE-1. */
async function trainingStep(width) {
  const { openBackend } = await load('backends');
  const { loadDataset } = await load('datasets');
  const { makeNetwork, trainNetwork } = await load('relu-models');
  const backend = await openBackend('auto', { dtype: 'float32' });
  const { training } = await loadDataset({ dataset: 'glyphs', perClass: 10, seed: 1 });
  const start = makeNetwork({ inputSize: 784, hiddenSizes: [width, width], initialisation: 'scaled-first', seed: 1 });
  // Between two looks of one training, so that neither compiling nor a difference of two trainings is in the figure.
  const looks = new Map();
  const onProgress = ({ iteration }) => looks.set(iteration, { at: performance.now(), cpu: process.cpuUsage() });
  const { loss } = await trainNetwork(backend, start, training, { maxIterations: 440, targetLoss: 1e-200, onProgress });
  await backend.dispose();
  const [first, last] = [looks.get(40), looks.get(440)];
  const cpuMicroseconds = last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system;
  return {
    wallSeconds: (last.at - first.at) / 1000 / 400,
    cpuSeconds: cpuMicroseconds / 1e6 / 400,
    results: { loss },
  };
}

/** The Clarke residual at gap 1e-4 of SIZE points on the sphere, on the network MODEL that was trained on them. */
async function clarkeResidual(count) {
  const { openBackend } = await load('backends');
  const { loadDataset } = await load('datasets');
  const { loadNetwork } = await load('relu-models');
  const { clarkeResidual: residualOf } = await load('clarke-residual', 'kkt-loss');
  const backend = await openBackend('auto', { dtype: 'float64' });
  const { training } = await loadDataset({ dataset: 'sphere', dimension: 784, perClass: count / 2, seed: 0 });
  const network = await loadNetwork(model);
  const measured = await timed(async () => {
    const { relative, lowerBound, residual } = await residualOf(backend, network, training, { gapTolerance: 1e-4 });
    return { relative, gap: 1 - lowerBound / residual };
  });
  await backend.dispose();
  return measured;
}

/** SIZE iterations of the refinement of the network MODEL on its training set: seconds of one iteration, the start included. */
async function refineToKkt(maxIterations) {
  const { openBackend } = await load('backends');
  const { loadDataset } = await load('datasets');
  const { loadNetwork } = await load('relu-models');
  const maxMargin = await load('max-margin');
  const backend = await openBackend('auto', { dtype: 'float64' });
  const option = (flag) => data[data.indexOf(flag) + 1];
  const { training } = await loadDataset({
    dataset: option('--dataset'),
    perClass: Number(option('--per-class')),
    dataDir: option('--data-dir'),
    seed: 0,
  });
  const network = await loadNetwork(model);
  const refine = maxMargin.refineToKkt ?? maxMargin.polish;
  const measured = await timed(async () => {
    const { iterations, residual, norm } = await refine(backend, network, training, { maxIterations });
    return { iterations, residual, norm };
  });
  await backend.dispose();
  const { iterations } = measured.results;
  return { ...measured, wallSeconds: measured.wallSeconds / iterations, cpuSeconds: measured.cpuSeconds / iterations };
}

const measured = await { trainingStep, clarkeResidual, refineToKkt }[name](Number(size));
process.stdout.write(JSON.stringify(measured));
