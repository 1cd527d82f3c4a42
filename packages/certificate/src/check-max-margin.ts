import { suggestedObjective } from '@noprior/kkt-loss';
import { homogeneityDegree, type LabelledData, margins, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { advice, argument, type Backend, DomainError, ShapeError, wording } from '@noprior/tensor';

/** Check that a network has a max-margin problem, before data are read or anything is computed.
 *
 * @param operation  for the message
 * @throws {ShapeError} for several outputs
 * @throws {DomainError} for a network that was trained on a regression, or has a bias above the first layer
 */
export function checkMaxMarginNetwork(operation: string, network: ReluNetwork): void {
  const outputs = outputSize(network);
  if (outputs !== 1) {
    throw new ShapeError(
      wording`${operation}: ${argument('network')} has ${outputs} outputs, and KKT points of the max-margin problem are of networks with one; the KKT loss and the attacks take it`,
    );
  }
  if (suggestedObjective(network) === 'regression') {
    throw new DomainError(
      `${operation}: network was trained with the squared loss, so its samples have no margins and there is no max-margin problem; the KKT loss and the attacks take it`,
    );
  }
  if (homogeneityDegree(network) === undefined) {
    throw new DomainError(
      wording`${operation}: ${argument('network')} has a bias above the first layer, so it is not homogeneous, and the max-margin problem is not defined; train with a bias in the first layer only, or with none`,
    );
  }
}

/** Check that a network has every sample on its side, as weights that a max-margin problem is about.
 *
 * @param operation  for the message
 * @param data       x [n, d], y [n]
 * @throws {DomainError} if a label is neither -1 nor 1, or a margin is not positive
 */
export async function checkSeparates(
  operation: string,
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
): Promise<void> {
  const other = data.y.data.find((label: number) => label !== 1 && label !== -1);
  if (other !== undefined) {
    throw new DomainError(
      wording`${operation}: ${argument('labels')} must be -1 or 1, as the max-margin problem is of two, got ${other}; ${advice('name-classes', 'name the two classes that the network was trained with')}`,
    );
  }
  const { data: values } = await margins(backend, network, data);
  const wrong = values.filter((value: number) => !(value > 0)).length;
  if (wrong === 0) return;
  throw new DomainError(
    wording`${operation}: ${argument('network')} is wrong about ${wrong} of these ${values.length} samples (smallest margin ${Math.min(...values).toPrecision(3)}); ${advice('name-training-set', 'name the samples it was trained on')}, or train it until every sample is on its side`,
  );
}
