export type { DataLocation } from './data-location.ts';
export type { Dataset, DatasetPreprocessing, DatasetSplit, LabelledData, Preprocessing } from './dataset.ts';
export { type DatasetName, datasetNames, isFileDataset, parseDatasetName } from './dataset-name.ts';
export type { DownloadOptions, DownloadProgress } from './download.ts';
export { drawGlyph } from './glyphs/draw-glyph.ts';
export { cifar10Classes, type LabelRule, parseLabelRule } from './label-rule.ts';
export { type DatasetOptions, loadDataset } from './load-dataset.ts';
export { toDataset } from './to-dataset.ts';
