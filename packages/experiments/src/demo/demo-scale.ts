import type { DemoPart } from './demo-clock.ts';

/** Sizes of a network, its training set and an attack. */
interface AttackSizes {
  readonly perClass: number;
  readonly hidden: readonly number[];
  readonly targetLoss: number;
  readonly candidatesPerClass: number;
  readonly maxIterations: number;
}

/** Sizes of the demo. */
export interface DemoScale {
  readonly images: AttackSizes;
  readonly sphere: AttackSizes & { readonly dimension: number; readonly radii: readonly number[] };
  readonly far: {
    readonly distance: number;
    readonly refineSeconds: number;
    readonly clarkeSeconds: number;
  };
  /** In their order, with what each took on two busy cores. */
  readonly parts: readonly DemoPart[];
}

/** The parts of the demo, by what each takes. */
function demoParts(seconds: {
  readonly imageTraining: number;
  readonly imageAttack: number;
  readonly sphereTraining: number;
  readonly sphereAttack: number;
  readonly radii: readonly number[];
  readonly refinement: number;
  readonly far: number;
}): DemoPart[] {
  return [
    { task: 'glyphs: training', seconds: seconds.imageTraining },
    { task: 'glyphs: attack', seconds: seconds.imageAttack },
    { task: 'sphere: training', seconds: seconds.sphereTraining },
    ...seconds.radii.map((radius) => ({ task: `sphere: attack from radius ${radius}`, seconds: seconds.sphereAttack })),
    { task: 'far set: towards KKT', seconds: seconds.refinement, byClock: true },
    { task: 'far set', seconds: seconds.far, byClock: true },
  ];
}

const radii = [0.25, 1, 4];

/** `smoke` tells that everything runs, in seconds; `default` shows the effect. */
export const demoScales: Readonly<Record<'smoke' | 'default', DemoScale>> = {
  smoke: {
    images: { perClass: 2, hidden: [100, 100], targetLoss: 1e-4, candidatesPerClass: 8, maxIterations: 400 },
    sphere: {
      perClass: 10,
      dimension: 40,
      hidden: [100],
      targetLoss: 1e-4,
      candidatesPerClass: 20,
      maxIterations: 300,
      radii,
    },
    far: { distance: 1000, refineSeconds: 2, clarkeSeconds: 1 },
    parts: demoParts({
      imageTraining: 3,
      imageAttack: 2,
      sphereTraining: 1,
      sphereAttack: 0.5,
      radii,
      refinement: 2,
      far: 1.5,
    }),
  },
  default: {
    images: { perClass: 10, hidden: [1000, 1000], targetLoss: 1e-6, candidatesPerClass: 40, maxIterations: 2500 },
    sphere: {
      perClass: 50,
      dimension: 784,
      hidden: [1000],
      targetLoss: 1e-6,
      candidatesPerClass: 100,
      maxIterations: 600,
      radii,
    },
    far: { distance: 1000, refineSeconds: 25, clarkeSeconds: 4 },
    parts: demoParts({
      imageTraining: 72,
      imageAttack: 117,
      sphereTraining: 36,
      sphereAttack: 16,
      radii,
      refinement: 25,
      far: 6,
    }),
  },
};
