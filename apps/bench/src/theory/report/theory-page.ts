import {
  factsSection,
  findingsSection,
  groupSection,
  type Report,
  renderReport,
  type Section,
  tableSection,
  textSection,
} from '@noprior/report';
import { type TheoryResults, type TheorySuite, theorySuites } from '../theory-result.ts';
import { boundsCharts, clarkeCharts, refineCharts, trainingLengthCharts } from './theory-charts.ts';
import { methodSentences, tablesOf } from './theory-document.ts';
import { findingsOf } from './theory-findings.ts';
import { setupFacts, versionText } from './theory-setup.ts';
import { theoryTexts } from './theory-texts.ts';

const chartsOf: { readonly [S in TheorySuite]: (results: TheoryResults) => Section[] } = {
  polish: refineCharts,
  'training-length': trainingLengthCharts,
  bounds: boundsCharts,
  'far-sets': () => [],
  clarke: clarkeCharts,
};

/** The page of the theory: for every suite what was found, charts, tables folded below, and how it was measured. */
export function theoryPage(results: TheoryResults): Report {
  const suites = theorySuites.filter((suite) => results[suite] !== undefined);
  return {
    title: 'The theory, measured',
    lead: 'KKT points, how far their points can be moved, and whether longer training leaves more freedom: on trained networks, with certificates where there are any.',
    sections: [
      textSection('How it was measured', methodSentences),
      ...suites.map((suite) => suiteSection(suite, results)),
    ],
    footer: [
      ...suites.map((suite) => `npm run bench -- ${suite} --data-dir DIR --out docs/results/theory/${suite}.json`),
      `Versions: ${versionText(results)}.`,
    ],
  };
}

/** The page as HTML, self-contained. */
export function theoryHtml(results: TheoryResults): string {
  return renderReport(theoryPage(results));
}

function suiteSection(suite: TheorySuite, results: TheoryResults): Section {
  const { title, paragraphs } = theoryTexts[suite];
  const findings = findingsOf(suite, results);
  return groupSection(title, [
    ...(findings.length === 0 ? [] : [findingsSection('', findings)]),
    textSection('', paragraphs),
    ...chartsOf[suite](results),
    ...tablesOf[suite](results).map((table) =>
      tableSection({
        ...table,
        rows: table.rows.map(([name, ...cells]) => [
          typeof name === 'string' ? twoLines(name) : name!,
          ...cells.map((cell) => (typeof cell === 'string' ? unbroken(cell) : cell)),
        ]),
        title: table.title === '' ? 'All figures' : table.title,
        note: '',
      }),
    ),
    factsSection('', setupFacts(results[suite]!)),
  ]);
}

/** The name of a row, that may be broken after its second part alone: a narrow first column would break it everywhere. */
function twoLines(name: string): string {
  const whole = (parts: readonly string[]): string => unbroken(parts.join(', ').replaceAll(' ', '\u00a0'));
  const parts = name.split(', ');
  return parts.length < 3 ? whole(parts) : `${whole(parts.slice(0, 2))}, ${whole(parts.slice(2))}`;
}

/** No line ends behind a hyphen or a minus sign. */
function unbroken(text: string): string {
  return text.replaceAll('-', '-\u2060');
}
