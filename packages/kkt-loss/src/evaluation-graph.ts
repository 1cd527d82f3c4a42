import { constantLayers, forwardLayers, type LayerTensors, ownClass, type ReluNetwork } from '@noprior/relu-models';
import { type Graph, gradients, max, mul, neg, scalar, type Tensor, trace, where } from '@noprior/tensor';
import { boundTensor } from './box.ts';
import type { CandidateTensors } from './candidate-tensors.ts';
import type { Candidates } from './candidates.ts';
import type { EvaluateKktOptions } from './evaluate-kkt-options.ts';
import { kktObjective } from './kkt-objective.ts';
import type { ObjectiveKind } from './objectives/objective-kind.ts';
import { classMargins, unitOutputs } from './objectives/weighted-outputs.ts';
import { scaleFactor } from './scale.ts';
import { slackness } from './slackness.ts';

/** Before the name of a parameter tensor: the output with its part of L_stationary. */
export const tensorPrefix = 'tensor ';

/** L_KKT with every part as an output: `total`, `stationarity`, `dualFeasibility`, `prior`, `slackness`, all []; `margins` [n];
 * L_stationary by parameter tensor; and `gradX`, `gradLambda` if asked for.
 *
 * @param candidates  of the options' dtype; the inputs of the graph have their shapes
 */
export function evaluationGraph(network: ReluNetwork, candidates: Candidates, options: EvaluateKktOptions): Graph {
  const { objective: kind = 'binary', scale = 'sum', dtype = 'float64', box } = options;
  const layers = constantLayers(network, dtype);
  const factor = scaleFactor(scale, candidates.x.shape[0]!);
  const specs = {
    x: { shape: candidates.x.shape, dtype },
    lambda: { shape: candidates.lambda.shape, dtype },
    y: { shape: candidates.y.shape, dtype },
  };
  return trace(specs, ({ x, lambda, y }) => {
    const objective = kktObjective(
      layers,
      { x, lambda, y },
      {
        alpha: options.alpha,
        scale,
        objective: kind,
        form: options.form ?? 'direct',
        lambdaMin: options.lambdaMin ?? 0,
        box: box && { low: boundTensor(box.low, dtype), high: boundTensor(box.high, dtype) },
      },
    );
    const outputs: Record<string, Tensor> = {
      total: objective.total,
      stationarity: objective.stationarity.total,
      dualFeasibility: objective.dualFeasibility,
      prior: objective.prior,
      ...marginOutputs(kind, layers, { x, lambda, y }, factor),
    };
    for (const [name, part] of Object.entries(objective.stationarity.byTensor)) outputs[tensorPrefix + name] = part;
    if (options.gradients) {
      const [gradX, gradLambda] = gradients(objective.total, [x, lambda]);
      outputs.gradX = gradX!;
      outputs.gradLambda = gradLambda!;
    }
    return outputs;
  });
}

/** Margins [n], and slackness [] with the smallest of them for p.
 *
 * @param factor  s of {@link scaleFactor}
 */
function marginOutputs(
  kind: ObjectiveKind,
  layers: readonly LayerTensors[],
  { x, lambda, y }: CandidateTensors,
  factor: number,
): { readonly margins: Tensor; readonly slackness: Tensor } {
  const { outputs } = forwardLayers(layers, x);
  const margins = unitOutputs(kind === 'per-class' ? 'runner-up' : kind, outputs, y);
  if (kind === 'regression') return { margins, slackness: scalar(0, x.dtype) };
  const smallest = neg(max(neg(margins)));
  // The multiplier of a point's own class takes no part.
  const everyMargin =
    kind === 'per-class' ? where(ownClass(y, outputs.shape[1]!), smallest, classMargins(outputs, y)) : margins;
  return { margins, slackness: max(slackness(mul(factor, lambda), everyMargin, smallest)) };
}
