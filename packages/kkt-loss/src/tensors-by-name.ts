import type { LayerTensors } from '@noprior/relu-models';
import type { Tensor } from '@noprior/tensor';

/** Parameter tensors by their names on disk, `layers.{i}.weight` and `layers.{i}.bias`, in the order of the layers. */
export function tensorsByName(layers: readonly LayerTensors[]): Record<string, Tensor> {
  const named: Record<string, Tensor> = {};
  layers.forEach(({ weight, bias }, index) => {
    named[`layers.${index}.weight`] = weight;
    if (bias !== undefined) named[`layers.${index}.bias`] = bias;
  });
  return named;
}
