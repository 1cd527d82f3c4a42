import { makeRandom } from '@noprior/tensor';
import type { BinaryLabels } from './label-rule.ts';
import type { SampleSource } from './sample-source.ts';

/** Images of files with their classes, as bytes. */
export interface LabelledImages {
  readonly imageShape: readonly [channels: number, height: number, width: number];
  /** Class 0 to 9 of each image. */
  readonly classOf: Uint8Array;
  /** Bytes of the image with this index, channel first. */
  readonly pixels: (index: number) => Uint8Array;
  readonly checksums: Readonly<Record<string, string>>;
}

/** Images as samples with pixels / 255; the seed orders the images of each label. */
export function makeImageSource(
  name: string,
  images: LabelledImages,
  labels: BinaryLabels,
  seed: number,
): SampleSource {
  const negative: number[] = [];
  const positive: number[] = [];
  for (const [index, imageClass] of images.classOf.entries()) {
    (labels.labelOfClass[imageClass] === 1 ? positive : negative).push(index);
  }
  const random = makeRandom(seed).fork(name);
  const shuffled = (indices: readonly number[], side: string): number[] =>
    random
      .fork(side)
      .permutation(indices.length)
      .map((position) => indices[position]!);
  const [channels, height, width] = images.imageShape;
  return {
    name,
    dimension: channels * height * width,
    imageShape: images.imageShape,
    pixelRange: [0, 1],
    classes: labels.classes,
    checksums: images.checksums,
    indices: [shuffled(negative, 'negative'), shuffled(positive, 'positive')],
    readRow(index, target) {
      const pixels = images.pixels(index);
      for (let at = 0; at < target.length; at++) target[at] = pixels[at]! / 255;
    },
  };
}
