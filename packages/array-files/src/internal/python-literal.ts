import { FormatError, quoteText } from '@noprior/tensor';

/** The literals that a npy header may hold: strings, booleans, integers, and tuples, lists and dictionaries of them. */
export type PythonLiteral = string | boolean | number | readonly PythonLiteral[] | ReadonlyMap<string, PythonLiteral>;

/** Parse one Python literal, with nothing but white space after it.
 *
 * @throws {FormatError} with the character position, for anything else
 */
export function parsePythonLiteral(text: string, place: string): PythonLiteral {
  const parser = new LiteralParser(text, place);
  const value = parser.value(0);
  parser.end();
  return value;
}

const maxDepth = 8;

class LiteralParser {
  readonly #text: string;
  readonly #place: string;
  #position = 0;

  constructor(text: string, place: string) {
    this.#text = text;
    this.#place = place;
  }

  value(depth: number): PythonLiteral {
    if (depth > maxDepth) this.#fail(`nested deeper than ${maxDepth}`);
    const character = this.#peek();
    if (character === '{') return this.#dictionary(depth);
    if (character === '(') return this.#sequence('(', ')', depth);
    if (character === '[') return this.#sequence('[', ']', depth);
    if (character === "'" || character === '"') return this.#string();
    const word = this.#match(/[A-Za-z_]\w*/y);
    if (word === 'True') return true;
    if (word === 'False') return false;
    if (word !== undefined) this.#fail(`unexpected name ${quoteText(word)}`);
    // Python 2 wrote long integers with an L.
    const digits = this.#match(/-?(0|[1-9]\d*)(?=L?(?![\w.]))/y);
    if (digits === undefined) this.#fail('expected a string, True, False, an integer, a tuple or a dictionary');
    this.#match(/L/y);
    const number = Number(digits);
    if (!Number.isSafeInteger(number)) this.#fail(`the integer ${quoteText(digits).slice(1, -1)} is beyond 2^53`);
    return number;
  }

  end(): void {
    if (this.#peek() !== '') this.#fail('unexpected text after the literal');
  }

  #dictionary(depth: number): ReadonlyMap<string, PythonLiteral> {
    const entries = new Map<string, PythonLiteral>();
    this.#expect('{');
    while (this.#peek() !== '}') {
      const key = this.#string();
      if (entries.has(key)) this.#fail(`the key ${quoteText(key)} comes twice`);
      this.#expect(':');
      entries.set(key, this.value(depth + 1));
      if (this.#peek() !== '}') this.#expect(',');
    }
    this.#expect('}');
    return entries;
  }

  #sequence(open: string, close: string, depth: number): readonly PythonLiteral[] {
    const items: PythonLiteral[] = [];
    let commas = 0;
    this.#expect(open);
    while (this.#peek() !== close) {
      items.push(this.value(depth + 1));
      if (this.#peek() === close) break;
      this.#expect(',');
      commas++;
    }
    this.#expect(close);
    if (open === '(' && items.length === 1 && commas === 0) this.#fail('a tuple of one item needs a comma');
    return items;
  }

  #string(): string {
    const quoted = this.#match(/'[^'\\\n]*'|"[^"\\\n]*"/y);
    if (quoted === undefined) this.#fail('expected a string without escapes');
    return quoted.slice(1, -1);
  }

  #peek(): string {
    this.#match(/[ \t\n\r]*/y);
    return this.#text[this.#position] ?? '';
  }

  #expect(character: string): void {
    if (this.#peek() !== character) this.#fail(`expected ${character}`);
    this.#position++;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  #fail(fault: string): never {
    throw new FormatError(`${this.#place}, character ${this.#position}: ${fault}`);
  }
}
