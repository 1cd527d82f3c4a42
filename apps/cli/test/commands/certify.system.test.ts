import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine } from '../expect-one-line.ts';
import { runInProcess } from '../run-in-process.ts';
import { numberAt, runForJson, startNoprior, toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const json = (line: string) => runForJson(line.split(' '), { cwd });
/** The same in this process, where starting one would take longer than the command. */
async function jsonHere(line: string): Promise<Record<string, unknown>> {
  const paths = line.replaceAll(
    /(--(?:model|candidates|out|report) )(\S+)/g,
    (_, option, path) => `${option}${at(path)}`,
  );
  const { code, out, err } = await runInProcess(...paths.split(' '), '--json');
  expect({ line, code, err: err.match(/^error.*/m) }).toEqual({ line, code: 0, err: null });
  return toRecord(JSON.parse(out));
}
const glyphs = '--dataset glyphs --per-class 2 --seed 5';

beforeAll(async () => {
  await json(`train ${glyphs} --hidden 40,30 --target-loss 1e-3 --out g.safetensors`);
});

describe('glyphs: train, certify at a KKT point, transform, kkt', () => {
  let certified: Record<string, unknown>;

  beforeAll(async () => {
    certified = await json(
      `certify --model g.safetensors ${glyphs} --refine --max-seconds 20 --distance 1000 --radius-points 2 --out c --report r/r.html`,
    );
  });

  /** L_stationary and margins of candidates on the refined network, by noprior kkt. */
  const kkt = (candidates: string) => json(`kkt --model c/refined.safetensors --candidates ${candidates}`);

  const kktHere = (candidates: string) => jsonHere(`kkt --model c/refined.safetensors --candidates ${candidates}`);

  test('not identifiable: verdict and numbers', () => {
    expect(Object.keys(certified)).toEqual([
      ...[
        'verdict',
        'about',
        'epsilonDelta',
        'kinks',
        'residual',
        'alternative',
        'span',
        'supportVectors',
        'radii',
        'bounds',
      ],
      ...['refined', 'meanMatchesModel', 'trainingSetMatchesModel', 'seconds', 'out', 'backend'],
    ]);
    expect(certified).toMatchObject({
      verdict: 'not-identifiable',
      about: 'refined',
      alternative: { kind: 'free', asked: 1000, tried: 1000, refusal: null },
      span: { rank: 3, dimension: 784 },
      refined: {
        ended: 'targetResidual',
        file: 'refined.safetensors',
        before: { verdict: expect.any(String), alternative: { asked: 1000 } },
      },
      trainingSetMatchesModel: true,
    });
    const relative = (kind: string) => numberAt(certified, 'epsilonDelta', kind, 'relative');
    expect(relative('clarke')).toBeLessThan(1e-3);
    expect(relative('clarke')).toBeLessThanOrEqual(relative('hard') * (1 + 1e-9));
    expect(numberAt(certified, 'epsilonDelta', 'clarke', 'lowerBound')).toBeLessThanOrEqual(
      numberAt(certified, 'epsilonDelta', 'clarke', 'epsilon') * (1 + 1e-9),
    );
    expect(numberAt(certified, 'refined', 'before', 'epsilonDelta', 'clarke', 'relative')).toBeGreaterThan(0.1);
    expect(numberAt(certified, 'alternative', 'set', 'stationarity', 'relativeChange')).toBeLessThan(1e-9);
    expect(numberAt(certified, 'alternative', 'set', 'marginChange')).toBeLessThan(1e-9);
    expect(numberAt(certified, 'alternative', 'set', 'clarke', 'after')).toBeLessThan(
      numberAt(certified, 'alternative', 'set', 'clarke', 'before') * (1 + 1e-6) + 1e-20,
    );
  });

  test('a distance at which rounding spoils the loss is not certified, nor is a set beyond float64 written', async () => {
    for (const distance of ['1e30', '1e100', '1e200']) {
      const line = `certify --model c/refined.safetensors ${glyphs} --radius-points 1 --distance ${distance} --out far-${distance}`;
      const done = await json(line);
      expect(done).toMatchObject({ verdict: 'not-certified', alternative: { kind: 'rounding', set: null } });
      expect(done).toMatchObject({ alternative: { refusal: { cause: 'residual' } } });
      expect(existsSync(at(`far-${distance}/alternative.npz`))).toBe(false);
    }
  });

  test('the files: the other set has the loss and the margins of the training set, from afar', async () => {
    expect(readdirSync(at('c'))).toEqual(['alternative.npz', 'refined.safetensors', 'run.json', 'training.npz']);
    const training = await kkt('c/training.npz');
    const alternative = await kkt('c/alternative.npz');
    const ratio = numberAt(alternative, 'stationarity') / numberAt(training, 'stationarity');
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-9);
    expect(numberAt(alternative, 'margins', 'min') / numberAt(training, 'margins', 'min')).toBeCloseTo(1, 9);
    const x = (await loadArrays(at('c/training.npz'))).arrays.x!;
    const far = (await loadArrays(at('c/alternative.npz'))).arrays.x!;
    expect(far.shape[0]).toBe(2 * numberAt(certified, 'supportVectors'));
    for (let i = 0; i < far.shape[0]!; i++) {
      for (let k = 0; k < x.shape[0]!; k++) {
        const distance = Math.sqrt(
          Array.from({ length: 784 }, (_, j) => (far.data[784 * i + j]! - x.data[784 * k + j]!) ** 2).reduce(
            (a, b) => a + b,
          ),
        );
        expect(distance).toBeGreaterThan(1000 * (1 - 1e-9));
      }
    }
    const record = toRecord(JSON.parse(readFileSync(at('c/run.json'), 'utf8')));
    expect(record).toMatchObject({ command: 'certify', seed: 5, results: { verdict: 'not-identifiable' } });
  });

  test('transform goes on from there, and score reads what it wrote', async () => {
    const files = '--model c/refined.safetensors --candidates';
    const split = 'transform split --index 1 --direction complement --distance 10';
    await jsonHere(`${split} ${files} c/training.npz --out split.npz`);
    await json(`transform far --distance 1e6 ${files} split.npz --out far.npz`);
    await jsonHere(`transform unite --groups 1,4 ${files} split.npz --out whole.npz`);
    const spoiled = await runInProcess(
      ...`transform far --distance 1e100 --model ${at('c/refined.safetensors')} --candidates ${at('c/training.npz')}`.split(
        ' ',
      ),
      ...['--out', at('spoiled.npz')],
    );
    expect(spoiled.out, spoiled.err).toMatch(/float64 rounds at this distance/);
    const before = await kktHere('c/training.npz');
    for (const name of ['split.npz', 'far.npz', 'whole.npz']) {
      const after = await kktHere(name);
      const ratio = numberAt(after, 'stationarity') / numberAt(before, 'stationarity');
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-9);
      expect(numberAt(after, 'margins', 'min') / numberAt(before, 'margins', 'min')).toBeCloseTo(1, 9);
    }
    const score = ['score', '--model', at('c/refined.safetensors'), ...glyphs.split(' '), '--candidates'];
    const truth = await runInProcess(...score, at('c/training.npz'));
    expect(truth.err).toMatch(/^warning: .*training\.npz is the training set itself/m);
    expect((await runInProcess(...score, at('far.npz'))).err).not.toContain('is the training set itself');
    const scored = await jsonHere(`score --candidates far.npz --model c/refined.safetensors ${glyphs}`);
    expect(numberAt(scored, 'kkt', 'attack', 'stationarity') / numberAt(before, 'stationarity')).toBeCloseTo(1, 9);
  });

  test('the report is one file that loads nothing, and states its limits', () => {
    const html = readFileSync(at('r/r.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>/i);
    // The lead: a reader of it alone must not take it for the network that was given.
    expect(html).toMatch(/refined weights \([^)]*\): not identifiable/);
    expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:/);
    expect(html).toContain('data:image/png;base64,');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    for (const limit of [
      'Membership inference',
      'Prior knowledge',
      'kinks',
      'outputs or gradients',
      'Training dynamics',
    ]) {
      expect(html).toContain(limit);
    }
  });
});

