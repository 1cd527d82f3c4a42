import type { Experiment, PointResult, Statement, Summary, SummaryCell } from '../engine/experiment.ts';
import { describe, estimateAt } from '../engine/read-values.ts';
import type { DataParameters } from '../steps/data-kind.ts';
import type { TrainParameters } from '../steps/train-kind.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, foundShare, foundWords, reconstructionTable } from './reconstruction-table.ts';

/** What a defender changes. */
interface Defence {
  readonly data?: Partial<DataParameters>;
  readonly train?: Partial<TrainParameters>;
  readonly noise?: number;
}

/** Names of the defences. */
export const defenceNames = [
  'none',
  'secret shift 0.5',
  'secret shift 5',
  'default initialisation',
  'trained to 1e-20',
  'noise 3 % on the weights',
  'noise 10 % on the weights',
  'noise 30 % on the weights',
  'DP-SGD without noise',
  'DP-SGD, epsilon 1000',
  'DP-SGD, epsilon 100',
  'DP-SGD, epsilon 10',
] as const;

/** Name of a defence. */
export type DefenceName = (typeof defenceNames)[number];

/** DP-SGD on twenty images: 200 steps, after which the training images are told apart with a loss of a few hundredths where there is little
 * or no noise. The same for every epsilon, so that noise is all that differs; delta is below one over the number of images. */
function trainedPrivately(epsilon?: number): Defence {
  const budget = epsilon === undefined ? {} : { budget: { epsilon, delta: 1e-3 } };
  return { train: { privacy: { clip: 0.05, stepSize: 1, steps: 200, ...budget } } };
}

const defences: Readonly<Record<DefenceName, Defence>> = {
  none: {},
  'secret shift 0.5': { data: { shift: 0.5 } },
  'secret shift 5': { data: { shift: 5 } },
  'default initialisation': { train: { initialisation: 'pytorch' } },
  'trained to 1e-20': { train: { targetLoss: 1e-20 } },
  'noise 3 % on the weights': { noise: 0.03 },
  'noise 10 % on the weights': { noise: 0.1 },
  'noise 30 % on the weights': { noise: 0.3 },
  'DP-SGD without noise': trainedPrivately(),
  'DP-SGD, epsilon 1000': trainedPrivately(1000),
  'DP-SGD, epsilon 100': trainedPrivately(100),
  'DP-SGD, epsilon 10': trainedPrivately(10),
};

/** What is varied. */
export type DefencePoint = { readonly defence: DefenceName };

/** What a defender can do, each with its cost in accuracy on held-out data. */
export const defencesExperiment: Experiment<DefencePoint, ImageSizes> = {
  name: 'defences',
  title: 'Defences and their cost',
  about:
    'The same attacks, whose prior fits the undefended network, against a secret shift of the data, an initialisation that leaves more of itself behind, longer training, and two yardsticks: Gaussian noise on the ' +
    'released weights, which comes with no promise, and DP-SGD at three budgets epsilon with delta = 1e-3, which promises the same against every attacker, though little at such budgets; beside it the same clipped training without noise, because ' +
    'it ends earlier than the others. Its account does not cover the public mean. The cost is accuracy on held-out images; there are as many of them as training images, so that it is coarse.',
  scales: {
    smoke: { grid: { defence: defenceNames }, seeds: [1], sizes: smokeImages },
    cpu: { grid: { defence: defenceNames }, seeds: reportedSeeds, sizes: cpuMnist },
    paper: { grid: { defence: defenceNames }, seeds: [1, 2, 3, 4, 5], sizes: paperMnist },
  },
  stages: reconstructionStages<DefencePoint>({
    data: ({ defence }) => defences[defence].data ?? {},
    train: ({ defence }) => defences[defence].train ?? {},
    // A shift does not stay secret: the first layer tells it (see mnist-shift).
    attack: ({ defence }) => (defences[defence].data?.shift === undefined ? {} : { assumedShift: 'estimated' }),
    noise: ({ defence }) => defences[defence].noise ?? 0,
    others: ['evidence', 'corners'],
  }),
  summarize: (results, { grid }) => {
    const at = (name: DefenceName): PointResult<DefencePoint>[] =>
      results.filter(({ point }) => point.defence === name);
    return {
      statements: [
        controlStatement(at('none')),
        ...grid.defence.filter((name) => name !== 'none').map((name) => defenceStatement(name, at('none'), at(name))),
      ],
      table: withTrainingAccuracy(
        reconstructionTable('defence', results, ({ defence }) => defence),
        (name) => results.filter(({ point }) => point.defence === name),
      ),
      curves: [],
    };
  },
};

function withTrainingAccuracy(
  { columns, rows }: Summary['table'],
  at: (name: SummaryCell | undefined) => readonly PointResult[],
): Summary['table'] {
  return {
    columns: [...columns, 'training accuracy'],
    rows: rows.map((row) => [...row, estimateAt(at(row[0]), 'noise', 'trainingAccuracy')]),
  };
}

function defenceStatement(name: string, without: readonly PointResult[], defended: readonly PointResult[]): Statement {
  const all = foundShare(without);
  const found = foundShare(defended);
  return {
    claim: `A defence that works: ${name}.`,
    measured:
      `${foundWords(defended)} images found, ${foundWords(without)} without; accuracy on held-out images ` +
      `${describe(estimateAt(defended, 'noise', 'heldOutAccuracy'))}, ${describe(estimateAt(without, 'noise', 'heldOutAccuracy'))} without, on training images ${describe(estimateAt(defended, 'noise', 'trainingAccuracy'))}. Agrees if the attack that finds most finds less than half as many; the attacker reads a shift from the first layer and does not adapt otherwise.`,
    verdict:
      all === undefined || found === undefined || all < 0.5 ? 'undecided' : found < all / 2 ? 'agrees' : 'disagrees',
  };
}
