import {
  add,
  type Backend,
  type DeviceTensor,
  type Graph,
  gradients,
  makeRandom,
  matmul,
  mul,
  reshape,
  simplify,
  square,
  sub,
  sum,
  surrogateRelu,
  toHostDtype,
  trace,
} from '@noprior/tensor';

const dtype = 'float32';
const [n, d, m] = [6, 5, 7];

/** An iteration as an attack takes it: residual of the stationarity of a d-m-1 network, its gradients by the candidates and
 * multipliers, and a step with momentum. */
export const attackStep: Graph = simplify(
  trace(
    {
      x: { shape: [n, d], dtype },
      lambda: { shape: [n], dtype },
      velocity: { shape: [n, d], dtype },
      w1: { shape: [m, d], dtype },
      w2: { shape: [1, m], dtype },
    },
    ({ x, lambda, velocity, w1, w2 }) => {
      const hidden = surrogateRelu(matmul(x, w1, { transposeB: true }), 10);
      const outputs = matmul(hidden, w2, { transposeB: true });
      const [byW1, byW2] = gradients(sum(mul(outputs, reshape(lambda, [n, 1]))), [w1, w2]);
      const loss = add(sum(square(sub(w1, byW1!))), sum(square(sub(w2, byW2!))));
      const [byX, byLambda] = gradients(loss, [x, lambda]);
      const next = sub(mul(velocity, 0.9), mul(byX!, 1e-4));
      return { x: add(x, next), lambda: sub(lambda, mul(byLambda!, 1e-4)), velocity: next, loss };
    },
  ),
);

/** Run {@link attackStep} again and again on state that stays on the device. */
export async function startAttack(
  backend: Backend,
): Promise<{ steps: (count: number) => Promise<void>; loss: () => Promise<number> }> {
  const executable = await backend.compile(attackStep);
  const random = makeRandom(3);
  const upload = (name: string): Promise<DeviceTensor> => {
    const input = attackStep.inputs.find((node) => node.attributes.name === name)!;
    return backend.upload(toHostDtype(random.fork(name).normalTensor(input.shape, 0.5), dtype));
  };
  const [w1, w2] = [await upload('w1'), await upload('w2')];
  let state = { x: await upload('x'), lambda: await upload('lambda'), velocity: await upload('velocity') };
  let loss: DeviceTensor | undefined;
  return {
    async steps(count) {
      for (let step = 0; step < count; step++) {
        const outputs = await executable.run({ ...state, w1, w2 }, { donate: ['x', 'lambda', 'velocity'] });
        if (loss !== undefined) backend.release(loss);
        loss = outputs.loss!;
        state = { x: outputs.x!, lambda: outputs.lambda!, velocity: outputs.velocity! };
      }
    },
    async loss() {
      return (await backend.read(loss!)).data[0]!;
    },
  };
}
