import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { advice, BackendUnavailableError, wording } from '@noprior/tensor';
import { reasonOf } from '../reason-of.ts';
import type { Koffi } from './koffi.ts';
import { bindOpenvino, type OpenvinoLibrary } from './openvino-library.ts';

const install =
  'npm install --prefix DIR --ignore-scripts koffi@3 && pip install --no-deps --target DIR openvino==2026.4.1';

/** Load OpenVINO from the folder that its set-up filled: the PyPI package `openvino` and, there or in a folder above, npm's `koffi`.
 *
 * @param folder   target of pip
 * @param backend  name of the backend, for messages
 * @throws {BackendUnavailableError} if no folder is named, or it lacks one of the two, or the library does not load
 */
export async function loadOpenvino(folder: string | undefined, backend: string): Promise<OpenvinoLibrary> {
  const remedy = wording`install it with ${install}, and ${advice('give-openvino-folder', 'give DIR as openvino')}`;
  if (folder === undefined)
    throw new BackendUnavailableError(wording`${backend}: no folder of OpenVINO is given; ${remedy}`);
  try {
    const koffi: Koffi = createRequire(join(resolve(folder), 'package.json'))('koffi');
    return bindOpenvino(koffi, libraryIn(join(resolve(folder), 'openvino', 'libs')));
  } catch (cause) {
    throw new BackendUnavailableError(
      wording`${backend}: OpenVINO cannot be loaded from ${folder} (${reasonOf(cause)}); ${remedy}`,
      { cause },
    );
  }
}

/** Path of the library with the C interface: `libopenvino_c.so.2641`, `libopenvino_c.2641.dylib`, `openvino_c.dll`. */
function libraryIn(folder: string): string {
  const name = readdirSync(folder).find((file) => /^(lib)?openvino_c\.(so|dll|dylib|\d+)/.test(file));
  if (name === undefined) throw new Error(`no openvino_c in ${folder}`);
  return join(folder, name);
}
