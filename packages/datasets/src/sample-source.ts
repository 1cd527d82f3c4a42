import type { DatasetPreprocessing, Preprocessing } from './dataset.ts';

/** Where samples come from: generated numbers or images of files, before any mean is subtracted. */
export interface SampleSource {
  readonly name: string;
  /** Numbers per sample. */
  readonly dimension: number;
  readonly imageShape: Preprocessing['imageShape'];
  readonly pixelRange: Preprocessing['pixelRange'];
  readonly classes: DatasetPreprocessing['classes'];
  readonly checksums: Readonly<Record<string, string>>;
  /** -1 and +1, or 0, 1, ... for more than two classes. */
  readonly labels: readonly number[];
  /** Indices of the samples of each label, in the order in which they are taken. */
  readonly indices: readonly (readonly number[])[];
  /** Write the sample with this index to `target`, `[dimension]`. */
  readonly readRow: (index: number, target: Float64Array) => void;
}

/** Indices of generated samples, enough for a split: even ones are negative, odd ones positive. */
export function alternatingIndices(perClass: number): SampleSource['indices'] {
  const indices = Array.from({ length: 2 * perClass }, (_, index) => 2 * index);
  return [indices, indices.map((index) => index + 1)];
}
