import type { Finding } from '@noprior/report';
import type { TheoryResults, TheorySuite } from '../theory-result.ts';
import { boundsFindings } from './bounds-findings.ts';
import { clarkeFindings } from './clarke-findings.ts';
import { farSetsFindings } from './far-sets-findings.ts';
import { refineFindings } from './polish-findings.ts';
import { trainingLengthFindings } from './training-length-findings.ts';

const finders: { readonly [S in TheorySuite]: (results: TheoryResults) => Finding[] } = {
  polish: refineFindings,
  'training-length': trainingLengthFindings,
  bounds: boundsFindings,
  'far-sets': farSetsFindings,
  clarke: clarkeFindings,
};

/** What a suite shows, in plain words, every figure from its rows; nothing for a suite that was not measured. */
export function findingsOf(suite: TheorySuite, results: TheoryResults): Finding[] {
  return results[suite] === undefined ? [] : finders[suite](results);
}
