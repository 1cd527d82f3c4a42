// Draws the pictures of README.md from a real run on 20 MNIST images: train, attack, score, certify, split; some minutes.
// usage: node tools/draw-readme-pictures.mjs --data-dir DIR [--from FOLDER]     after `npm run build`
// --from takes the results of an earlier call. Writes docs/pictures/*.png, and beside them the commands and the numbers.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadArrays } from '@noprior/array-files';
import { parameterNormSquared } from '@noprior/kkt-loss';
import { loadNetwork } from '@noprior/relu-models';
import { imagePairs, renderMarkdown } from '@noprior/report';

const { values: options } = parseArgs({ options: { 'data-dir': { type: 'string' }, from: { type: 'string' } } });
const folder = options.from ?? mkdtempSync(join(tmpdir(), 'noprior-pictures-'));
const splits = { points: 10, distance: 100, seeds: 10 };
const commands = [
  'train --dataset mnist --per-class 10 --seed 1 --out victim.safetensors',
  'attack --model victim.safetensors --method box-vertices --seed 1 --out attack',
  'score --model victim.safetensors --candidates attack/candidates.npz --dataset mnist --per-class 10 --seed 1 --out score',
  'certify --model victim.safetensors --dataset mnist --per-class 10 --seed 1 --refine --max-seconds 420 --out certificate',
];
if (options.from === undefined) commands.forEach(run);
const split = splitTraining();

const { preprocessing } = await loadNetwork(join(folder, 'victim.safetensors'));
const { imageShape } = preprocessing;
const refined = await loadNetwork(join(folder, 'certificate', 'refined.safetensors'));
const { arrays: training } = await loadArrays(join(folder, 'certificate', 'training.npz'));
const { arrays: found } = await loadArrays(join(folder, 'attack', 'candidates.npz'));
const { arrays: far } = await loadArrays(join(folder, split.at(-1).file));
const { results: score, commit } = readRecord('score/run.json');

mkdirSync('docs/pictures', { recursive: true });
draw('reconstructions', {
  rowNames: ['training image', 'nearest point of the attack'],
  pictures: imagePairs(training.x, found.x, score.training.best, preprocessing).map((pair) => ({
    images: [pair.original, pair.candidate],
    score: pair.score,
  })),
  threshold: { name: 'the best match of any held-out image', value: score.heldOut.maxCosine },
});
draw('far-set', {
  rowNames: ['training image', 'one of the two points that replace it, on its own scale'],
  pictures: split.map(({ index }) => ({
    images: [
      rowOf(training.x, index).map((value, j) => value + preprocessing.mean.data[j]),
      toOwnScale(rowOf(far.x, index)),
    ],
  })),
});
writeFileSync('docs/pictures/run.json', `${JSON.stringify(facts(), undefined, 2)}\n`);

/** Run a command of noprior in the folder. */
function run(command) {
  const program = resolve('apps/cli/bin/noprior.js');
  const hasData = command.includes('--dataset') && options['data-dir'] !== undefined;
  const data = hasData ? ['--data-dir', resolve(options['data-dir'])] : [];
  execFileSync(process.execPath, [program, ...command.split(' '), ...data], { cwd: folder, stdio: 'inherit' });
}

/** Split training points one after the other, along random directions orthogonal to all points. Where rounding would carry a unit
 * across its kink the command refuses; then the next seed is tried, and after the last one the next point. */
function splitTraining() {
  const done = [];
  for (let index = 0; done.length < splits.points; index++) {
    for (let seed = 0; seed < splits.seeds; seed++) {
      const candidates = done.at(-1)?.file ?? 'certificate/training.npz';
      const file = `split-${done.length}.npz`;
      const points = `--candidates ${candidates} --index ${index} --direction complement --distance ${splits.distance}`;
      const command = `transform split --model certificate/refined.safetensors ${points} --seed ${seed} --out ${file}`;
      try {
        run(`${command} --overwrite`);
      } catch {
        continue;
      }
      done.push({ index, file, command });
      break;
    }
  }
  return done;
}

function readRecord(path) {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}

/** Write the pictures of a grid as one PNG file. */
function draw(name, grid) {
  const block = { kind: 'pictures', title: name, imageShape, ...grid };
  const { files } = renderMarkdown({ title: name, blocks: [block] }, { assets: '.' });
  for (const [path, content] of Object.entries(files)) writeFileSync(join('docs/pictures', path), content);
}

function rowOf({ data, shape }, index) {
  return Float64Array.from(data.subarray(index * shape[1], (index + 1) * shape[1]));
}

/** From its smallest to its largest value: pixels of far points go far beyond those of an image. */
function toOwnScale(point) {
  const [least, most] = [Math.min(...point), Math.max(...point)];
  return point.map((value) => (value - least) / (most - least));
}

function accountOf({ file }) {
  return readRecord(file.replace('.npz', '.run.json')).results.account;
}

function facts() {
  const { training: own, heldOut, controls, members } = score;
  const [first, last] = [split[0], split.at(-1)].map(accountOf);
  return {
    commands: [...commands, ...split.map(({ command }) => command)].map((command) => `noprior ${command}`),
    commit,
    reconstruction: {
      found: own.aboveHeldOutMax,
      of: own.count,
      medianCosine: own.medianCosine,
      heldOutMedianCosine: heldOut.medianCosine,
      heldOutMaxCosine: heldOut.maxCosine,
      firstLayerRows: controls.firstLayerRows.medianCosine,
      randomCandidates: controls.randomCandidates.medianCosine,
      predictedMembers: members.predicted,
      trueMembers: members.trueMembers,
    },
    farSet: {
      distance: splits.distance,
      points: far.x.shape[0],
      stationarity: {
        trainingSet: first.before.stationarity,
        farSet: last.after.stationarity,
        noPoints: parameterNormSquared(refined),
      },
      margins: { trainingSet: first.before.margins, farSet: last.after.margins },
    },
  };
}
