import { join, resolve } from 'node:path';
import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import { kktResults } from '@noprior/certificate';
import { saveNetwork } from '@noprior/relu-models';
import { imageGrid, imagePairs, renderReport } from '@noprior/report';
import { folderLocation, type RunFacts, readRunPlace } from '@noprior/run-folder';
import { InterruptedError } from '../interrupted-error.ts';
import { openBackend } from '../open-backend.ts';
import { Progress } from '../progress.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { thisProgram } from '../version.ts';
import { DemoClock } from './demo-clock.ts';
import type { DemoOptions } from './demo-options.ts';
import { farFindings, imageFindings, makeDemoReport, sphereFindings } from './demo-report.ts';
import { demoScales } from './demo-scale.ts';
import { runFarDemo } from './far-demo.ts';
import { type DemoContext, runImageDemo } from './image-demo.ts';
import { runSphereDemo } from './sphere-demo.ts';

/** Run the demo.
 *
 * @throws {InterruptedError} if it was interrupted
 */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const target = {
    command: 'demo',
    location: folderLocation(options.out),
    files: resultFiles,
    inputs: [],
  };
  await withOutput(target, options, terminal, (output) => run(options, output, terminal));
}

const resultFiles = [
  'glyphs-model.safetensors',
  'glyphs-candidates.npz',
  'sphere-model.safetensors',
  'glyphs-refined.safetensors',
  'glyphs-far.npz',
  'glyphs.png',
  'report.html',
] as const;

async function run(options: DemoOptions, output: RunOutput, terminal: Terminal): Promise<void> {
  const signal = terminal.holdInterrupts();
  try {
    await demo(options, output, terminal, signal);
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('interrupted; the demo is short and starts anew each time');
    throw error;
  }
}

async function demo(options: DemoOptions, output: RunOutput, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const scale = demoScales[options.scale];
  const backend = await openBackend(options.backend, 'float32', terminal);
  try {
    const clock = new DemoClock(scale.parts);
    const context: DemoContext = {
      backend,
      seed: options.seed,
      signal,
      progress: (task) => {
        const { number, of } = clock.begin(task);
        return new Progress(terminal, `demo ${number}/${of}, ${task}`, {
          name: 'demo',
          left: (part) => clock.left(part),
        });
      },
    };
    const images = await runImageDemo(scale.images, context);
    const sphere = await runSphereDemo(scale.sphere, context);
    const far = await runFarDemo(scale.far, images, context, terminal);
    const seconds = (performance.now() - began) / 1000;
    const { score } = images;
    const { residual, iterations, ended } = far.refinement;
    const results = {
      images: {
        training: summary(score.training, score.training.aboveHeldOutMax),
        heldOut: { ...summary(score.heldOut), maxCosine: score.heldOut.maxCosine },
        membership: score.membership,
        kkt: images.kkt,
        trainingLoss: images.training.loss,
      },
      sphere: sphere.runs.map(({ radius, kkt, meanDistanceOfBest, heldOutDistance, chance }) => ({
        radius,
        kkt,
        meanDistanceOfBest,
        heldOutDistance,
        chance,
      })),
      far: {
        refinement: { residual, iterations, ended },
        ...kktResults(far.summary),
      },
      seconds,
    };
    const facts: RunFacts = {
      command: 'demo',
      arguments: { ...options },
      config: { scale, images: images.config },
      seed: options.seed,
      checksums: {},
      seconds,
      results,
      device: { backend, dtype: 'float32' },
    };
    const place = await readRunPlace(facts.device, thisProgram());
    const pairs = imagePairs(
      images.split.training.x,
      images.attack.candidates.x,
      score.training.best,
      images.training.network.preprocessing,
    );
    const grid = imageGrid(
      [...pairs.map(({ original }) => original), ...pairs.map(({ candidate }) => candidate)],
      [1, 28, 28],
      pairs.length,
    );
    const report = makeDemoReport(images, sphere, far, [
      `noprior ${place.version}${place.commit === null ? '' : `, commit ${place.commit}`}`,
      `noprior demo --scale ${options.scale} --seed ${options.seed}`,
      `${backend.name}, ${backend.device}; ${place.machine.processor}, ${place.machine.cores} cores; Node ${place.node}`,
      `${seconds.toFixed(0)} seconds`,
    ]);
    const { set } = far.summary.alternative;
    const { network } = images.training;
    await output.publish({
      files: {
        'glyphs-model.safetensors': (path) => saveNetwork(path, network),
        'glyphs-candidates.npz': (path) => saveNpz(path, { ...images.attack.candidates }),
        'sphere-model.safetensors': (path) => saveNetwork(path, sphere.training.network),
        'glyphs-refined.safetensors': (path) => saveNetwork(path, far.refinement.network),
        ...(set === undefined ? {} : { 'glyphs-far.npz': (path: string) => saveNpz(path, { ...set.candidates }) }),
        'glyphs.png': (path) => writeFileAtomically(path, grid),
        'report.html': (path) => writeFileAtomically(path, renderReport(report)),
      },
      facts,
    });
    const page = resolve(join(options.out, 'report.html'));
    if (options.json) {
      terminal.out(`${toJson('demo', { ...results, report: page, backend: backend.name })}\n`);
      return;
    }
    for (const [title, findings] of [
      ['Images that can be read back', imageFindings(images)],
      ['Points that cannot be told from others', sphereFindings(sphere)],
      ['The same network, explained from afar', farFindings(far)],
    ] as const) {
      terminal.out(`${title}\n`);
      for (const { headline, text } of findings) terminal.out(`  * ${headline}.\n    ${text}\n`);
      terminal.out('\n');
    }
    terminal.out(`Report: ${page} (${seconds.toFixed(0)} s on ${backend.name})\n`);
  } finally {
    await backend.dispose();
  }
}

function summary(group: { count: number; medianCosine: number }, aboveHeldOutMax?: number): object {
  const { count, medianCosine } = group;
  return { count, medianCosine, ...(aboveHeldOutMax === undefined ? {} : { aboveHeldOutMax }) };
}
