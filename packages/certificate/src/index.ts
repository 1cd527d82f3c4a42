export type { AlternativeSet, BuiltSet, RoundingRefusal } from './alternative-set.ts';
export {
  type AlternativeResults,
  type BoundResults,
  type BuiltSetResults,
  type CertificateResults,
  type CertificateSubject,
  certificateResults,
  type KktResults,
  kktResults,
  type RadiusResults,
  type RefinementResults,
  refinementResults,
} from './certificate-results.ts';
export { type Certificate, certifyNetwork, type KktSummary, summarizeKkt } from './certify-network.ts';
export type { CertifyOptions, CertifyProgress } from './certify-options.ts';
export { checkMaxMarginNetwork, checkSeparates } from './check-max-margin.ts';
export type { BoundBesideMeasured, BoundMeasurement } from './measure-bounds.ts';
export type { KktMeasurement, Nearness } from './measure-kkt.ts';
export type { RadiusMeasurement } from './measure-radii.ts';
export type { RadiusSummary } from './radius-summary.ts';
export { type Refinement, refineForCertificate } from './refine-for-certificate.ts';
export { type Premise, premiseThreshold, toPremise, toVerdict, type Verdict } from './verdict.ts';