describe('other verdicts', () => {
  test('no statement where the training set leaves most of the weights unexplained, whatever set was found', async () => {
    const data = '--dataset sphere --dimension 40 --per-class 4';
    await jsonHere(`train ${data} --hidden 60 --init pytorch --target-loss 2e-1 --out premise.npz`);
    const line = `certify --model premise.npz ${data} --radius-points 1 --distance 1e-6`;
    const done = await jsonHere(`${line} --out none --report none/r.html`);
    expect(done).toMatchObject({
      verdict: 'no-statement',
      alternative: { kind: 'free', tried: 1e-6 },
      epsilonDelta: { premise: { holds: false, threshold: Math.SQRT1_2 } },
    });
    const unexplained = numberAt(done, 'epsilonDelta', 'premise', 'unexplained');
    expect(unexplained).toBe(numberAt(done, 'epsilonDelta', 'clarke', 'relative'));
    expect(unexplained).toBeGreaterThan(0.8);
    expect(readFileSync(at('none/r.html'), 'utf8')).toContain('No statement: the training set leaves');
    const { out } = await runInProcess(...line.replace('premise.npz', at('premise.npz')).split(' '));
    expect(out).toMatch(/^\* .*No statement: [^*]*70\.7 %/m);
    expect(out).not.toMatch(/Not identifiable/);
    // The same weights at a KKT point do get an answer.
    const refined = await jsonHere(`${line} --refine --target-residual 0.3 --max-seconds 60`);
    expect(refined).toMatchObject({
      verdict: 'not-identifiable',
      about: 'refined',
      refined: { before: { verdict: 'no-statement', epsilonDelta: { premise: { holds: false } } } },
    });
  });

  test('no statement on a training set by samples that are none of it, refined or not', async () => {
    const data = '--dataset sphere --dimension 12 --per-class';
    await jsonHere(`train ${data} 3 --hidden 30 --target-loss 1e-3 --seed 1 --out other.npz`);
    const own = await jsonHere(`certify --model other.npz ${data} 3 --seed 1 --radius-points 1`);
    expect(own.verdict).not.toBe('no-statement');
    const line = `certify --model other.npz ${data} 1 --seed 1 --radius-points 1`;
    // --polish is the earlier name of --refine.
    for (const refine of ['', ' --polish --target-residual 0.3 --max-seconds 60']) {
      const done = await jsonHere(`${line}${refine} --report other.html --overwrite`);
      expect(done).toMatchObject({
        verdict: 'no-statement',
        epsilonDelta: { premise: { holds: true } },
        trainingSetMatchesModel: false,
        about: refine === '' ? 'model' : 'refined',
      });
      const html = readFileSync(at('other.html'), 'utf8');
      expect(html).toMatch(/[Nn]o statement: .*not the samples/);
      expect(html).toContain('differ from the training run');
    }
  });

  test('memory of the initialisation holds the points: the distance that can be reached', async () => {
    const data = '--dataset sphere --dimension 12 --per-class 3';
    await jsonHere(`train ${data} --hidden 30 --init pytorch --target-loss 1e-2 --out p.npz`);
    const held = await jsonHere(`certify --model p.npz ${data} --out held --report held/r.html`);
    expect(held).toMatchObject({
      verdict: 'not-identifiable-nearby',
      alternative: { kind: 'bounded' },
      refined: null,
    });
    const reach = numberAt(held, 'alternative', 'reachable', 'median');
    expect(reach).toBeGreaterThan(0);
    expect(reach).toBeLessThan(1000);
    expect(numberAt(held, 'bounds', 'distanceAlmostKkt', 'promised', 'min')).toBeLessThanOrEqual(
      numberAt(held, 'bounds', 'distanceAlmostKkt', 'measured', 'min') * (1 + 1e-9),
    );
    expect(numberAt(held, 'alternative', 'set', 'stationarity', 'relativeChange')).toBeLessThan(1e-9);
    const { code, out } = await runInProcess('certify', '--model', at('p.npz'), ...data.split(' '));
    expect(code).toBe(0);
    expect(out).toMatch(/^\* .*Other sets [^*]*\bnone [^*]*distance 1000/m);
    expect(out).toContain('membership inference');
    const nearby = await jsonHere(
      `certify --model p.npz ${data} --distance ${numberAt(held, 'alternative', 'reachable', 'min') / 2}`,
    );
    expect(nearby).toMatchObject({ verdict: 'not-identifiable', alternative: { kind: 'free' } });
  });

  test('points that span everything: no direction is free', async () => {
    await jsonHere('train --dataset toy2d --per-class 4 --hidden 30 --target-loss 1e-2 --out t.npz');
    const full = await jsonHere('certify --model t.npz --dataset toy2d --per-class 4 --out full --report full/r.html');
    expect(full).toMatchObject({
      verdict: 'no-free-direction',
      alternative: { kind: 'full-span', set: null },
      bounds: { distanceAlmostKkt: null },
      span: { rank: 2, dimension: 2 },
      radii: { missing: { complement: { code: 'full-span', dimension: 2, reason: expect.any(String) } } },
    });
    expect(existsSync(at('full/alternative.npz'))).toBe(false);
    // The set of an earlier certificate does not stay beside the record of one that has none.
    writeFileSync(at('full/alternative.npz'), 'of an earlier run');
    await jsonHere('certify --model t.npz --dataset toy2d --per-class 4 --out full --overwrite');
    expect(readdirSync(at('full'))).toEqual(['r.html', 'run.json', 'training.npz']);
  });
});

