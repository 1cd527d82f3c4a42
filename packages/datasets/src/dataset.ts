import type { HostTensor } from '@noprior/tensor';

/** Samples with labels. */
export interface LabelledData {
  /** [n, d], preprocessed as the network expects it */
  readonly x: HostTensor;
  /** [n] labels: -1 or +1, classes from 0, or the targets of a regression */
  readonly y: HostTensor;
}

/** Samples of a named source, in float64: x with the mean of {@link Preprocessing} already subtracted, y of -1 and +1, or of classes
 * from 0 under the label rule `all`. */
export interface Dataset extends LabelledData {
  readonly name: string;
  /** Position of each sample in its source: the line of the files, or the number of the generated sample. */
  readonly sourceIndex: readonly number[];
}

/** What was done to the samples before they entered a network, and what is needed to undo it and to show them. */
export interface Preprocessing {
  /** [d], subtracted from every sample */
  readonly mean?: HostTensor | undefined;
  /** How the d numbers of a sample make an image, channels outermost; left out for data that are no images. */
  readonly imageShape?: readonly [channels: number, height: number, width: number] | undefined;
  /** What the labels -1 and +1 mean, or the classes 0, 1, ... */
  readonly classes?: readonly string[] | undefined;
  /** Lowest and highest number before the mean is subtracted, [0, 1] for most images; left out if unbounded. */
  readonly pixelRange?: readonly [low: number, high: number] | undefined;
}

/** The preprocessing of a data set that was loaded: its mean, zeros if nothing was subtracted, and its classes are known. */
export interface DatasetPreprocessing extends Preprocessing {
  readonly mean: HostTensor;
  readonly classes: readonly string[];
}

/** A balanced training set and as many held-out samples, which share no sample. */
export interface DatasetSplit {
  readonly training: Dataset;
  /** The mean of the training samples is subtracted here too. */
  readonly heldOut: Dataset;
  readonly preprocessing: DatasetPreprocessing;
  /** SHA-256 of each file that was read, by file name; empty for generated data. */
  readonly checksums: Readonly<Record<string, string>>;
}
