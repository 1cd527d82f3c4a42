import { applyUpdates, type Optimizer } from '@noprior/reconstruction-attack';
import { type Backend, evaluate, fromNested, gradients, type HostTensor, type Tensor, trace } from '@noprior/tensor';

/** Steps of an optimizer on a function of one parameter `x`; parameter and state after them. */
export async function minimise(
  backend: Backend,
  optimizer: Optimizer,
  loss: (x: Tensor) => Tensor,
  start: HostTensor,
  steps: number,
): Promise<Record<string, HostTensor>> {
  const { shape, dtype } = start;
  const initial = optimizer.init({ x: { shape, dtype } });
  let state: Record<string, HostTensor> = {
    x: start,
    ...(await evaluate(
      backend,
      trace({}, () => initial),
      {},
    )),
  };
  const specs = Object.fromEntries([
    ...Object.entries(state).map(([name, tensor]) => [name, { shape: tensor.shape, dtype }] as const),
    ...optimizer.numbers.map((name) => [name, { shape: [], dtype }] as const),
  ]);
  const graph = trace(specs, (inputs) => {
    const x = inputs.x!;
    const gradient = gradients(loss(x), [x])[0]!;
    const step = optimizer.update({ x: gradient }, inputs, { x }, inputs);
    return { ...applyUpdates({ x }, step.updates), ...step.state };
  });
  for (let iteration = 0; iteration < steps; iteration++) {
    const numbers = Object.entries(optimizer.numbersAt(iteration)).map(([name, value]) => [name, fromNested(value)]);
    state = await evaluate(backend, graph, { ...state, ...Object.fromEntries(numbers) });
  }
  return state;
}
