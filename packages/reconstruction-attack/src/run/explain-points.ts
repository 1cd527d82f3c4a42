import { type Candidates, oracleLoss } from '@noprior/kkt-loss';
import { rowOf } from '@noprior/linear-algebra';
import { outputSize, outputs, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Points that were found without labels and multipliers, as candidates: each with the label that the network gives
 * it, and together with the multipliers of the least stationarity loss, in the unit of scale `sum`. A multiplier of
 * 0 says that the others explain more.
 *
 * With several outputs labels are classes, and there is a multiplier for each competing one.
 *
 * @param x        [n, d]; n may be 0
 * @param alpha    sharpness of the surrogate derivative; hard if left out
 * @throws {ShapeError} if points and network do not fit together
 * @throws {DtypeError} if the backend does not offer float64
 * @see {@link oracleLoss}
 * @example const candidates = await explainPoints(backend, network, x, { alpha: 100 });
 */
export async function explainPoints(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  { alpha }: { readonly alpha?: number } = {},
): Promise<Candidates> {
  const classes = outputSize(network);
  if (x.shape[0] === 0) {
    const none = (shape: readonly number[]) => makeHostTensor(new Float64Array(0), shape);
    return { x, y: none([0]), lambda: none(classes === 1 ? [0] : [0, classes]) };
  }
  const logits = await outputs(backend, network, x);
  const label = (_: unknown, i: number): number => {
    const own = rowOf(logits, i);
    if (classes === 1) return own[0]! < 0 ? -1 : 1;
    return own.reduce((best, value, at) => (value > own[best]! ? at : best), 0);
  };
  const y = makeHostTensor(Float64Array.from({ length: x.shape[0]! }, label), [x.shape[0]!]);
  const { lambda } = await oracleLoss(
    backend,
    network,
    { x, y },
    { scale: 'sum', objective: classes === 1 ? 'binary' : 'per-class', ...definedOnly({ alpha }) },
  );
  return { x, y, lambda };
}
