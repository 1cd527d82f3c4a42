import { quoteText } from '@noprior/tensor';

/** Characters of a quoted path that are shown; the last ones tell most. */
const shown = 70;

/** A path as it may stand in a message: as it is, or in quotes and escaped if it has other than usual characters. */
export function showPath(path: string): string {
  if (/^[\w./+-]+$/.test(path)) return path;
  return path.length > shown ? `...${quoteText(path.slice(-shown))}` : quoteText(path);
}
