/** One sentence for each library: how its files become one that is read here. Where loading may run code of the file, it
 * says how to load without, or whom to trust. */
export const saveFromPython = {
  torch:
    'load it with torch.load(path, weights_only=True), which runs no code of the file, and save its state_dict with safetensors.torch.save_file',
  keras:
    'load it with keras.models.load_model(path, safe_mode=True) and save the transposed kernels and biases of its dense layers as .npz or .safetensors',
  onnx: 'save its weights and biases, read with onnx.numpy_helper.to_array, as .npz or .safetensors',
  sklearn: 'if you trust its source, load it and save the transposed coefs_ and the intercepts_ as .npz',
  flax: 'restore it in Flax and save the transposed kernels and biases as .npz or .safetensors',
  tfjs: 'load it in TensorFlow.js and save the transposed kernels and biases as .npz or .safetensors',
  pickle: 'if you trust its source, load it and save plain numeric arrays with numpy.savez',
  numpy: 'save plain numeric arrays with numpy.savez',
} as const;
