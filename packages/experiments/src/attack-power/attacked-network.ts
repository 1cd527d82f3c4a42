import type { DataParameters } from '../steps/data-kind.ts';
import type { WorkSize } from '../steps/expected-seconds.ts';
import { trainingSeconds } from '../steps/expected-seconds.ts';
import type { TrainParameters } from '../steps/train-kind.ts';

/** A network that is attacked: what it is trained on, and how. */
export interface AttackedNetwork {
  readonly dataset: string;
  /** Training images of all classes together. */
  readonly images: number;
  /** 2 for two labels and one output; 10 for an output for each class. */
  readonly classes: number;
  /** `squared`: a regression of the labels -1 and +1 with a decay of the weights, with steps of one size. */
  readonly loss: 'logistic' | 'squared';
  readonly hidden: readonly number[];
  /** Of a logistic loss. */
  readonly targetLoss: number;
  readonly schedule: 'normalized' | 'constant';
  /** Standard deviation of the initial first layer, or every layer by PyTorch's default. */
  readonly initialisation: number | 'pytorch';
}

/** The network of most rows: two labels, 1000-1000, a first layer that starts at N(0, 1e-4^2), trained to loss 1e-6. */
export const usualNetwork: Omit<AttackedNetwork, 'images'> = {
  dataset: 'mnist',
  classes: 2,
  loss: 'logistic',
  hidden: [1000, 1000],
  targetLoss: 1e-6,
  schedule: 'normalized',
  initialisation: 1e-4,
};

/** Decay of the weights of a regression, and its number of steps. */
const regression = { weightDecay: 1e-2, maxIterations: 10_000 };

/** Step of the schedule `constant`. */
const constantStep = 0.1;

const dimensions: Readonly<Record<string, number>> = { mnist: 784, glyphs: 784, cifar10: 3072 };

/** The samples of a network. */
export function dataParameters({ dataset, images, classes }: AttackedNetwork, seed: number): DataParameters {
  return { dataset, perClass: images / classes, seed, ...(classes === 2 ? {} : { labels: 'all' }) };
}

/** The training of a network. */
export function trainParameters(network: AttackedNetwork, seed: number): TrainParameters {
  const { hidden, targetLoss, schedule, initialisation, loss, classes } = network;
  return {
    hiddenSizes: hidden,
    ...(initialisation === 'pytorch'
      ? { initialisation }
      : { initialisation: 'scaled-first', initialScale: initialisation }),
    targetLoss,
    ...(loss === 'squared' ? { loss, ...regression } : classes === 2 ? {} : { loss: 'cross-entropy' }),
    ...(schedule === 'constant' || loss === 'squared' ? { constantStep } : {}),
    seed,
  };
}

/** Standard deviation of the initial first layer. */
export function startNoiseOf({ dataset, initialisation }: AttackedNetwork): number {
  return initialisation === 'pytorch' ? 1 / Math.sqrt(3 * dimensions[dataset]!) : initialisation;
}

/** Its size, for expected seconds. */
export function workSizeOf({ dataset, images, hidden }: AttackedNetwork, points: number = images): WorkSize {
  return { points, dimension: dimensions[dataset] ?? 784, hidden };
}

/** Seconds that its training is expected to take. */
export function networkSeconds(network: AttackedNetwork): number {
  return trainingSeconds(workSizeOf(network), network.targetLoss);
}

/** Its name in tables; what is as usual goes without saying.
 *
 * @example networkName({ ...usualNetwork, images: 20, initialisation: 1e-3 }) // => 'mnist, 20 images, first layer starts at 1e-3'
 */
export function networkName(network: AttackedNetwork): string {
  const { dataset, images, classes, loss, hidden, targetLoss, schedule, initialisation } = network;
  return [
    dataset,
    `${images} images`,
    ...(classes === 2 ? [] : [`${classes} classes`]),
    ...(loss === 'squared' ? ['regression'] : []),
    ...(hidden.join() === usualNetwork.hidden.join() ? [] : [`width ${hidden[0]}`]),
    ...(targetLoss === usualNetwork.targetLoss ? [] : [`loss ${targetLoss.toExponential()}`]),
    ...(schedule === 'constant' && loss !== 'squared' ? ['constant step'] : []),
    ...(initialisation === 'pytorch'
      ? ['PyTorch initialisation']
      : initialisation === usualNetwork.initialisation
        ? []
        : [`first layer starts at ${initialisation.toExponential()}`]),
  ].join(', ');
}
