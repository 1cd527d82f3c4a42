import { DomainError } from '@noprior/tensor';
import { type BoundedFarKktSet, farKktSet } from '@noprior/transforms';
import { Command, Option } from 'commander';
import { toCount, toPositive, toSeed } from '../options/numbers.ts';
import type { Terminal } from '../terminal.ts';
import { addTransformOptions, runTransform, type TransformCliOptions } from './run-transform.ts';

interface FarOptions extends TransformCliOptions {
  readonly distance: number;
  readonly directions: number;
  readonly asFarAsPossible?: boolean;
  readonly keepUnused?: boolean;
  readonly seed: number;
}

/** `noprior transform far`: a KKT set at a distance from the one given, by the subspace theorem. */
export function farCommand(terminal: Terminal): Command {
  const command = new Command('far')
    .description('split every point with a multiplier along a direction that no unit and no margin notices')
    .addOption(
      new Option('--distance <r>', 'of every new point from its original, in units of the input')
        .argParser(toPositive)
        .makeOptionMandatory(),
    )
    .option('--as-far-as-possible', 'where the distance cannot be reached, take every point as far as it can go')
    .option('--keep-unused', 'keep points whose multiplier is 0; they are left out otherwise')
    .addOption(new Option('--directions <n>', 'that are tried for each point').argParser(toCount).default(16))
    .addOption(new Option('--seed <s>', 'of the directions').argParser(toSeed).default(0));
  return addTransformOptions(command).action((options: FarOptions) =>
    runTransform(options, terminal, {
      name: 'far',
      seed: options.seed,
      apply: async ({ backend, network, candidates, options: config }) => {
        const { distance, directions, seed } = options;
        const far = await farKktSet(backend, network, candidates, {
          ...config,
          distance,
          directions,
          seed,
          keepUnused: options.keepUnused === true,
        });
        if (far.kind === 'bounded' && (options.asFarAsPossible !== true || far.set === undefined)) {
          throw new DomainError(describeBounded(far, distance));
        }
        const set = far.kind === 'free' ? far : far.set!;
        const nearest = Math.min(...set.distances);
        const reachable =
          far.kind === 'free' ? null : [...far.reachable].map((radius) => (Number.isFinite(radius) ? radius : null));
        return {
          candidates: set.candidates,
          account: set.account,
          sentence: `each at ${Number(nearest.toPrecision(6))} or more from every point before (rank of the points ${far.span.rank} of ${far.span.dimension})`,
          details: {
            distance,
            rank: far.span.rank,
            dimension: far.span.dimension,
            splitPoints: far.indices,
            reached: far.kind === 'free',
            reachable,
            distances: { min: nearest, max: Math.max(...set.distances) },
          },
        };
      },
    }),
  );
}

/** Why a distance cannot be reached, and which can. */
function describeBounded({ reason, span, reachable, indices }: BoundedFarKktSet, distance: number): string {
  if (reason === 'full-span') {
    return `far: the points span all ${span.dimension} dimensions, so no direction is free; single points can be split with noprior transform split`;
  }
  const least = Math.min(...reachable);
  const point = indices[reachable.indexOf(least)];
  return (
    `far: not every point can go to distance ${distance}, because the first layer has a part off the span of the points (memory of the initialisation): ` +
    `point ${point} can go to ${least.toPrecision(4)}, the freest to ${Math.max(...reachable).toPrecision(4)}. ` +
    'Choose a smaller --distance, add --as-far-as-possible, or bring the network to a KKT point first with noprior refine'
  );
}
