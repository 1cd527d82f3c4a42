import type { Statement, SummaryCell, SummaryCurves } from '@noprior/experiments';
import {
  type Cell,
  curveSection,
  type Finding,
  findingsSection,
  formatNumber,
  groupSection,
  type Report,
  type Section,
  tableSection,
} from '@noprior/report';
import { formatSeconds } from '../progress.ts';
import { controlLead } from './control-lead.ts';
import { pictureSections } from './experiment-pictures.ts';
import type { StoredExperiment } from './stored-experiment.ts';

const verdictWords: Readonly<Record<Statement['verdict'], string>> = {
  agrees: 'Agrees',
  disagrees: 'Disagrees',
  undecided: 'Undecided',
};

/** One page of all experiments of a folder: findings, tables with intervals, curves and pictures.
 *
 * @param cache   folder of the results, for the pictures
 * @param footer  how to run it again
 */
export async function makeExperimentsReport(
  experiments: readonly StoredExperiment[],
  cache: string,
  footer: readonly string[],
): Promise<Report> {
  const sections: Section[] = [];
  for (const experiment of experiments) {
    const { title, about, summary } = experiment;
    sections.push(findingsSection(`${title}: findings`, summary.statements.map(toFinding)));
    sections.push(
      tableSection({
        title: `${title}: numbers`,
        note: `${about} Means over seeds ${experiment.setting.seeds.join(', ')}, with 95 % intervals where there are several. The steps took ${formatSeconds(experiment.seconds)} together.`,
        columns: summary.table.columns,
        rows: summary.table.rows.map((row) => row.map(toCell)),
      }),
    );
    for (const curves of summary.curves) sections.push(toCurves(title, curves));
    const pictures = await pictureSections(experiment, cache);
    if (pictures.length > 0) sections.push(groupSection(`${title}: pictures`, pictures));
  }
  return { title: 'The experiments of "No Prior, No Leakage"', lead: controlLead(experiments), sections, footer };
}

function toFinding({ claim, measured, verdict }: Statement): Finding {
  const tone = verdict === 'disagrees' ? 'warning' : 'neutral';
  return { headline: `${verdictWords[verdict]}: ${claim}`, text: measured, tone };
}

function toCell(cell: SummaryCell): Cell {
  if (typeof cell !== 'object' || cell === null) return cell;
  const { value, interval } = cell;
  if (interval === null) return value;
  return `${formatNumber(value)} (${formatNumber(interval.low)} to ${formatNumber(interval.high)})`;
}

function toCurves(experiment: string, { title, xName, yName, series }: SummaryCurves): Section {
  return curveSection({
    title: `${experiment}: ${title.toLowerCase()}`,
    note: 'Means over seeds.',
    doesNotProve: 'that the spread over seeds is small: the table has the intervals.',
    xName,
    yName,
    series: series.map(({ name, points }) => ({ name, detail: `${points.length} points`, points })),
  });
}
