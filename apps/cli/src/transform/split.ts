import { loadArrays } from '@noprior/array-files';
import { formatShape, type HostTensor, ShapeError } from '@noprior/tensor';
import { drawSplitDirection, type SplitMode, split } from '@noprior/transforms';
import { Command, Option } from 'commander';
import { toPositive, toSeed } from '../options/numbers.ts';
import { type ReadLimits, readOptions } from '../options/read-limits.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addTransformOptions, runTransform, type TransformCliOptions } from './run-transform.ts';

interface SplitOptions extends TransformCliOptions {
  readonly index: number;
  readonly direction: string;
  readonly distance?: number;
  readonly a?: number;
  readonly b?: number;
  readonly mode: SplitMode;
  readonly project?: boolean;
  readonly seed: number;
}

/** `noprior transform split`: one point becomes two, on both sides of it. */
export function splitCommand(terminal: Terminal): Command {
  const command = new Command('split')
    .description('split a point x into x + a v and x - b v, inside its activation cell')
    .addOption(new Option('--index <i>', 'which point, from 0, as in the file').argParser(toSeed).makeOptionMandatory())
    .requiredOption(
      '--direction <v>',
      'a .npy file with v [d]; random; or complement: random and orthogonal to all points',
    )
    .addOption(
      new Option('--distance <r>', 'how far both halves go, in units of the input')
        .argParser(toPositive)
        .conflicts(['a', 'b']),
    )
    .addOption(new Option('--a <a>', 'the first half goes to x + a v').argParser(toPositive))
    .addOption(new Option('--b <b>', 'the second half goes to x - b v').argParser(toPositive))
    .addOption(
      new Option('--mode <m>', 'what is kept: L_stationary alone, or the margins, too')
        .choices(['stationarity', 'kkt'])
        .default('kkt'),
    )
    .option('--project', 'in mode kkt, take away what v from a file has along the input gradient')
    .addOption(new Option('--seed <s>', 'of a random direction').argParser(toSeed).default(0));
  return addTransformOptions(command).action((options: SplitOptions) => splitAction(options, terminal));
}

async function splitAction(options: SplitOptions, terminal: Terminal): Promise<void> {
  const { index, direction, distance, a, b, mode, seed } = options;
  if (distance === undefined && (a === undefined || b === undefined)) {
    throw new UsageError('split needs how far the halves go: --distance R, or both --a A and --b B');
  }
  const source = directionSource(direction);
  await runTransform(options, terminal, {
    name: 'split',
    seed: 'file' in source ? null : seed,
    inputs: 'file' in source ? [source.file] : [],
    apply: async ({ backend, network, candidates, options: config }) => {
      const v =
        'file' in source
          ? await readDirection(source.file, candidates.x.shape[1]!, options)
          : await drawSplitDirection(backend, network, candidates, { ...source, index, mode, seed });
      const length = Math.hypot(...v.data);
      const halves = distance === undefined ? { a: a!, b: b! } : { a: distance / length, b: distance / length };
      const project = options.project === true || 'family' in source;
      const request = { index, direction: v, ...halves, mode, project };
      const done = await split(backend, network, candidates, request, config);
      const { forward, backward } = done.splits[0]!.radius;
      return {
        ...done,
        sentence:
          `${index} split along ${'file' in source ? source.file : directionNames[source.family]}, ` +
          `a ${halves.a.toPrecision(4)} of ${forward.radius.toPrecision(4)} and b ${halves.b.toPrecision(4)} of ${backward.radius.toPrecision(4)} that its cell allows`,
        details: {
          ...{ index, direction, ...halves, mode },
          allowed: { forward: toFinite(forward.radius), backward: toFinite(backward.radius) },
        },
      };
    },
  });
}

const directionNames = { random: 'a random direction', complement: 'a direction orthogonal to the points' } as const;

/** @throws {UsageError} for a word that is neither a sort of direction nor the name of a .npy file */
function directionSource(
  direction: string,
): { readonly file: string } | { readonly family: keyof typeof directionNames } {
  if (direction === 'random' || direction === 'complement') return { family: direction };
  if (/\.npy$/i.test(direction)) return { file: direction };
  throw new UsageError(
    `--direction ${direction}: expected random, complement, or the name of a file that ends in .npy`,
  );
}

/** @throws {ShapeError} if the file holds anything but a vector [d] */
async function readDirection(file: string, dimension: number, limits: ReadLimits): Promise<HostTensor> {
  const { arrays } = await loadArrays(file, readOptions(limits));
  const v = arrays.arr_0!;
  if (v.shape.length === 1 && v.shape[0] === dimension) return v;
  throw new ShapeError(`${file}: a direction is [${dimension}], as the points, got ${formatShape(v.shape)}`);
}

/** JSON has no infinity: `null` is no bound. */
function toFinite(radius: number): number | null {
  return Number.isFinite(radius) ? radius : null;
}
