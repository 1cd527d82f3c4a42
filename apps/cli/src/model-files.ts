const extension = /\.(safetensors|npz)$/i;

/** Whether a path names a file that can hold a network. */
export function isModelPath(path: string): boolean {
  return extension.test(path);
}

/** Where the training of a model keeps its checkpoint: `m.safetensors` has `m.checkpoint.safetensors`. */
export function modelCheckpointPath(model: string): string {
  return `${model.replace(extension, '')}.checkpoint.safetensors`;
}

/** Where the training of a model keeps its record: `m.safetensors` has `m.run.json`. */
export function modelRecordPath(model: string): string {
  return `${model.replace(extension, '')}.run.json`;
}
