/** A name with its text, one line of a terminal. */
export type TextRow = readonly [name: string, text: string];
