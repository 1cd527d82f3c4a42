import { forward, type LayerTensors } from '@noprior/relu-models';
import { broadcastTo, formatShape, matmul, mul, reshape, ShapeError, step, type Tensor } from '@noprior/tensor';

/** Where points stand in their activation cells, and how fast they move along directions. */
export interface PatternPath {
  /** z_l of every hidden layer, [n, units] */
  readonly preActivations: readonly Tensor[];
  /** u_l of every hidden layer, [n, units], or [n, k, units] for k directions of each point */
  readonly slopes: readonly Tensor[];
  /** [n] Phi(x_i) */
  readonly logits: Tensor;
  /** v . grad_x Phi(x_i): [n], or [n, k] */
  readonly logitSlopes: Tensor;
}

/** The straight path x + t v inside the activation cell of x: while no hidden unit changes side, every pre-activation is
 * affine, `z_l(x + t v) = z_l(x) + t u_l`, and so is Phi.
 *
 * `u_1 = W_1 v`, `u_l = W_l (s_{l-1} o u_{l-1})` with s the pattern at x, 1 where z > 0; biases do not move. Any depth, any
 * biases.
 *
 * @param layers      parameters of the network
 * @param x           [n, d]
 * @param directions  [n, d], one for each point; [n, k, d], k for each point; or [1, k, d], the same k for all points
 * @throws {ShapeError} unless x fits the first layer and the directions have one of these shapes
 * @see {@link splitRadius}, the ratio test on these numbers
 * @example patternPath(constantLayers(network), x, v).slopes[0] // [n, units of the first layer]
 */
export function patternPath(layers: readonly LayerTensors[], x: Tensor, directions: Tensor): PatternPath {
  const { preActivations, logits } = forward(layers, x);
  const hidden = preActivations.slice(0, -1);
  const { slopes, logitSlopes } = slopesInCell(layers, hidden.map(step), directions, x.shape[0]!);
  return { preActivations: hidden, slopes, logits, logitSlopes };
}

/** Slopes under given activation patterns: the linear part of the network in each cell.
 *
 * @param patterns    for every hidden layer [n, units], 1 where active and 0 elsewhere
 * @param directions  as for {@link patternPath}
 * @param count       n
 * @throws {ShapeError} unless the directions fit
 */
export function slopesInCell(
  layers: readonly LayerTensors[],
  patterns: readonly Tensor[],
  directions: Tensor,
  count: number,
): Pick<PatternPath, 'slopes' | 'logitSlopes'> {
  const [, d] = layers[0]!.weight.shape;
  const { shape } = directions;
  const paired = shape.length === 2 && shape[0] === count;
  const each = shape.length === 3 && (shape[0] === count || shape[0] === 1);
  if ((!paired && !each) || shape.at(-1) !== d) {
    throw new ShapeError(
      `patternPath: directions must be [${count}, ${d}], [${count}, k, ${d}] or [1, k, ${d}], got ${formatShape(shape)}`,
    );
  }
  const lead = paired ? [count] : [count, shape[1]!];
  const slopes: Tensor[] = [];
  let into = directions;
  for (const [index, { weight }] of layers.entries()) {
    const rows = into.shape.slice(0, -1);
    const width = into.shape.at(-1)!;
    const flat = reshape(into, [rows.reduce((product, extent) => product * extent, 1), width]);
    const product = reshape(matmul(flat, weight, { transposeB: true }), [...rows, weight.shape[0]!]);
    const slope = broadcastTo(product, [...lead, weight.shape[0]!]);
    slopes.push(slope);
    const pattern = patterns[index];
    if (pattern !== undefined) {
      into = mul(slope, paired ? pattern : reshape(pattern, [count, 1, weight.shape[0]!]));
    }
  }
  return { slopes: slopes.slice(0, -1), logitSlopes: reshape(slopes.at(-1)!, lead) };
}
