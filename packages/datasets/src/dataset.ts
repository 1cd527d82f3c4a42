import type { HostTensor } from '@noprior/tensor';

/** Samples with labels. */
export interface Dataset {
  readonly name: string;
  /** [n, d] float64 samples, with the mean of {@link Preprocessing} already subtracted. */
  readonly x: HostTensor;
  /** [n] float64 labels, each -1 or +1; classes from 0 under the label rule `all`. */
  readonly y: HostTensor;
  /** Position of each sample in its source: the line of the files, or the number of the generated sample. */
  readonly sourceIndex: readonly number[];
}

/** What was done to the samples, and what is needed to undo it and to show them. */
export interface Preprocessing {
  /** [d] float64, subtracted from every sample; zeros if nothing was. */
  readonly mean: HostTensor;
  /** How the d numbers make an image, channel first; undefined for data that are no images. */
  readonly imageShape: readonly [channels: number, height: number, width: number] | undefined;
  /** What the labels -1 and +1 mean, or the classes 0, 1, ... */
  readonly classes: readonly string[];
  /** Range of the numbers before subtraction, [0, 1] for images; undefined if unbounded. */
  readonly pixelRange: readonly [low: number, high: number] | undefined;
}

/** A balanced training set and as many held-out samples, which share no sample. */
export interface DatasetSplit {
  readonly training: Dataset;
  /** The mean of the training samples is subtracted here too. */
  readonly heldOut: Dataset;
  readonly preprocessing: Preprocessing;
  /** SHA-256 of each file that was read, by file name; empty for generated data. */
  readonly checksums: Readonly<Record<string, string>>;
}
