export { close, type Tolerance } from './close.ts';
export {
  type ConformanceCase,
  compareAll,
  defaultTolerance,
  type HostTensors,
  type ValueCase,
  valueCases,
} from './conformance-case.ts';
export { conformanceCases } from './conformance-cases.ts';
export { type CountingBackend, countingBackend } from './counting-backend.ts';
export { type ConformanceOptions, runConformance, type TestFramework } from './run-conformance.ts';
