import { join, resolve } from 'node:path';
import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import { kktResults } from '@noprior/certificate';
import {
  DemoClock,
  type DemoContext,
  type DemoProgress,
  demoScales,
  runFarDemo,
  runImageDemo,
  runSphereDemo,
} from '@noprior/experiments';
import { kktAttack, nothingKnown } from '@noprior/reconstruction-attack';
import { saveNetwork } from '@noprior/relu-models';
import {
  certifyStep,
  type DemoDocumentInput,
  demoDocument,
  imageGrid,
  imagePairs,
  renderHtml,
  renderTerminal,
} from '@noprior/report';
import { folderLocation, readRunPlace, type WriteFile } from '@noprior/run-folder';
import { InterruptedError } from '../interrupted-error.ts';
import { openBackend } from '../open-backend.ts';
import { Progress, recordHeadline } from '../progress.ts';
import { runFooter } from '../run-footer.ts';
import { type Computed, runOnBackend } from '../run-on-backend.ts';
import type { Terminal } from '../terminal.ts';
import { thisProgram } from '../version.ts';
import type { DemoOptions } from './demo-options.ts';

const resultFiles = [
  'glyphs-model.safetensors',
  'glyphs-candidates.npz',
  'sphere-model.safetensors',
  'glyphs-refined.safetensors',
  'glyphs-far.npz',
  'glyphs.png',
  'report.html',
] as const;

/** Run the demo.
 *
 * @throws {InterruptedError} if it was interrupted
 */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const target = { command: 'demo', location: folderLocation(options.out), files: resultFiles, inputs: [] };
  await runOnBackend(target, { ...options, dtype: 'float32' }, terminal, async (backend) => {
    const signal = terminal.holdInterrupts();
    try {
      return await demo(options, toContext({ backend, seed: options.seed, signal }, options, terminal), terminal);
    } catch (error) {
      if (signal.aborted) throw new InterruptedError('interrupted; the demo is short and starts anew each time');
      throw error;
    }
  });
}

/** The parts of the demo, shown one after the other with the time left of all. */
function toContext(given: Omit<DemoContext, 'begin'>, { scale }: DemoOptions, terminal: Terminal): DemoContext {
  const clock = new DemoClock(demoScales[scale].parts);
  return {
    ...given,
    begin: (task) => {
      const { number, of } = clock.begin(task);
      const whole = { name: 'demo', left: (part: number | undefined) => clock.left(part) };
      const line = new Progress(terminal, `demo ${number}/${of}, ${task}`, whole);
      return { show: (progress, left) => line.state(describe(progress), left), done: () => line.done() };
    },
  };
}

function describe(progress: DemoProgress): string {
  switch (progress.kind) {
    case 'training':
      return `${progress.iteration}, loss ${progress.loss.toExponential(2)}`;
    case 'attack':
      return `${progress.iteration}/${progress.maxIterations}, ${recordHeadline(progress.record, kktAttack)}`;
    case 'refinement':
      return `${progress.iteration}, residual ${progress.residual.toExponential(2)}`;
    case 'certificate':
      return certifyStep(progress.state);
  }
}

async function demo(options: DemoOptions, context: DemoContext, terminal: Terminal): Promise<Computed> {
  const began = performance.now();
  const { seed, backend } = context;
  const scale = demoScales[options.scale];
  const images = await runImageDemo(scale.images, context);
  const sphere = await runSphereDemo(scale.sphere, context);
  const far = await runFarDemo(scale.far, images, context, () => openBackend('auto', 'float64', terminal));
  const seconds = (performance.now() - began) / 1000;
  const { refinement, summary } = far;
  const results = kktResults(summary);
  const place = await readRunPlace({ backend, dtype: 'float32' }, thisProgram());
  const { set } = summary.alternative;
  const document: DemoDocumentInput = {
    ...{ images, sphere, far: { refinement, results, points: set?.candidates.x } },
    knowledge: {
      images: { ...nothingKnown, ...images.attack.knowledge },
      sphere: nothingKnown,
      uses: kktAttack.uses,
    },
    footer: runFooter(place, [`noprior demo --scale ${options.scale} --seed ${options.seed}`], seconds),
  };
  const page = resolve(join(options.out, 'report.html'));
  const files: Partial<Record<(typeof resultFiles)[number], WriteFile>> = {
    'glyphs-model.safetensors': (path) => saveNetwork(path, images.training.network),
    'glyphs-candidates.npz': (path) => saveNpz(path, { ...images.attack.candidates }),
    'sphere-model.safetensors': (path) => saveNetwork(path, sphere.training.network),
    'glyphs-refined.safetensors': (path) => saveNetwork(path, refinement.network),
    ...(set && { 'glyphs-far.npz': (path: string) => saveNpz(path, { ...set.candidates }) }),
    'glyphs.png': (path) => writeFileAtomically(path, pictureOf(document.images)),
    'report.html': (path) => writeFileAtomically(path, renderHtml(demoDocument(document))),
  };
  return {
    ...{ config: { scale, images: images.attack.config }, seed, checksums: {}, seconds, files },
    results: { ...demoResults(document), seconds },
    printed: { report: page },
    text: () =>
      `${renderTerminal(demoDocument({ ...document, footer: [] }, { brief: true }), { columns: terminal.columns ?? 100 })}\nReport: ${page} (${seconds.toFixed(0)} s on ${backend.name})\n`,
  };
}

/** Training images above the candidates nearest to them, as PNG. */
function pictureOf({ split, attack, score, training }: DemoDocumentInput['images']): Uint8Array {
  const { x } = attack.candidates;
  const pairs = imagePairs(split.training.x, x, score.training.best, training.network.preprocessing);
  const images = [...pairs.map(({ original }) => original), ...pairs.map(({ candidate }) => candidate)];
  return imageGrid(images, [1, 28, 28], pairs.length);
}

function demoResults({ images: { score, kkt, training }, sphere, far }: DemoDocumentInput) {
  const { residual, iterations, ended } = far.refinement;
  const { count, medianCosine, aboveHeldOutMax } = score.training;
  const { heldOut, membership } = score;
  return {
    images: {
      training: { count, medianCosine, aboveHeldOutMax },
      heldOut: { count: heldOut.count, medianCosine: heldOut.medianCosine, maxCosine: heldOut.maxCosine },
      ...{ membership, kkt, trainingLoss: training.loss },
    },
    sphere: sphere.runs.map(({ radius, kkt, meanDistanceOfBest, heldOutDistance, chance }) => {
      return { radius, kkt, meanDistanceOfBest, heldOutDistance, chance };
    }),
    far: { refinement: { residual, iterations, ended }, ...far.results },
  };
}
