const extension = /\.(safetensors|npz)$/i;

/** Whether a path names a file that can hold a network. */
export function isModelPath(path: string): boolean {
  return extension.test(path);
}
