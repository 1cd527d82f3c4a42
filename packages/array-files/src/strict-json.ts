import { FormatError, quoteText } from '@noprior/tensor';

/** Lists and objects within one another: the formats that are read need three. */
const maxDepth = 32;

/** Names in all objects, and items in all lists and objects: 50,000 tensors have 200,000 names. What is parsed takes far
 * more memory than its text. */
const maxNames = 200_000;
const maxItems = 1_000_000;

/** Parse JSON from a stranger: nothing nested deeper than 32 levels, at most 200,000 names, and no name twice in an object,
 * since readers differ in which of the two they take.
 *
 * @param place  file and part, for messages
 * @param fault  what a message says of text that is not JSON
 * @throws {FormatError} for text that is not JSON, is nested deeper, has more names or says one twice
 */
export function parseStrictJson(text: string, place: string, fault = 'is not JSON'): unknown {
  scan(text, place);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${place} ${fault}`, { cause });
  }
}

/** Count levels and collect names, in one pass without recursion. What is no JSON is left to the parser. */
function scan(text: string, place: string): void {
  /** Names in the objects that are open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let names = 0;
  let items = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (noteName(text, at, end, open.at(-1), place)) names++;
      at = end - 1;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      if (open.length > maxDepth) {
        throw new FormatError(`${place} is nested deeper than ${maxDepth} levels; no file of this kind needs that`);
      }
    } else if (character === '}' || character === ']') open.pop();
    else if (character === ',') items++;
    if (names > maxNames || items > maxItems) {
      throw new FormatError(
        `${place} has more than ${maxNames} names or ${maxItems} items; no file of this kind needs that`,
      );
    }
  }
}

/** Position behind the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Whether the string is a name in an object. */
function noteName(text: string, start: number, end: number, names: Set<string> | undefined, place: string): boolean {
  if (names === undefined) return false;
  const colon = /\s*:/y;
  colon.lastIndex = end;
  if (!colon.test(text)) return false;
  const name = unquote(text.slice(start, end));
  if (names.has(name)) throw new FormatError(`${place}: the name ${quoteText(name)} comes twice`);
  names.add(name);
  return true;
}

function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
