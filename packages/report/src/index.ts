export { barRange } from './charts/bar-chart.ts';
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
export type { ImageShape } from './document/image-shape.ts';
export type { Picture, PicturesBlock } from './document/picture-block.ts';
export type { Threshold } from './document/threshold.ts';
export type { Estimate, Fact, Quantity, Value } from './document/value.ts';
export { type AttackDocumentInput, attackDocument } from './documents/attack-document.ts';
export { type CertificateDocumentInput, certificateDocument } from './documents/certificate-document.ts';
export type { CertificateFacts } from './documents/certificate-findings.ts';
export { type DemoDocumentInput, demoDocument } from './documents/demo-document.ts';
export type { DemoFar, DemoImages, DemoSphere } from './documents/demo-facts.ts';
export { type ScoreDocumentInput, scoreDocument } from './documents/score-document.ts';
export type { ScoredPoints, TruthStartScore } from './documents/scored-points.ts';
export { formatNumber } from './format-number.ts';
export { formatSeconds } from './format-seconds.ts';
export { formatValue } from './format-value.ts';
export { escapeHtml } from './html/escape-html.ts';
export { renderHtml } from './html/render-html.ts';
export { type MarkdownDocument, renderMarkdown } from './markdown/render-markdown.ts';
export { imageGrid } from './pictures/image-grid.ts';
export { type ImageMatch, imagePairs } from './pictures/image-pairs.ts';
export { readImageGrid } from './pictures/read-image-grid.ts';
export { type BarSectionOptions, barSection } from './sections/bar-section.ts';
export { controlsTableSection } from './sections/controls-table-section.ts';
export { type CurveSectionOptions, curveSection } from './sections/curve-section.ts';
export { type DistributionSectionOptions, distributionSection } from './sections/distribution-section.ts';
export { type FactPair, factsSection } from './sections/facts-section.ts';
export { findingsSection } from './sections/findings-section.ts';
export { groupSection } from './sections/group-section.ts';
export { type ImagePair, type ImageSectionOptions, imageSection } from './sections/image-section.ts';
export { type LossSectionOptions, lossSection } from './sections/loss-section.ts';
export type { Caption } from './sections/section.ts';
export { type SettingSectionOptions, settingSection } from './sections/setting-section.ts';
export { type TableSectionOptions, tableSection } from './sections/table-section.ts';
export { type TensorTableSectionOptions, tensorTableSection } from './sections/tensor-table-section.ts';
export { textSection } from './sections/text-section.ts';
export { type PlanFacts, planDocument } from './studies/plan-document.ts';
export { type StudyInput, studiesDocument, studySection } from './studies/studies-document.ts';
export { type IndexPart, studiesIndex } from './studies/studies-index.ts';
export type {
  OutdatedStepFacts,
  StudyFacts,
  StudyPictureFacts,
  StudyStep,
  StudyStepRun,
} from './studies/study-facts.ts';
export { type ListedGroup, studyListDocument } from './studies/study-list.ts';
export { renderTerminal } from './terminal/render-terminal.ts';
export { accountRows } from './words/account-rows.ts';
export { attackFacts } from './words/attack-facts.ts';
export { type AttackReasons, attackReasons } from './words/attack-reasons.ts';
export { type AttackSentenceFacts, attackSentence } from './words/attack-sentence.ts';
export { certifyStep } from './words/certify-step.ts';
export { describeKnowledge, type KnowledgeWords, threatModel } from './words/describe-knowledge.ts';
export { kktRows } from './words/kkt-rows.ts';
export { missingReasons } from './words/missing-directions.ts';
export { spanReason } from './words/span-reason.ts';
export { type ShiftFacts, spanRows } from './words/span-rows.ts';
export type { TextRow } from './words/text-row.ts';
