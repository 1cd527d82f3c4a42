import { suggestedObjective } from '@noprior/kkt-loss';
import { homogeneityDegree, type LabelledData, margins, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, ShapeError } from '@noprior/tensor';

/** Check that a network has a max-margin problem, before anything is computed; messages speak of the command line's options.
 *
 * @param command  for the message
 * @throws {ShapeError} for several outputs
 * @throws {DomainError} for a network that was trained on a regression, or has a bias above the first layer
 */
export function checkMaxMarginNetwork(command: string, network: ReluNetwork): void {
  const outputs = outputSize(network);
  if (outputs !== 1) {
    throw new ShapeError(
      `${command}: --model has ${outputs} outputs, and KKT points of the max-margin problem are of networks with one; noprior attack, kkt and score take it`,
    );
  }
  if (suggestedObjective(network) === 'regression') {
    throw new DomainError(
      `${command}: --model was trained with --loss squared, so its samples have no margins and there is no max-margin problem; noprior attack, kkt and score take it`,
    );
  }
  if (homogeneityDegree(network) === undefined) {
    throw new DomainError(
      `${command}: --model has a bias above the first layer, so it is not homogeneous, and the max-margin problem is not defined; train with --bias first or --bias none`,
    );
  }
}

/** Check that a network has every sample on its side, as weights that a max-margin problem is about.
 *
 * @param command  for the message
 * @throws {DomainError} if a margin is not positive
 */
export async function checkSeparates(
  command: string,
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
): Promise<void> {
  if (data.y.data.some((label: number) => label !== 1 && label !== -1)) {
    throw new DomainError(
      `${command}: the max-margin problem is of two labels; name the rule that the model was trained with, --labels odd-even, vehicles-animals or one-vs-rest:K`,
    );
  }
  const { data: values } = await margins(backend, network, data);
  const wrong = values.filter((value: number) => !(value > 0)).length;
  if (wrong === 0) return;
  throw new DomainError(
    `${command}: --model is wrong about ${wrong} of these ${values.length} samples (smallest margin ${Math.min(...values).toPrecision(3)}); name the data it was trained on with --dataset, --per-class and --seed, or train it until every sample is on its side`,
  );
}
