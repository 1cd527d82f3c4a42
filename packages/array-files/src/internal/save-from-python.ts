/** One sentence for each library: how its files become one that is read here. */
export const saveFromPython = {
  torch: 'load it in PyTorch and save its state_dict() with safetensors.torch.save_file',
  keras: 'load it in Keras and save the transposed kernels and biases of its dense layers as .npz or .safetensors',
  onnx: 'save its weights and biases, read with onnx.numpy_helper.to_array, as .npz or .safetensors',
  sklearn: 'save the transposed coefs_ and the intercepts_ as .npz',
  flax: 'restore it in Flax and save the transposed kernels and biases as .npz or .safetensors',
  tfjs: 'load it in TensorFlow.js and save the transposed kernels and biases as .npz or .safetensors',
  numpy: 'save plain numeric arrays with numpy.savez',
} as const;
