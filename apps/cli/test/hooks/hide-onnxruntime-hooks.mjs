/** Resolve as Node does, but as if onnxruntime-node were not installed. */
export async function resolve(specifier, context, nextResolve) {
  if (specifier === 'onnxruntime-node') {
    const error = new Error(`Cannot find package '${specifier}' imported from ${context.parentURL}`);
    error.code = 'ERR_MODULE_NOT_FOUND';
    throw error;
  }
  return nextResolve(specifier, context);
}