describe('bad input: exit code 1, one line, nothing written', () => {
  const commands = (model: string, ...data: string[]): string[][] => [
    ['certify', '--model', at(model), ...data, '--out', at('bad'), '--json'],
    ['refine', '--model', at(model), ...data, '--out', at('bad/m.npz'), '--json'],
  ];

  test.each([
    ['a model with biases above the first layer', '--bias all --hidden 5', /has a bias.*homogeneous.* \[DOMAIN\]$/],
    ['a model that is wrong about a sample', '--hidden 5 --max-iterations 1', /margin|wrong.* \[DOMAIN\]$/],
  ])('%s', async (_, options, message) => {
    const data = ['--dataset', 'sphere', '--dimension', '6', '--per-class', '4'];
    const train = ['train', ...data, ...options.split(' '), '--out', at('b.npz'), '--overwrite'];
    expect((await runInProcess(...train)).code).toBe(0);
    for (const command of commands('b.npz', ...data)) expectOneLine(await runInProcess(...command), message);
    expect(existsSync(at('bad')) ? readdirSync(at('bad')) : []).toEqual([]);
  });

  test('what no certificate is about, before the data are read', async () => {
    for (const [options, message] of [
      ['--dataset mnist --labels all --per-class 1', /--model has 10 outputs/],
      ['--dataset sphere --dimension 6 --per-class 4 --loss squared', /squared loss/],
    ] as const) {
      const [inputs, outputs] = options.includes('mnist') ? [784, 10] : [6, 1];
      const network = makeNetwork({
        inputSize: inputs,
        hiddenSizes: [5],
        outputSize: outputs,
        initialisation: 'pytorch',
        seed: 1,
      });
      const training = JSON.stringify({ sampleLoss: 'squared' });
      const metadata = options.includes('squared') ? { metadata: { training } } : {};
      await saveNetwork(at('odd.npz'), { ...network, ...metadata });
      for (const command of commands('odd.npz', '--dataset', 'mnist', '--data-dir', at('no-such-folder'))) {
        const outcome = await runInProcess(...command);
        expectOneLine(outcome, message);
        expect(outcome.err).not.toMatch(/checkNetwork|epsilonDelta|clarkeResidual|trainNetwork|oracleLoss/);
      }
    }
  });

  test('a model that is wrong about the data is told how to name them', async () => {
    const data = ['--dataset', 'sphere', '--dimension', '6', '--per-class', '4'];
    expect(
      (await runInProcess('train', ...data, '--hidden', '5', '--max-iterations', '1', '--out', at('w.npz'))).code,
    ).toBe(0);
    for (const command of commands('w.npz', ...data)) {
      expectOneLine(await runInProcess(...command), /wrong about \d of these 8 samples .*--dataset.* \[DOMAIN\]$/);
    }
  });

  test('a kink tolerance that is no cosine is a usage error', async () => {
    for (const command of commands('absent.npz', ...glyphs.split(' '))) {
      const { code, err } = await runInProcess(...command, '--kink-tolerance', '1');
      expect(code).toBe(2);
      expect(err).toContain('Expected a cosine above 0 and below 1.');
    }
  });

  test('another data set, and no model', async () => {
    for (const command of commands('g.safetensors', '--dataset', 'toy2d')) {
      expectOneLine(await runInProcess(...command), /the model has 784 inputs, toy2d has 2.* \[SHAPE\]$/);
    }
    for (const command of commands('absent.npz', '--dataset', 'toy2d')) {
      expectOneLine(await runInProcess(...command), /cannot read .*absent\.npz.* \[SYSTEM\]$/);
    }
  });

  test('images of one label only', async () => {
    const images = new Uint8Array(16 + 784 * 20).fill(9);
    new DataView(images.buffer).setUint32(0, 0x803);
    [20, 28, 28].forEach((extent, i) => {
      new DataView(images.buffer).setUint32(4 + 4 * i, extent);
    });
    const labels = new Uint8Array(8 + 20).fill(2, 8);
    new DataView(labels.buffer).setUint32(0, 0x801);
    new DataView(labels.buffer).setUint32(4, 20);
    mkdirSync(at('even'));
    writeFileSync(at('even/train-images-idx3-ubyte'), images);
    writeFileSync(at('even/train-labels-idx1-ubyte'), labels);
    const data = ['--dataset', 'mnist', '--data-dir', at('even'), '--per-class', '2'];
    for (const command of commands('g.safetensors', ...data)) {
      expectOneLine(await runInProcess(...command), /--per-class.* \[DOMAIN\]$/);
    }
  });

  test('a model in the place of a result', async () => {
    const data = glyphs.split(' ');
    const refine = ['refine', '--model', at('g.safetensors'), ...data, '--out', at('g.safetensors')];
    expectOneLine(await runInProcess(...refine), /is read by this run and would be replaced.* \[DOMAIN\]$/);
    const other = ['refine', '--model', at('g.safetensors'), ...data, '--out', at('g.npz')];
    expectOneLine(await runInProcess(...other), /g\.run\.json is of noprior train.* \[DOMAIN\]$/);
  });
});

