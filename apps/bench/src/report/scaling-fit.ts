/** How a time grows with one size. */
export interface ScalingFit {
  /** Least-squares slope of log time by log size: 1 is linear. */
  readonly slope: number;
  /** 8^(slope - 1) - 1: by how much a time grows beyond 8 times, relatively, when the size grows 8 times. */
  readonly deviationPerFactor8: number;
  /** Time of the largest size against 8 times that of a size 8 times smaller, minus 1; `null` where no such pair was measured. */
  readonly measuredDeviation: number | null;
}

/** A measured time at a size, both above 0. */
export interface SizedTime {
  readonly size: number;
  readonly ms: number;
}

/** Fit of a power law through times at two or more sizes.
 *
 * @returns `null` for fewer than two different sizes
 * @example fitScaling([{ size: 1, ms: 2 }, { size: 8, ms: 16 }])?.slope // => 1
 */
export function fitScaling(times: readonly SizedTime[]): ScalingFit | null {
  const points = times.map(({ size, ms }) => [Math.log(size), Math.log(ms)] as const);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([a]) => a)), mean(points.map(([, b]) => b))];
  const spread = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  if (!(spread > 0)) return null;
  const slope = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread;
  const largest = times.reduce((a, b) => (b.size > a.size ? b : a));
  const eighth = times.find(({ size }) => size * 8 === largest.size);
  return {
    slope,
    deviationPerFactor8: 8 ** (slope - 1) - 1,
    measuredDeviation: eighth === undefined ? null : largest.ms / (8 * eighth.ms) - 1,
  };
}

/** Share of the quadratic part at the largest size, from the fit  ms = a size + b size^2  with least relative squares.
 *
 * @returns in [0, 1] while the fit has no negative part; `null` for fewer than three different sizes
 */
export function quadraticShare(times: readonly SizedTime[]): number | null {
  const sizes = new Set(times.map(({ size }) => size));
  if (sizes.size < 3) return null;
  // Divided by ms, the model is 1 = a u + b v with u = size / ms and v = size^2 / ms.
  let [uu, uv, vv, u1, v1] = [0, 0, 0, 0, 0];
  for (const { size, ms } of times) {
    const [u, v] = [size / ms, size ** 2 / ms];
    uu += u * u;
    uv += u * v;
    vv += v * v;
    u1 += u;
    v1 += v;
  }
  const determinant = uu * vv - uv * uv;
  const a = (u1 * vv - v1 * uv) / determinant;
  const b = (v1 * uu - u1 * uv) / determinant;
  const largest = Math.max(...sizes);
  return (b * largest) / (a + b * largest);
}
