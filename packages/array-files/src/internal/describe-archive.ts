import { latin1 } from './file-prefix.ts';
import { saveFromPython } from './save-from-python.ts';

/** What a zip archive holds, by the names of its members; nothing is unpacked. */
export function describeArchive(bytes: Uint8Array): string {
  // Members stand one after another, and once more in the directory at the end.
  const names = latin1(bytes, 0, 65_536) + latin1(bytes, Math.max(65_536, bytes.length - 65_536), bytes.length);
  if (names.includes('data.pkl')) {
    return `a PyTorch file (a zip archive with a pickle, which is never run); ${saveFromPython.torch}`;
  }
  if (names.includes('model.weights.h5')) return `a Keras model (.keras, a zip archive); ${saveFromPython.keras}`;
  if (names.includes('.npy')) return 'a zip archive of numpy arrays (.npz)';
  return 'a zip archive; unpack it first';
}
