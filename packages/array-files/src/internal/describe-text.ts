import { quoteText } from '@noprior/tensor';
import { latin1 } from './file-prefix.ts';
import { saveFromPython } from './save-from-python.ts';

/** What a file of text is, by its first 4096 bytes.
 *
 * @returns undefined if they are no text
 */
export function describeText(bytes: Uint8Array): string | undefined {
  const beginning = latin1(bytes, 0, 4096).replace(/^\u00ef\u00bb\u00bf/, '');
  if (bytes.subarray(0, 4096).some(isBinary)) return undefined;
  const text = beginning.trimStart();
  if (/^(<!doctype html|<html|<head|<body|<\?xml|<!--)/i.test(text)) {
    return 'a web page (HTML), probably what a server answered instead of the file; download the file itself';
  }
  if (text.startsWith('{') || text.startsWith('[')) return describeJson(text);
  const lines = beginning.split(/\r?\n/).slice(0, 5);
  const columns = lines.slice(0, -1).map((line) => line.split(/[,;\t]/).length);
  if (columns.length > 1 && columns[0]! > 1 && /\d/.test(lines[1]!) && columns.every((count) => count === columns[0])) {
    return `a table as text (CSV, ${columns[0]} columns); read it with numpy.loadtxt, then ${saveFromPython.numpy}`;
  }
  if (/^[\s\d.,;+\-eE]+$/.test(beginning)) {
    return `numbers as text; read them with numpy.loadtxt, then ${saveFromPython.numpy}`;
  }
  return `text that begins ${beginningOf(text)}`;
}

function beginningOf(text: string): string {
  return quoteText(text.slice(0, 40));
}

function describeJson(text: string): string {
  if (text.includes('"weight_map"')) {
    return 'the index of a model in several shards (JSON), without weights; merge the shards into one .safetensors file';
  }
  if (/"(modelTopology|weightsManifest)"/.test(text)) {
    return `a TensorFlow.js model (JSON); ${saveFromPython.tfjs}`;
  }
  return `JSON text that begins ${beginningOf(text)}`;
}

/** Control characters that no text holds; tabulators, line and page breaks and escapes are text. */
function isBinary(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127;
}
