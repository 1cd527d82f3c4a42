import { join, resolve } from 'node:path';
import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import { saveNetwork } from '@noprior/relu-models';
import { imageGrid, renderReport } from '@noprior/report';
import { outlineResults } from '../certify/certify-results.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { openBackend } from '../open-backend.ts';
import { Progress } from '../progress.ts';
import { imagePairs } from '../reports/image-pairs.ts';
import { prepareRunFolder } from '../run-folder.ts';
import { makeRunRecord, saveRunRecord } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
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
  await prepareRunFolder(options.out, 'demo');
  const signal = terminal.holdInterrupts();
  try {
    await demo(options, terminal, signal);
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('interrupted; the demo is short and starts anew each time');
    throw error;
  }
}

async function demo(options: DemoOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const scale = demoScales[options.scale];
  const backend = await openBackend(options.backend, 'float32', terminal);
  try {
    const context: DemoContext = {
      backend,
      seed: options.seed,
      signal,
      progress: (task) => new Progress(terminal, task),
    };
    const images = await runImageDemo(scale.images, context);
    const sphere = await runSphereDemo(scale.sphere, context);
    const far = await runFarDemo(scale.far, images, context, terminal);
    const seconds = (performance.now() - began) / 1000;
    const { score } = images;
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
        polish: { residual: far.polish.residual, iterations: far.polish.iterations, stopped: far.polish.stopped },
        ...outlineResults(far.outline),
      },
      seconds,
    };
    const record = await makeRunRecord({
      command: 'demo',
      arguments: { ...options },
      config: { scale, images: images.config },
      seed: options.seed,
      checksums: {},
      seconds,
      results,
      device: { backend, dtype: 'float32' },
    });
    const file = (name: string): string => join(options.out, name);
    await saveNetwork(file('glyphs-model.safetensors'), images.training.network);
    await saveNpz(file('glyphs-candidates.npz'), { ...images.attack.candidates });
    await saveNetwork(file('sphere-model.safetensors'), sphere.training.network);
    await saveNetwork(file('glyphs-polished.safetensors'), far.polish.network);
    const { set } = far.outline.alternative;
    if (set !== undefined) await saveNpz(file('glyphs-far.npz'), { ...set.candidates });
    const pairs = imagePairs(
      images.split.training.x,
      images.attack.candidates.x,
      score.training.best,
      images.training.network.preprocessing,
    );
    await writeFileAtomically(
      file('glyphs.png'),
      imageGrid(
        [...pairs.map(({ original }) => original), ...pairs.map(({ candidate }) => candidate)],
        [1, 28, 28],
        pairs.length,
      ),
    );
    const report = makeDemoReport(images, sphere, far, [
      `noprior ${record.version}${record.commit === null ? '' : `, commit ${record.commit}`}`,
      `noprior demo --scale ${options.scale} --seed ${options.seed}`,
      `${backend.name}, ${backend.device}; ${record.machine.processor}, ${record.machine.cores} cores; Node ${record.node}`,
      `${seconds.toFixed(0)} seconds`,
    ]);
    await writeFileAtomically(file('report.html'), renderReport(report));
    await saveRunRecord(file('run.json'), record);
    if (options.json) {
      terminal.out(`${toJson('demo', { ...results, report: resolve(file('report.html')), backend: backend.name })}\n`);
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
    terminal.out(`Report: ${resolve(file('report.html'))} (${seconds.toFixed(0)} s on ${backend.name})\n`);
  } finally {
    await backend.dispose();
  }
}

function summary(group: { count: number; medianCosine: number }, aboveHeldOutMax?: number): object {
  const { count, medianCosine } = group;
  return { count, medianCosine, ...(aboveHeldOutMax === undefined ? {} : { aboveHeldOutMax }) };
}
