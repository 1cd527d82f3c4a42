/** Text with a full stop, unless it ends a sentence already.
 *
 * @example endSentence('18 of 20 were found') // => '18 of 20 were found.'
 */
export function endSentence(text: string): string {
  return text === '' || /[.!?:]['")]?$/.test(text) ? text : `${text}.`;
}
