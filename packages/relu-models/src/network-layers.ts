import type { ArrayFile } from '@noprior/array-files';
import { FormatError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import type { Layer } from './network.ts';
import { expectedNames, type NetworkNames } from './network-names.ts';

/** Programs over the layers grow with the square of their number. */
const maxLayers = 256;

/** Read the layers of a network file, after shapes and types were compared from the headers alone. A bias [out, 1] or
 * [1, out] becomes [out].
 *
 * @throws {FormatError} for a missing weight, more than 256 layers, or numbers of 8 or 16 bits
 * @throws {ShapeError} for a convolution, a normalisation or transposed weights
 */
export function readLayers(file: ArrayFile, names: NetworkNames, place: string): Layer[] {
  const count = Math.max(-1, ...names.weights.keys(), ...names.biases.keys()) + 1;
  if (count > maxLayers && names.weights.size > maxLayers) {
    throw new FormatError(`${place} has ${names.weights.size} layers, more than the ${maxLayers} that are read`);
  }
  const layers = Array.from({ length: count }, (_, index) => {
    const weight = names.weights.get(index);
    if (weight === undefined) throw new FormatError(`${place}: ${describeGap(names, index)}`);
    return { weight, bias: names.biases.get(index) };
  });
  const shapes = layers.map(({ weight, bias }, index): LayerShape => {
    for (const name of bias === undefined ? [weight] : [weight, bias]) checkType(file, name, place);
    const { shape } = file.describe(weight);
    checkRank(shape, `layers.${index}.weight`, place);
    return { weight: shape, bias: bias === undefined ? undefined : file.describe(bias).shape };
  });
  checkOrientation(shapes, place);
  return layers.map(({ weight, bias }): Layer => {
    const matrix = file.read(weight);
    return bias === undefined
      ? { weight: matrix }
      : { weight: matrix, bias: toVector(file.read(bias), matrix.shape[0]) };
  });
}

interface LayerShape {
  readonly weight: readonly number[];
  readonly bias: readonly number[] | undefined;
}

function describeGap({ weights }: NetworkNames, index: number): string {
  const found = [...weights.keys()].sort((a, b) => a - b);
  const missing = `layers.${index}.weight is missing; ${expectedNames}`;
  if (weights.size < 2 || index === 0) return missing;
  const listed = found
    .slice(0, 5)
    .map((layer) => `layers.${layer}`)
    .join(', ');
  return (
    `${missing}; found ${listed}: nn.Sequential counts its activations, too. If all modules between are ReLU, ` +
    'rename the layers to 0, 1, 2, ...'
  );
}

/** Weights of 8 and 16 bits are a quantised network's, and their scales stand elsewhere. */
function checkType(file: ArrayFile, name: string, place: string): void {
  const { type } = file.describe(name);
  if (!/^(u?int(8|16)|bool)$/.test(type)) return;
  throw new FormatError(
    `${place}: ${name} holds numbers of type ${type}, as quantised weights do, and their scale is not known; save the dequantised weights as float32`,
  );
}

function checkRank(shape: readonly number[], name: string, place: string): void {
  if (shape.length === 2) return;
  const shown = `${place}: ${name} must be [out, in], got ${formatShape(shape)}`;
  if (shape.length >= 3) {
    throw new ShapeError(`${shown}; this looks like a convolution, and only fully connected ReLU networks are read`);
  }
  const advice =
    shape.length === 1
      ? `; a batch or layer normalisation has such a weight and is not read: fold it into the layer before it. Reshape the weight of a single unit to [1, ${shape[0]}]`
      : '';
  throw new ShapeError(shown + advice);
}

/** @throws {ShapeError} if the shapes fit together as [in, out], and do not as [out, in] */
function checkOrientation(shapes: readonly LayerShape[], place: string): void {
  if (fits(shapes, 0) || !fits(shapes, 1)) return;
  const shown = shapes.map(({ weight }) => formatShape(weight)).join(', ');
  throw new ShapeError(
    `${place}: the weights ${shown} look transposed: they fit together as [in, out], the kernels of Keras, JAX and scikit-learn; save each transposed, as [out, in]`,
  );
}

/** Whether layers follow one another, and biases fit, if `out` is the axis of the output units. */
function fits(shapes: readonly LayerShape[], out: 0 | 1): boolean {
  return shapes.every(({ weight, bias }, index) => {
    const before = shapes[index - 1]?.weight[out];
    const follows = before === undefined || before === weight[1 - out];
    return follows && (bias === undefined || bias.reduce((size, extent) => size * extent, 1) === weight[out]);
  });
}

function toVector(bias: HostTensor, units: number | undefined): HostTensor {
  const isVector = bias.shape.filter((extent) => extent !== 1).length <= 1;
  return isVector && bias.data.length === units ? makeHostTensor(bias.data, [bias.data.length]) : bias;
}
