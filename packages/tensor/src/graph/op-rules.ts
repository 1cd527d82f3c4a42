import { absRule } from '../ops/abs.ts';
import { addRule } from '../ops/add.ts';
import { broadcastToRule } from '../ops/broadcast-to.ts';
import { broadcastToGradient } from '../ops/broadcast-to-gradient.ts';
import { concatRule } from '../ops/concat.ts';
import { constantRule } from '../ops/constant.ts';
import { divRule } from '../ops/div.ts';
import { equalRule } from '../ops/equal.ts';
import { expRule } from '../ops/exp.ts';
import { greaterRule } from '../ops/greater.ts';
import { greaterEqualRule } from '../ops/greater-equal.ts';
import { inputRule } from '../ops/input.ts';
import { logRule } from '../ops/log.ts';
import { logSumExpRule } from '../ops/log-sum-exp.ts';
import { matmulRule } from '../ops/matmul.ts';
import { maxRule } from '../ops/max.ts';
import { maximumRule } from '../ops/maximum.ts';
import { minimumRule } from '../ops/minimum.ts';
import { mulRule } from '../ops/mul.ts';
import { negRule } from '../ops/neg.ts';
import { reluRule } from '../ops/relu.ts';
import { reshapeRule } from '../ops/reshape.ts';
import { sigmoidRule } from '../ops/sigmoid.ts';
import { sliceRule } from '../ops/slice.ts';
import { sliceGradient } from '../ops/slice-gradient.ts';
import { softplusRule } from '../ops/softplus.ts';
import { sqrtRule } from '../ops/sqrt.ts';
import { squareRule } from '../ops/square.ts';
import { stepRule } from '../ops/step.ts';
import { stopGradientRule } from '../ops/stop-gradient.ts';
import { subRule } from '../ops/sub.ts';
import { sumRule } from '../ops/sum.ts';
import { surrogateReluRule } from '../ops/surrogate-relu.ts';
import { transposeRule } from '../ops/transpose.ts';
import { whereRule } from '../ops/where.ts';
import { applyRule, type OpRule } from './op-rule.ts';
import type { OpAttributes, OpName, Tensor } from './tensor.ts';

/** The rule of every operation. */
export const opRules: { readonly [K in OpName]: OpRule<K> } = {
  abs: absRule,
  add: addRule,
  broadcastTo: { ...broadcastToRule, gradient: broadcastToGradient },
  concat: concatRule,
  constant: constantRule,
  div: divRule,
  equal: equalRule,
  exp: expRule,
  greaterEqual: greaterEqualRule,
  greater: greaterRule,
  input: inputRule,
  logSumExp: logSumExpRule,
  log: logRule,
  matmul: matmulRule,
  max: maxRule,
  maximum: maximumRule,
  minimum: minimumRule,
  mul: mulRule,
  neg: negRule,
  relu: reluRule,
  reshape: reshapeRule,
  sigmoid: sigmoidRule,
  slice: { ...sliceRule, gradient: sliceGradient },
  softplus: softplusRule,
  sqrt: sqrtRule,
  square: squareRule,
  step: stepRule,
  stopGradient: stopGradientRule,
  sub: subRule,
  sum: sumRule,
  surrogateRelu: surrogateReluRule,
  transpose: transposeRule,
  where: whereRule,
};

/** Cotangents of the inputs of a node. */
export function inputCotangents<K extends OpName>(node: Tensor<K>, cotangent: Tensor): readonly (Tensor | null)[] {
  const rule: OpRule<K> = opRules[node.op];
  return rule.gradient(node, cotangent);
}

/** The same operation on other inputs, checked again by its rule. */
export function withInputs<K extends OpName>(node: Tensor<K>, inputs: readonly Tensor[]): Tensor {
  if (node.op === 'input' || node.op === 'constant') return node as Tensor;
  const rule: OpRule<K> = opRules[node.op];
  const attributes: OpAttributes[K] = node.attributes;
  return applyRule(rule, inputs, attributes);
}
