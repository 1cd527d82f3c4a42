import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { findRealData } from '@noprior/test-resources';
import { expect, test } from 'vitest';
import { scoreReconstruction } from '../src/index.ts';

const { folder, isAbsent } = findRealData('mnist');
const images = `${folder}/mnist/t10k-images-idx3-ubyte.gz`;
const labels = `${folder}/mnist/t10k-labels-idx1-ubyte.gz`;

/** 20 training and 20 held-out digits, 10 odd and 10 even each, in file order, as pixels in [0, 1]. */
function readDigits(): { training: HostTensor; heldOut: HostTensor } {
  const pixels = gunzipSync(readFileSync(images)).subarray(16);
  const digits = gunzipSync(readFileSync(labels)).subarray(8);
  const take = (parity: number): number[] =>
    Array.from(digits.subarray(0, 200).keys()).filter((at) => digits[at]! % 2 === parity);
  const toPixels = (indices: number[]): HostTensor => {
    const rows = indices.flatMap((at) => Array.from(pixels.subarray(784 * at, 784 * (at + 1)), (value) => value / 255));
    return makeHostTensor(rows, [indices.length, 784]);
  };
  const [even, odd] = [take(0), take(1)];
  return {
    training: toPixels([...even.slice(0, 10), ...odd.slice(0, 10)]),
    heldOut: toPixels([...even.slice(10, 20), ...odd.slice(10, 20)]),
  };
}

test.skipIf(isAbsent)(
  'on MNIST the mean image passes SSIM > 0.4 without any attack, and the membership score does not move',
  () => {
    const { training, heldOut } = readDigits();
    const average = new Float64Array(784);
    training.data.forEach((value, at) => {
      average[at % 784]! += value / 20;
    });
    const subtract = (x: HostTensor): HostTensor =>
      makeHostTensor(
        Float64Array.from(x.data, (value, at) => value - average[at % 784]!),
        x.shape,
      );
    const report = scoreReconstruction({
      candidates: { x: makeHostTensor(new Float64Array(784), [1, 784]) },
      training: { x: subtract(training) },
      heldOut: { x: subtract(heldOut) },
      preprocessing: { mean: makeHostTensor(average, [784]), imageShape: [1, 28, 28] },
      seed: 0,
    });
    expect(report.ssim?.controls.meanImage.countAbove).toBe(20);
    expect(report.ssim?.heldOut.countAbove).toBe(18);
    expect(report.ssim?.training).toEqual(report.ssim?.controls.meanImage);
    expect(report.membership).toMatchObject({ auc: 0.5, tprAt1PercentFpr: 0 });
    expect(report.training.aboveHeldOutMax).toBe(0);
  },
);
