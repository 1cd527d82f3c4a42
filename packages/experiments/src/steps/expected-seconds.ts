/** Sizes of a network and of the points that enter it. */
export interface WorkSize {
  readonly points: number;
  readonly dimension: number;
  readonly hidden: readonly number[];
}

/** What a step costs besides computing: starting a program, reading and writing files. */
const overhead = 0.3;

/** Seconds that a training is expected to take on two cores, loss-normalised, from the initialisation to a loss. */
export function trainingSeconds(size: WorkSize, targetLoss: number): number {
  const parameters = parameterCount(size);
  const step = 4e-9 * parameters + (6 * size.points * parameters) / 1.5e11 + 1e-4;
  return overhead + step * (200 + 110 * Math.log(1 / targetLoss));
}

/** Seconds that a private training is expected to take: with noise, most of them go into drawing it for every parameter. */
export function privateTrainingSeconds(size: WorkSize, steps: number, hasNoise: boolean): number {
  const parameters = parameterCount(size);
  const perParameter = hasNoise ? 5e-8 : 5e-9;
  return overhead + steps * (perParameter * parameters + (6 * size.points * parameters) / 1.5e11 + 1e-4);
}

/** Seconds that an attack is expected to take. */
export function attackSeconds(size: WorkSize, iterations: number): number {
  return overhead + iterations * (1e-4 + (10 * size.points * parameterCount(size)) / 2.5e11);
}

/** Seconds that one evaluation in float64 is expected to take, or a handful of them. */
export function evaluationSeconds(size: WorkSize): number {
  return overhead + (200 * size.points * parameterCount(size)) / 2e10;
}

/** Seconds that scoring is expected to take: distances of every candidate from every image, several times. */
export function scoreSeconds(candidates: number, images: number, dimension: number): number {
  return overhead + (10 * candidates * images * dimension) / 1e9;
}

function parameterCount({ dimension, hidden }: WorkSize): number {
  const sizes = [dimension, ...hidden, 1];
  return sizes.slice(1).reduce((sum, size, index) => sum + size * sizes[index]!, 0);
}
