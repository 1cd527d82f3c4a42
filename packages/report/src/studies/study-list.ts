import type { Block, ReportDocument } from '../document/document.ts';

/** Studies of one group with the time that each is expected to take on its own. */
export interface ListedGroup {
  readonly title: string;
  readonly studies: readonly {
    readonly name: string;
    readonly title: string;
    /** By scale; the same scales for every study. */
    readonly seconds: Readonly<Record<string, number>>;
  }[];
}

/** The list as one table for each group.
 *
 * @param workers  steps at a time
 */
export function studyListDocument(groups: readonly ListedGroup[], workers: number): ReportDocument {
  const scales = Object.keys(groups[0]?.studies[0]?.seconds ?? {});
  const blocks = groups.map(
    ({ title, studies }): Block => ({
      kind: 'section',
      title,
      blocks: [
        {
          kind: 'table',
          columns: ['name', 'title', ...scales].map((name) => ({ name })),
          rows: studies.map(({ name, title: about, seconds }) => [
            name,
            about,
            ...scales.map((scale) => ({ value: seconds[scale] ?? null, unit: 's' })),
          ]),
        },
      ],
    }),
  );
  const lead = `Expected time of each on its own with two cores, ${workers} at a time.`;
  return { title: 'Studies', lead, blocks };
}
