/** z with  P(N(0,1) < z) = probability,  by Newton's method on the series
 * P = 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...); for probabilities from 1e-12 to 1 - 1e-12. */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let z = probability < 0.02 ? -Math.sqrt(-2 * Math.log(probability)) : 0;
  for (let step = 0; step < 200; step++) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    const change = (0.5 + density * sum - probability) / density;
    z -= change;
    if (Math.abs(change) < 1e-14 * (1 + Math.abs(z))) break;
  }
  return z;
}
