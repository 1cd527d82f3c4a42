/** SHA-256 of bytes as 64 hexadecimal digits.
 *
 * @example await sha256(new Uint8Array(0)) // => 'e3b0c442...'
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
