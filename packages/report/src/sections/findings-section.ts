import type { Finding, SectionBlock } from '../document/document.ts';

/** A section of findings, for example what a run shows, and again for what it does not show. */
export function findingsSection(title: string, findings: readonly Finding[]): SectionBlock {
  return { kind: 'section', title, blocks: [{ kind: 'findings', findings }] };
}
