import { quoteText } from '@noprior/tensor';

/** A path as it may stand in a message: as it is, or in quotes and escaped if it has other than usual characters. */
export function showPath(path: string): string {
  return /^[\w./+-]{1,120}$/.test(path) ? path : quoteText(path);
}
