import type { Claim, TableBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { caseText } from '../words/claim-text.ts';
import { verdictNames } from '../words/tones.ts';

/** The same claim by the same rule, said of one case or of several. */
export interface ClaimGroup {
  readonly claim: string;
  readonly rule: string;
  readonly claims: readonly Claim[];
}

/** Claims that differ in their case alone, together; in the order in which they first come. */
export function groupClaims(claims: readonly Claim[]): ClaimGroup[] {
  const groups = new Map<string, Claim[]>();
  for (const [index, claim] of claims.entries()) {
    const key = JSON.stringify(caseText(claim) === '' ? index : [claim.claim, claim.rule]);
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups.values()].map((members) => {
    const [{ claim, rule }] = members as [Claim, ...Claim[]];
    return { claim, rule, claims: members };
  });
}

/** Cases of one claim beside each other: verdicts, and what was measured. Up to three cases are columns, more are rows. */
export function caseTable(claims: readonly Claim[]): TableBlock {
  const names = [...new Set(claims.flatMap(({ measured }) => measured.map(({ name }) => name)))];
  const measuredOf = ({ measured }: Claim, name: string): Value =>
    measured.find((fact) => fact.name === name)?.value ?? null;
  if (claims.length <= 3) {
    return {
      kind: 'table',
      columns: [{ name: 'case' }, ...claims.map((claim) => ({ name: caseText(claim), align: 'right' as const }))],
      rows: [
        ['verdict', ...claims.map(({ verdict }) => verdictNames[verdict])],
        ...names.map((name) => [name, ...claims.map((claim) => measuredOf(claim, name))]),
      ],
    };
  }
  return {
    kind: 'table',
    columns: ['case', 'verdict', ...names].map((name) => ({ name })),
    rows: claims.map((claim) => [
      caseText(claim),
      verdictNames[claim.verdict],
      ...names.map((name) => measuredOf(claim, name)),
    ]),
  };
}
