export { halfKink, halfKinkSet } from './half-kink.ts';
export { linear, planted, plantedSet, twoNeurons } from './hand-networks.ts';
export { plantedSpan } from './planted-span.ts';
export {
  patternTexts,
  type RandomCandidates,
  type RandomCase,
  randomCandidates,
  randomCases,
  rowsAt,
} from './random-case.ts';
