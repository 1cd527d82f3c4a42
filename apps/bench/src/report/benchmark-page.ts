import {
  factsSection,
  groupSection,
  type ReportDocument,
  type SectionBlock,
  tableSection,
  textSection,
} from '@noprior/report';
import type { SuiteResult } from '../benchmark/results.ts';
import type { WaitsResult } from '../waits/wait-results.ts';
import { absences, versionFacts } from './describe-setup.ts';
import { suiteSection } from './suite-section.ts';
import { inSuiteOrder, methodSentences } from './suite-texts.ts';
import { waitsSection } from './waits-section.ts';

/** The page of the benchmark: how it was measured, every suite, what was not measured and why.
 *
 * @param waits  results of whole commands, now and before; default none
 */
export function benchmarkPage(results: readonly SuiteResult[], waits: readonly WaitsResult[] = []): ReportDocument {
  const ordered = inSuiteOrder(results);
  const backends = new Set(ordered.flatMap(({ rows }) => rows.map(({ backend }) => backend)));
  return {
    title: 'Every backend, measured side by side',
    lead: `The same programs on ${backends.size} contestants, each speed with its relative error beside it. Times compare within a case; they are those of one machine.`,
    blocks: [
      textSection('How it was measured', methodSentences),
      ...waits.map(waitsSection),
      ...ordered.map(suiteSection),
      absenceSection(ordered),
      factsSection('Versions and devices', versionFacts(ordered)),
    ],
    footer: [...waits, ...ordered].map(({ suite, date, command }) => `${suite}: ${command}, ${date}`),
  };
}

function absenceSection(results: readonly SuiteResult[]): SectionBlock {
  const rows = absences(results);
  if (rows.length === 0) return textSection('Not measured', ['Everything that was asked for took part in every case.']);
  return groupSection('Not measured', [
    tableSection({ title: '', note: '', columns: ['contestant', 'suite and case', 'reason'], rows }),
  ]);
}
