import type { BarsBlock, CurvesBlock, DistributionBlock, ScatterBlock } from './chart-blocks.ts';
import type { PicturesBlock } from './picture-block.ts';
import type { Fact, Value } from './value.ts';

/** A document as plain data: no markup, no functions. `renderHtml`, `renderMarkdown` and `renderTerminal` write it. Every text is plain,
 * but for names between backticks, which are set as code.
 */
export interface ReportDocument {
  readonly title: string;
  /** What was found, in one to three sentences. */
  readonly lead?: string;
  readonly blocks: readonly Block[];
  /** What it takes to run it again: version, commit, seed, command line; one line each. */
  readonly footer?: readonly string[];
}

/** A part of a document. */
export type Block =
  | SectionBlock
  | TextBlock
  | ListsBlock
  | FactsBlock
  | FindingsBlock
  | ClaimsBlock
  | TableBlock
  | BarsBlock
  | CurvesBlock
  | ScatterBlock
  | DistributionBlock
  | PicturesBlock
  | CodeBlock;

/** Blocks under a heading. */
export interface SectionBlock {
  readonly kind: 'section';
  /** No heading for an empty title. */
  readonly title: string;
  /** What one sees: one or two plain sentences. */
  readonly note?: string;
  readonly blocks: readonly Block[];
  /** What it does not prove, as the end of a sentence that begins with these words. */
  readonly doesNotProve?: string;
}

/** Plain paragraphs. */
export interface TextBlock {
  readonly kind: 'text';
  readonly paragraphs: readonly string[];
}

/** One list, or several side by side, for example what an attacker has and lacks. */
export interface ListsBlock {
  readonly kind: 'lists';
  readonly lists: readonly {
    readonly title?: string;
    readonly items: readonly string[];
    /** What stands before each item; a bullet unless given. */
    readonly sign?: '+' | '−';
  }[];
}

/** Names with their values. */
export interface FactsBlock {
  readonly kind: 'facts';
  readonly facts: readonly Fact[];
}

/** What a finding says about the network: that data leaked, that this attack found no leak, a fact without verdict, or a
 * reason to read the rest with care.
 */
export type FindingTone = 'leak' | 'no-leak' | 'neutral' | 'warning';

/** One finding in plain words. */
export interface Finding {
  readonly headline: string;
  readonly text: string;
  readonly tone: FindingTone;
}

/** What was found; the tone is a word as well as a colour. */
export interface FindingsBlock {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
}

/** Whether measurements bear a claim out. */
export type Verdict = 'agrees' | 'disagrees' | 'undecided';

/** A claim of somebody, beside what was measured. */
export interface Claim {
  readonly claim: string;
  /** What it is said of, where it is said of several: a size, a setting. It stands behind the claim. */
  readonly case?: readonly Fact[];
  /** When the measurements agree with it, fixed beforehand. */
  readonly rule: string;
  readonly measured: readonly Fact[];
  readonly verdict: Verdict;
}

/** Claims: first a table of them with their verdicts, then each with its rule and what was measured. */
export interface ClaimsBlock {
  readonly kind: 'claims';
  readonly claims: readonly Claim[];
}

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** Written behind the name. */
  readonly unit?: string;
  /** Default: right for a column of numbers without text. */
  readonly align?: 'left' | 'right';
}

/** A table; the first cell of a row is its heading. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  /** One value for each column. */
  readonly rows: readonly (readonly Value[])[];
  /** Plain text above the table. */
  readonly caption?: string;
  /** Whether a page shows behind each number its share of the largest number of its row, as a bar. */
  readonly shares?: boolean;
  /** Whether a page folds the table away until the reader asks for it. */
  readonly folded?: boolean;
}

/** Lines as they are, for example a command. */
export interface CodeBlock {
  readonly kind: 'code';
  readonly text: string;
}
