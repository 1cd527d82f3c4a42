import type { FindingTone, Verdict } from '../document/document.ts';

/** The tone of a finding as a word. */
export const toneNames: Readonly<Record<FindingTone, string>> = {
  leak: 'Leak',
  'no-leak': 'No leak found',
  neutral: 'Fact',
  warning: 'Read with care',
};

/** A verdict as a word. */
export const verdictNames: Readonly<Record<Verdict, string>> = {
  agrees: 'Agrees',
  disagrees: 'Disagrees',
  undecided: 'Undecided',
};
