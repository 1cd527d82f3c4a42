import { estimateSpan, type SpanReduction, spanReduction } from '@noprior/first-layer-spectrum';
import { type Box, boundAt } from '@noprior/kkt-loss';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor, toHostDtype } from '@noprior/tensor';
import { priorBox } from '../starts/prior.ts';
import { whyNoSpan } from '../why-no-span.ts';
import type { KktAttackConfig } from './kkt-attack-config.ts';

/** The space in which a KKT attack moves its points, with the network in it. */
export interface KktFrame {
  readonly coordinates: 'input' | 'span';
  /** The network to explain, with points of this space as its inputs. */
  readonly network: ReluNetwork;
  /** The span, where points move in it. */
  readonly span?: SpanReduction;
  /** [n, d] -> [n, k]; the nearest points of the span. */
  toFrame(x: HostTensor): HostTensor;
  /** [n, k] -> [n, d], clipped to the box where there is one: off the span a point is free to meet it. */
  toInput(u: HostTensor): HostTensor;
}

/** The frame that a configuration asks for.
 *
 * In the span x = x_0 + D^T u, and products of the first layer have k instead of d columns. What of the weights is off the span is
 * noise that no point explains. Samples whose signal is under the noise are not in the span: an attack there cannot find them.
 *
 * `auto` takes the span where the verdict on it is `clear`, it has at most half of the dimensions, no layer above the first has a bias (in the
 * reduced network the losses would differ), and no candidate updates are asked for, which move points of the input space.
 *
 * @throws {DomainError} for `span` where one of these does not hold; a `partial` verdict is enough there
 */
export function kktFrame(
  network: ReluNetwork,
  { coordinates = 'input', candidateUpdates = [], prior }: KktAttackConfig,
): KktFrame {
  if (coordinates === 'input') return inputFrame(network);
  const isAuto = coordinates === 'auto';
  const refuse = (why: string): KktFrame => {
    if (isAuto) return inputFrame(network);
    throw new DomainError(`kkt attack: coordinates 'span' ${why}; use coordinates 'input'`);
  };
  if (candidateUpdates.length > 0) return refuse('cannot be combined with candidate updates');
  if (network.layers.slice(1).some(({ bias }) => bias !== undefined)) {
    return refuse('need a network without biases above its first layer');
  }
  const estimate = estimateSpan(network);
  if (estimate.verdict === 'none')
    return refuse(`need a span, which the first layer does not determine (${whyNoSpan(estimate.because)})`);
  if (estimate.rank < 2) return refuse(`need at least two directions, and the span has rank ${estimate.rank}`);
  if (isAuto && (estimate.verdict !== 'clear' || estimate.rank > inputSize(network) / 2)) return inputFrame(network);
  return spanFrame(spanReduction(network, estimate), priorBox(prior));
}

function inputFrame(network: ReluNetwork): KktFrame {
  return { coordinates: 'input', network, toFrame: (x) => x, toInput: (u) => u };
}

/** Coordinates are distances in the input space, u = D (x - x_0). */
function spanFrame(span: SpanReduction, box: Box | undefined): KktFrame {
  const times = ({ data, shape, dtype }: HostTensor, factor: number) =>
    toHostDtype(
      makeHostTensor(
        Float64Array.from(data, (value) => factor * value),
        shape,
      ),
      dtype,
    );
  const none = makeHostTensor(new Float64Array(0), [0]);
  const candidates = (x: HostTensor) => ({ x, lambda: none, y: none });
  return {
    coordinates: 'span',
    network: span.network,
    span,
    toFrame: (x) => times(span.reduce(candidates(x)).x, 1 / span.scale),
    toInput: (u) => {
      const { x } = span.expand(candidates(times(u, span.scale)));
      return box === undefined ? x : clipToBox(x, box);
    },
  };
}

function clipToBox({ data, shape, dtype }: HostTensor, { low, high }: Box): HostTensor {
  const d = shape[1]!;
  const clipped = Float64Array.from(data, (value, at) =>
    Math.min(Math.max(value, boundAt(low, at % d)), boundAt(high, at % d)),
  );
  return toHostDtype(makeHostTensor(clipped, shape), dtype);
}
