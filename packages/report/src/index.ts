export type { Bar } from './bar-chart.ts';
export { barRange } from './bar-chart.ts';
export { type BarSectionOptions, barSection } from './bar-section.ts';
export type { BarPattern } from './bar-shapes.ts';
export { type ControlsTableSectionOptions, controlsTableSection } from './controls-table-section.ts';
export type { Point } from './curve-envelope.ts';
export { type CurveSectionOptions, type CurveSeries, curveSection } from './curve-section.ts';
export {
  type DistributionGroup,
  type DistributionSectionOptions,
  distributionSection,
} from './distribution-section.ts';
export { escapeHtml } from './escape-html.ts';
export { type Fact, factsSection } from './facts-section.ts';
export { type Finding, type FindingTone, findingsSection } from './findings-section.ts';
export { formatNumber } from './format-number.ts';
export { groupSection } from './group-section.ts';
export { imageGrid } from './image-grid.ts';
export { type ImagePair, type ImageSectionOptions, imageSection } from './image-section.ts';
export type { ImageShape } from './image-shape.ts';
export { type LossSectionOptions, type LossSeries, lossSection } from './loss-section.ts';
export { type Report, renderReport } from './report.ts';
export type { Caption, Section } from './section.ts';
export { type SettingSectionOptions, settingSection } from './setting-section.ts';
export type { Cell } from './table.ts';
export { type TableSectionOptions, tableSection } from './table-section.ts';
export { type TensorTableSectionOptions, tensorTableSection } from './tensor-table-section.ts';
export { textSection } from './text-section.ts';
export type { Threshold } from './threshold.ts';
