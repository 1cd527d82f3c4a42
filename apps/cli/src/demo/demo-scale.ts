/** Sizes of the demo. */
export interface DemoScale {
  readonly images: {
    readonly perClass: number;
    readonly hidden: readonly number[];
    readonly targetLoss: number;
    readonly candidatesPerClass: number;
    readonly maxIterations: number;
  };
  readonly sphere: {
    readonly perClass: number;
    readonly dimension: number;
    readonly hidden: readonly number[];
    readonly targetLoss: number;
    readonly candidatesPerClass: number;
    readonly maxIterations: number;
    readonly radii: readonly number[];
  };
  readonly far: {
    readonly distance: number;
    readonly polishSeconds: number;
    readonly clarkeSeconds: number;
  };
}

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
      radii: [0.25, 1, 4],
    },
    far: { distance: 1000, polishSeconds: 2, clarkeSeconds: 1 },
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
      radii: [0.25, 1, 4],
    },
    far: { distance: 1000, polishSeconds: 25, clarkeSeconds: 4 },
  },
};
