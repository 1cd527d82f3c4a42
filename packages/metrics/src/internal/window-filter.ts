/** Standard deviation of the Gaussian window in pixels, as in Wang et al. 2004 whatever the window's size. */
const standardDeviation = 1.5;

/** A separable Gaussian filter over one channel, borders by reflection without the edge pixel.
 *
 * @returns a function that writes the filtered [height * width] channel to its second argument
 */
export function makeWindowFilter(
  height: number,
  width: number,
  windowSize: number,
): (channel: Float64Array, result: Float64Array) => void {
  const radius = (windowSize - 1) / 2;
  const window = Float64Array.from({ length: windowSize }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * standardDeviation ** 2)),
  );
  const total = window.reduce((sum, value) => sum + value, 0);
  for (let k = 0; k < windowSize; k++) window[k]! /= total;
  const columnOf = reflectedPositions(width, radius);
  const rowOf = reflectedPositions(height, radius);
  const between = new Float64Array(height * width);
  return (channel, result) => {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let k = 0; k < windowSize; k++) sum += window[k]! * channel[row * width + columnOf[column + k]!]!;
        between[row * width + column] = sum;
      }
    }
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let k = 0; k < windowSize; k++) sum += window[k]! * between[rowOf[row + k]! * width + column]!;
        result[row * width + column] = sum;
      }
    }
  };
}

/** Source positions of -radius .. extent - 1 + radius: ... 2 1 | 0 1 2 ... extent-1 | extent-2 ... */
function reflectedPositions(extent: number, radius: number): Int32Array {
  return Int32Array.from({ length: extent + 2 * radius }, (_, index) => {
    const position = Math.abs(index - radius);
    return position < extent ? position : 2 * (extent - 1) - position;
  });
}
