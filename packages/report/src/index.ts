export { barRange } from './bar-chart.ts';
export { type BarSectionOptions, barSection } from './bar-section.ts';
export { type ControlsTableSectionOptions, controlsTableSection } from './controls-table-section.ts';
export { type CurveSectionOptions, curveSection } from './curve-section.ts';
export {
  type DistributionSectionOptions,
  distributionSection,
} from './distribution-section.ts';
export type {
  Axis,
  Bar,
  BarColumn,
  BarPattern,
  BarsBlock,
  CurveSeries,
  CurvesBlock,
  DistributionBlock,
  DistributionGroup,
  Point,
  ScatterBlock,
  ScatterSeries,
} from './document/chart-blocks.ts';
export type {
  Block,
  Claim,
  ClaimsBlock,
  CodeBlock,
  Column,
  FactsBlock,
  Finding,
  FindingsBlock,
  FindingTone,
  ListsBlock,
  ReportDocument,
  SectionBlock,
  TableBlock,
  TextBlock,
  Verdict,
} from './document/document.ts';
export type { Picture, PicturesBlock } from './document/picture-block.ts';
export type { Estimate, Fact, Quantity, Value } from './document/value.ts';
export { escapeHtml } from './escape-html.ts';
export { type FactPair, factsSection } from './facts-section.ts';
export { findingsSection } from './findings-section.ts';
export { formatNumber } from './format-number.ts';
export { formatSeconds } from './format-seconds.ts';
export { formatValue } from './format-value.ts';
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
