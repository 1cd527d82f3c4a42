/** Sizes of a network, its training set and an attack. */
export interface AttackSizes {
  readonly perClass: number;
  readonly dimension: number;
  readonly hidden: readonly number[];
  readonly targetLoss: number;
  readonly candidatesPerClass: number;
  readonly maxIterations: number;
}

/** Sizes of an experiment on images. */
export interface ImageSizes extends AttackSizes {
  readonly dataset: string;
  /** Of the box vertex attack, where it is not to take its usual size. */
  readonly boxVertices?: { readonly directions: number };
}

/** Glyphs, which need no files, and networks of a hundred units: everything runs, and nothing is to be learned from it. */
export const smokeImages: ImageSizes = {
  dataset: 'glyphs',
  perClass: 2,
  dimension: 784,
  hidden: [50, 50],
  targetLoss: 1e-3,
  candidatesPerClass: 4,
  maxIterations: 60,
  boxVertices: { directions: 30 },
};

/** Twenty images of MNIST: the attack reads nearly all of them back from a network whose first layer started small. */
export const cpuMnist: ImageSizes = {
  dataset: 'mnist',
  perClass: 10,
  dimension: 784,
  hidden: [1000, 1000],
  targetLoss: 1e-6,
  candidatesPerClass: 40,
  maxIterations: 2500,
};

/** Twenty images of CIFAR-10. */
export const cpuCifar10: ImageSizes = { ...cpuMnist, dataset: 'cifar10', dimension: 3072 };

/** The size of the publications. */
export const paperMnist: ImageSizes = { ...cpuMnist, perClass: 250, candidatesPerClass: 500, maxIterations: 50_000 };

/** The same for CIFAR-10; 100 per class where the files hold 300 of each of ten classes would do, too. */
export const paperCifar10: ImageSizes = { ...paperMnist, dataset: 'cifar10', dimension: 3072 };

/** Seeds of the documentation. */
export const reportedSeeds: readonly number[] = [1, 2, 3];
