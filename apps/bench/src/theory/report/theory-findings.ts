import type { Finding } from '@noprior/report';
import type { TheoryResults, TheorySuite } from '../theory-result.ts';

/** What a suite shows, in plain words with its figures. */
export function findingsOf(_suite: TheorySuite, _results: TheoryResults): Finding[] {
  return [];
}
