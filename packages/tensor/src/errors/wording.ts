/** A word or a clause of a message that a program may say in its own way. */
export interface WordingPart {
  /** What it says unless the program has other words. */
  readonly text: string;
  /** Name of the argument that it names. */
  readonly argument?: string;
  /** Code of what it tells the caller to do, in kebab-case. */
  readonly advice?: string;
}

/** A text that marks the arguments that it names and the advice that it gives. A program that has options in place of
 * arguments finds them there, and need not search the text. */
export class Wording {
  readonly parts: readonly (string | WordingPart)[];

  constructor(parts: readonly (string | WordingPart)[]) {
    this.parts = parts;
  }

  /** In the words of the library. */
  toString(): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  }
}

/** Tag of a template whose values may be marked.
 *
 * @example String(wording`train: ${argument('steps')} must be positive, got ${0}`) // => 'train: steps must be positive, got 0'
 */
export function wording(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | bigint | boolean | undefined | WordingPart | Wording)[]
): Wording {
  return new Wording(
    strings.flatMap((text, i): (string | WordingPart)[] => {
      if (i === values.length) return [text];
      const value = values[i];
      if (typeof value !== 'object') return [text, String(value)];
      return 'parts' in value ? [text, ...value.parts] : [text, value];
    }),
  );
}

/** Several as one, as `join` does with strings; an empty one for none.
 *
 * @example String(joinWordings([wording`a`, wording`b`], ', ')) // => 'a, b'
 */
export function joinWordings(texts: readonly Wording[], between: string): Wording {
  return new Wording(texts.flatMap(({ parts }, i) => (i === 0 ? parts : [between, ...parts])));
}

/** The name of an argument, marked as one. */
export function argument(name: string): WordingPart {
  return { text: name, argument: name };
}

/** What a caller can do, marked by a code.
 *
 * @param code  for example `'start-anew'`
 */
export function advice(code: string, text: string): WordingPart {
  return { text, advice: code };
}

/** The advice after a checkpoint that cannot be resumed. */
export const startAnew: WordingPart = advice('start-anew', 'start anew');