describe('refine', () => {
  test('reaches its target, with a record that certify and score believe', async () => {
    const refined = await jsonHere(`refine --model g.safetensors ${glyphs} --target-residual 1e-4 --out k.npz`);
    expect(Object.keys(refined)).toEqual([
      ...['residual', 'kinkTolerance', 'slackness', 'norm', 'iterations', 'ended', 'seconds', 'out', 'backend'],
    ]);
    expect(refined.ended).toBe('targetResidual');
    expect(numberAt(refined, 'residual')).toBeLessThanOrEqual(1e-4);
    const kkt = await jsonHere('kkt --model k.npz --candidates c/training.npz');
    expect(numberAt(kkt, 'margins', 'min')).toBeCloseTo(1, 9);
    const certified = await jsonHere(`certify --model k.npz ${glyphs} --radius-points 1`);
    expect(certified).toMatchObject({ trainingSetMatchesModel: true, meanMatchesModel: true });
    // By its earlier name, as scripts have it.
    const spent = await jsonHere(`polish --model g.safetensors ${glyphs} --max-iterations 2 --out short.npz`);
    expect(spent).toMatchObject({ ended: 'maxIterations', iterations: 2 });
  });

  test('Ctrl-C saves the point reached, from where it goes on', async () => {
    const folder = 'cut';
    const line = (model: string, out: string) =>
      `refine --model ${model} ${glyphs} --target-residual 1e-300 --max-iterations 1000000 --out ${out}`.split(' ');
    await jsonHere(`train ${glyphs} --hidden 200,200 --target-loss 1e-2 --out ${folder}.npz`);
    const { process: child, finished } = startNoprior([...line(`${folder}.npz`, `${folder}/m.npz`), '--json'], { cwd });
    while (!readdirSync(cwd).includes(folder)) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/interrupted at iteration \d+; .*m\.npz is the best point so far.*\n$/);
    expect(readdirSync(at(folder))).toEqual(['m.npz', 'm.run.json']);
    const record = JSON.parse(readFileSync(at(folder, 'm.run.json'), 'utf8'));
    expect(toRecord(toRecord(record).results)).toMatchObject({ ended: 'aborted' });
    const more = await jsonHere(`refine --model ${folder}/m.npz ${glyphs} --max-iterations 3 --out ${folder}/n.npz`);
    expect(numberAt(more, 'residual')).toBeLessThanOrEqual(numberAt(record, 'results', 'residual') * (1 + 1e-6));
  });
});
