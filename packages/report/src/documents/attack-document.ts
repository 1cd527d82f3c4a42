import type { AttackRecord, Knowledge, KnowledgeName } from '@noprior/reconstruction-attack';
import type { Preprocessing } from '@noprior/relu-models';
import { definedOnly, type HostTensor } from '@noprior/tensor';
import type { Block, ReportDocument, SectionBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { pixelsOf } from '../pictures/pixels-of.ts';
import { describeKnowledge, threatModel } from '../words/describe-knowledge.ts';

/** What an attack left, without the training data: nothing here says whether it is right. */
export interface AttackDocumentInput {
  /** Name of the method; `undefined` where no record says it. */
  readonly method: string | undefined;
  /** How the run ended: points, iterations, seconds. */
  readonly facts: readonly Fact[];
  /** What the method was set to. */
  readonly settings: readonly Fact[];
  /** What the attacker knew; `undefined` if nothing says it. */
  readonly knowledge: Knowledge | undefined;
  /** Entries that the attack reads; all unless given. */
  readonly uses?: readonly KnowledgeName[];
  /** Oldest first. */
  readonly records: readonly AttackRecord[];
  /** [n, d] the points, in the unit of the model's inputs. */
  readonly points: HostTensor;
  /** [n] multipliers of the KKT conditions. */
  readonly multipliers: HostTensor;
  /** [n] 1 for a predicted member, else 0. */
  readonly predicted: HostTensor | undefined;
  /** [n] how much speaks for that; higher is more. */
  readonly memberScore: HostTensor | undefined;
  /** Of the model: points are drawn if it has an image shape. */
  readonly preprocessing: Preprocessing | undefined;
  readonly footer?: readonly string[];
}

/** At most so many points are listed and drawn. */
const shownPoints = 40;

/** The result of one attack as a document: how it ended, what it assumed, its course, its points. */
export function attackDocument(input: AttackDocumentInput): ReportDocument {
  const { method, facts, settings, knowledge, uses, footer = [] } = input;
  const count = input.points.shape[0]!;
  const members = predictedRows(input).length;
  const words = knowledge && describeKnowledge(knowledge, uses);
  const setting: Block[] = [
    ...(settings.length === 0 ? [] : [{ kind: 'facts' as const, facts: settings }]),
    ...(words === undefined ? [] : [threatModel(words)]),
  ];
  return {
    title: method === undefined ? 'Points of an attack' : `Result of the attack: ${method}`,
    lead: `${count} points, ${members} of them predicted to be training samples. The prediction needs no data; \`noprior score\` checks it against them.`,
    blocks: [
      { kind: 'section', title: 'Result', blocks: [{ kind: 'facts', facts }] },
      ...(setting.length === 0
        ? []
        : [
            {
              kind: 'section' as const,
              title: 'Setting and threat model',
              ...definedOnly({ note: words?.truth }),
              blocks: setting,
            },
          ]),
      ...courseSection(input.records),
      pointsSection(input),
    ],
    footer,
  };
}

/** Rows of predicted members. */
function predictedRows({ predicted }: AttackDocumentInput): number[] {
  return predicted === undefined ? [] : Array.from(predicted.data.keys()).filter((row) => predicted.data[row] === 1);
}

/** Every number of the records over the run, and its first and last value. */
function courseSection(records: readonly AttackRecord[]): SectionBlock[] {
  const names = [...new Set(records.flatMap(({ values }) => Object.keys(values)))];
  const series = names.map((name) => ({
    name,
    points: records.flatMap(({ iteration, values: { [name]: value } }) =>
      value === undefined ? [] : [[iteration, value] as const],
    ),
  }));
  const drawn = series.filter(({ points }) => points.length > 1);
  if (series.length === 0) return [];
  return [
    {
      kind: 'section',
      title: 'Course of the run',
      blocks: [
        ...drawn.slice(0, 1).map(({ name, points }) => ({
          kind: 'curves' as const,
          title: name,
          x: { name: 'iteration', scale: 'linear' as const },
          y: { name },
          series: [{ name, points }],
        })),
        {
          kind: 'table',
          columns: ['number', 'first', 'last', 'evaluations'].map((name) => ({ name })),
          rows: series.map(({ name, points }) => [
            name,
            points[0]?.[1] ?? null,
            points.at(-1)?.[1] ?? null,
            points.length,
          ]),
        },
      ],
      doesNotProve: 'that the points are training samples: other points explain the weights as well.',
    },
  ];
}

/** The predicted members, or the first points where none is predicted: a table, and pictures of images. */
function pointsSection(input: AttackDocumentInput): SectionBlock {
  const { points, multipliers, memberScore, preprocessing } = input;
  const members = predictedRows(input);
  const all = members.length > 0 ? members : Array.from({ length: points.shape[0]! }, (_, row) => row);
  const rows = all.slice(0, shownPoints);
  const imageShape = preprocessing?.imageShape;
  const score = (row: number): number | null => memberScore?.data[row] ?? null;
  const title = members.length > 0 ? 'Predicted members' : 'Points';
  return {
    kind: 'section',
    title,
    note: `${members.length > 0 ? 'In the order of the attack.' : 'The attack predicts no member.'}${all.length > rows.length ? ` The first ${rows.length} of ${all.length}.` : ''}`,
    blocks: [
      ...(imageShape === undefined
        ? []
        : [
            {
              kind: 'pictures' as const,
              title,
              imageShape,
              rowNames: ['point'],
              pictures: rows.map((row) => ({
                images: [pixelsOf(points, row, preprocessing)],
                label: `point ${row}`,
                score: score(row),
              })),
              scoreName: 'member score',
            },
          ]),
      {
        kind: 'table',
        columns: ['point', 'member score', 'multiplier'].map((name) => ({ name })),
        rows: rows.map((row) => [row, score(row), multipliers.data[row]!]),
        folded: imageShape !== undefined,
      },
    ],
  };
}
