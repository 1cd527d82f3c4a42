import { makeRandom } from '@noprior/tensor';
import type { ClassLabels } from './label-rule.ts';
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
  { labelOfClass, labels, classes }: ClassLabels,
  seed: number,
): SampleSource {
  const byLabel = new Map(labels.map((label): [number, number[]] => [label, []]));
  for (const [index, imageClass] of images.classOf.entries()) byLabel.get(labelOfClass[imageClass]!)?.push(index);
  const random = makeRandom(seed).fork(name);
  const shuffled = (indices: readonly number[], stream: string): number[] =>
    random
      .fork(stream)
      .permutation(indices.length)
      .map((position) => indices[position]!);
  const streamOf = (label: number): string =>
    labels.length > 2 ? `class ${label}` : label < 0 ? 'negative' : 'positive';
  const [channels, height, width] = images.imageShape;
  return {
    name,
    dimension: channels * height * width,
    imageShape: images.imageShape,
    pixelRange: [0, 1],
    classes,
    labels,
    checksums: images.checksums,
    indices: [...byLabel].map(([label, indices]) => shuffled(indices, streamOf(label))),
    readRow(index, target) {
      const pixels = images.pixels(index);
      for (let at = 0; at < target.length; at++) target[at] = pixels[at]! / 255;
    },
  };
}
