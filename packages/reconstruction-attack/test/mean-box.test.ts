import { meanBox } from '@noprior/reconstruction-attack';
import { fromNested } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';

describe('meanBox', () => {
  const mean = fromNested([0.25, 0.5]);
  const imageShape = [1, 1, 2] as const;

  it('shifts the pixel range by the stored mean', () => {
    const box = meanBox({ preprocessing: { mean, imageShape, pixelRange: [-1, 3] } });
    expect(box).toEqual({ low: fromNested([-1.25, -1.5]), high: fromNested([2.75, 2.5]) });
  });

  it('takes pixels to be in [0, 1] where the model says nothing', () => {
    const box = meanBox({ preprocessing: { mean, imageShape } });
    expect(box).toEqual({ low: fromNested([-0.25, -0.5]), high: fromNested([0.75, 0.5]) });
  });

  it('is undefined without a mean, without images, and without preprocessing', () => {
    expect(meanBox({ preprocessing: { imageShape } })).toBeUndefined();
    expect(meanBox({ preprocessing: { mean } })).toBeUndefined();
    expect(meanBox({})).toBeUndefined();
  });
});
