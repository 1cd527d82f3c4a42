import type { Report } from '../src/index.ts';
import {
  barSection,
  controlsTableSection,
  curveSection,
  distributionSection,
  factsSection,
  findingsSection,
  groupSection,
  imageSection,
  lossSection,
  settingSection,
  tableSection,
  tensorTableSection,
  textSection,
} from '../src/index.ts';

/** Text that breaks a page unless it is escaped. */
export const hostile = `<script>alert("x")</script> & 'y' {a} {b|c} http-free`;

const pixels = (phase: number): number[] =>
  Array.from({ length: 784 }, (_, index) => 0.5 + 0.5 * Math.sin(index * phase));

/** A report with every kind of section, and hostile text wherever text can be given. */
export function sampleReport(text: string = hostile): Report {
  const caption = { title: text, note: text, doesNotProve: text };
  const curve = Array.from({ length: 2500 }, (_, step): [number, number] => [step, 50 * Math.exp(-step / 300) + 0.1]);
  const pairs = Array.from({ length: 20 }, (_, index) => ({
    original: pixels(0.1 + index),
    candidate: pixels(0.11 + index),
    score: 0.9 - index / 40,
    label: text,
  }));
  const threshold = { name: text, value: 0.6 };
  const tones = ['leak', 'no-leak', 'neutral', 'warning'] as const;
  const groups = [
    { name: text, values: pairs.map(({ score }) => score) },
    { name: 'held-out images', values: pairs.map(({ score }) => score / 2) },
  ];
  const many = { name: text, values: curve.map(([step]) => Math.sin(step)) };
  return {
    title: text,
    lead: text,
    sections: [
      findingsSection(
        text,
        tones.map((tone) => ({ headline: text, text, tone })),
      ),
      settingSection({ facts: [[text, text]], attackerKnows: [text], attackerLacks: [text] }),
      lossSection({
        ...caption,
        series: [{ name: text, points: curve }],
        reference: [{ name: text, value: 0.05 }],
        xName: text,
        yName: text,
      }),
      tensorTableSection({ ...caption, columns: [text], rows: [{ name: text, values: [1.5] }], rowName: text }),
      imageSection({
        ...caption,
        imageShape: [1, 28, 28],
        pairs,
        threshold,
        scoreName: text,
        originalName: text,
        candidateName: text,
      }),
      imageSection({ ...caption, imageShape: [1, 28, 28], pairs }),
      distributionSection({ ...caption, groups, threshold, xName: text }),
      distributionSection({ ...caption, groups: [many], xName: text }),
      controlsTableSection({ ...caption, columns: [text, text], rows: [[text, text]] }),
      barSection({
        ...caption,
        bars: pairs.map(({ score }, index) => ({
          name: text,
          value: score,
          spread: [score / 2, score * 2],
          kind: index % 3,
          cells: [text, text],
        })),
        kinds: (['full', 'hatched', 'hollow'] as const).map((pattern) => ({ name: text, pattern })),
        columns: [{ name: text }, { name: text, short: text }],
        unit: text,
        spreadName: text,
        format: () => text,
      }),
      curveSection({
        ...caption,
        series: [{ name: text, detail: text, points: curve.slice(1, 5) }],
        xName: text,
        yName: text,
        format: () => text,
      }),
      groupSection(text, [
        factsSection(text, [[text, text]]),
        tableSection({ ...caption, columns: [text], rows: [[text]], folded: true }),
      ]),
      textSection(text, [text]),
    ],
    footer: [text],
  };
}
