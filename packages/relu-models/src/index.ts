export { type ForwardOptions, type ForwardPass, forward } from './forward.ts';
export { constantLayers, inputLayers, type LayerTensors, parameterSpecs } from './layer-tensors.ts';
export {
  checkNetwork,
  hiddenSizes,
  inputSize,
  type Layer,
  parameterNames,
  parameters,
  type ReluNetwork,
  toNetworkDtype,
  withParameters,
} from './network.ts';
export { checkPreprocessing, type Preprocessing } from './preprocessing.ts';
