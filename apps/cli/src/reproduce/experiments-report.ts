import {
  type Claim,
  type CurvesBlock,
  curveSection,
  type Finding,
  findingsSection,
  groupSection,
  type Report,
  type Section,
  tableSection,
} from '@noprior/report';
import { formatSeconds } from '../progress.ts';
import { controlLead } from './control-lead.ts';
import { cellText, claimText, measuredText } from './describe-summary.ts';
import { pictureSections } from './experiment-pictures.ts';
import type { StoredExperiment } from './stored-experiment.ts';

const verdictWords: Readonly<Record<Claim['verdict'], string>> = {
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
    sections.push(findingsSection(`${title}: findings`, summary.claims.map(toFinding)));
    for (const { columns, rows } of summary.tables) {
      sections.push(
        tableSection({
          title: `${title}: numbers`,
          note: `${about} Means over seeds ${experiment.setting.seeds.join(', ')}, with 95 % intervals where there are several. The steps took ${formatSeconds(experiment.seconds)} together.`,
          columns: columns.map((column) => column.name),
          rows: rows.map((row) => row.map(cellText)),
        }),
      );
    }
    for (const chart of summary.charts ?? []) if (chart.kind === 'curves') sections.push(toCurves(title, chart));
    const pictures = await pictureSections(experiment, cache);
    if (pictures.length > 0) sections.push(groupSection(`${title}: pictures`, pictures));
  }
  return { title: 'The experiments of "No Prior, No Leakage"', lead: controlLead(experiments), sections, footer };
}

function toFinding(claim: Claim): Finding {
  const tone = claim.verdict === 'disagrees' ? 'warning' : 'neutral';
  return { headline: `${verdictWords[claim.verdict]}: ${claimText(claim)}`, text: measuredText(claim), tone };
}

function toCurves(experiment: string, { title, x, y, series }: CurvesBlock): Section {
  return curveSection({
    title: `${experiment}: ${title.toLowerCase()}`,
    note: 'Means over seeds.',
    doesNotProve: 'that the spread over seeds is small: the table has the intervals.',
    xName: x.name,
    yName: y.name,
    series: series.map(({ name, points }) => ({ name, detail: `${points.length} points`, points })),
  });
}
