import {
  factsSection,
  groupSection,
  type ReportDocument,
  type SectionBlock,
  tableSection,
  textSection,
} from '@noprior/report';
import type { SuiteResult } from '../benchmark/results.ts';
import { absences, versionFacts } from './describe-setup.ts';
import { suiteSection } from './suite-section.ts';
import { inSuiteOrder, methodSentences } from './suite-texts.ts';

/** The page of the benchmark: how it was measured, every suite, what was not measured and why. */
export function benchmarkPage(results: readonly SuiteResult[]): ReportDocument {
  const ordered = inSuiteOrder(results);
  const backends = new Set(ordered.flatMap(({ rows }) => rows.map(({ backend }) => backend)));
  return {
    title: 'Every backend, measured side by side',
    lead: `The same programs on ${backends.size} contestants, each speed with its relative error beside it. Times compare within a case; they are those of one machine.`,
    blocks: [
      textSection('How it was measured', methodSentences),
      ...ordered.map(suiteSection),
      absenceSection(ordered),
      factsSection('Versions and devices', versionFacts(ordered)),
    ],
    footer: ordered.map(({ suite, date, command }) => `${suite}: ${command}, ${date}`),
  };
}

function absenceSection(results: readonly SuiteResult[]): SectionBlock {
  const rows = absences(results);
  if (rows.length === 0) return textSection('Not measured', ['Everything that was asked for took part in every case.']);
  return groupSection('Not measured', [
    tableSection({ title: '', note: '', columns: ['contestant', 'suite and case', 'reason'], rows }),
  ]);
}
