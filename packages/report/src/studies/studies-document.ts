import type { Block, ReportDocument, TableBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { machinesTable } from './machines-table.ts';
import type { OutdatedStepFacts, StudyFacts, StudyPictureFacts } from './study-facts.ts';
import { studyPictures } from './study-pictures.ts';

/** What a document of a study shows. */
export interface StudyInput {
  readonly study: StudyFacts;
  /** Those that are there. */
  readonly pictures: readonly StudyPictureFacts[];
  /** Steps that earlier versions of their kinds made. */
  readonly outdated: readonly OutdatedStepFacts[];
}

/** A document of studies, which may be of several runs: how many claims hold, then each study.
 *
 * @param footer  how it was made
 */
export function studiesDocument(
  title: string,
  studies: readonly StudyInput[],
  footer: readonly string[],
): ReportDocument {
  const blocks = studies.length > 1 ? [verdictsTable(studies)] : [];
  return { title, lead: leadOf(studies), blocks: [...blocks, ...studies.map(studySection)], footer };
}

/** Of one study: its claims, pictures, charts, numbers and machines. */
export function studySection({ study, pictures, outdated }: StudyInput): Block {
  const { title, name, about, scale, setting, summary, results } = study;
  const seeds = `Scale ${scale}, ${setting.seeds.length === 1 ? 'seed' : 'seeds'} ${setting.seeds.join(', ')}.`;
  return {
    kind: 'section',
    title: `${title} (\`${name}\`)`,
    note: `${about} ${seeds}`,
    blocks: [
      { kind: 'claims', claims: summary.claims },
      ...pictures.map(studyPictures),
      ...(summary.charts ?? []),
      ...summary.tables,
      ...versionsTable(outdated),
      machinesTable(results),
    ],
  };
}

/** Which results older versions of their steps made, and what those did not do; none where all are of today's. */
function versionsTable(steps: readonly OutdatedStepFacts[]): TableBlock[] {
  if (steps.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Results of earlier versions of their steps',
      columns: ['stage', 'step', 'version', 'newest', 'steps', 'what newer ones do'].map((column) => ({
        name: column,
      })),
      rows: steps.map(({ stage, kind, version, newest, changes, steps: count }): Value[] => [
        stage,
        kind,
        version,
        newest,
        count,
        changes.join(' '),
      ]),
    },
  ];
}

function verdictsTable(studies: readonly StudyInput[]): TableBlock {
  const count = ({ summary }: StudyFacts, verdict: string): number =>
    summary.claims.filter((claim) => claim.verdict === verdict).length;
  return {
    kind: 'table',
    caption: 'Claims by what the measurements say of them',
    columns: ['study', 'agree', 'disagree', 'undecided', 'scale'].map((name) => ({ name })),
    rows: studies.map(({ study }): Value[] => [
      study.title,
      count(study, 'agrees'),
      count(study, 'disagrees'),
      count(study, 'undecided'),
      study.scale,
    ]),
  };
}

/** What has to be known before anything else: whether the controls hold, and that a smoke run shows nothing. */
function leadOf(studies: readonly StudyInput[]): string {
  const controls = studies.flatMap(({ study: { title, summary } }) => {
    const control = summary.claims.find(({ claim }) => claim.startsWith('Control:'));
    return control === undefined ? [] : [{ title, verdict: control.verdict }];
  });
  const without = controls.filter(({ verdict }) => verdict !== 'agrees').map(({ title }) => title);
  const control =
    controls.length === 0
      ? []
      : without.length === 0
        ? ['Wherever there is a control, the attack succeeds in it, so that its failures elsewhere mean something.']
        : [`The control is not reached in: ${without.join('; ')}. Failures there show nothing.`];
  const smoke = studies.some(({ study }) => study.scale === 'smoke')
    ? ['Runs at scale smoke show that everything works; their verdicts mean nothing.']
    : [];
  const lead = 'Each claim has its rule, what was measured, and a verdict; claims that do not hold stay in.';
  return [lead, ...control, ...smoke].join(' ');
}
