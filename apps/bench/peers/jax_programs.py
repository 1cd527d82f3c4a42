"""The suites of the benchmark in JAX: grad of grad under jit, the state donated."""

import time
from functools import partial

import jax
import jax.numpy as jnp
import numpy

from peer_protocol import MATMULS, Job, JobError, Program


@partial(jax.custom_jvp, nondiff_argnums=(1,))
def surrogate_relu(z, alpha):
    """relu(z) whose derivative is sigmoid(alpha z), and whose second derivative is that of the sigmoid."""
    return jnp.maximum(z, 0)


@surrogate_relu.defjvp
def surrogate_relu_jvp(alpha, primals, tangents):
    (z,), (dz,) = primals, tangents
    return surrogate_relu(z, alpha), jax.nn.sigmoid(alpha * z) * dz


def surrogate_by_softplus(z, alpha):
    """The same function without a rule of its own."""
    smooth = jax.nn.softplus(alpha * z) / alpha
    return jax.lax.stop_gradient(jnp.maximum(z, 0) - smooth) + smooth


def forward(layers, x, activation):
    """Phi(theta; x) [n] of layers [{"weight": [out, in], "bias": [out]}, ...]."""
    h = x
    for number, layer in enumerate(layers):
        z = h @ layer["weight"].T
        if "bias" in layer:
            z = z + layer["bias"]
        h = z if number + 1 == len(layers) else activation(z)
    return h[:, 0]


def make_attack_step(case, activation):
    """One iteration: (state, layers, y) -> (state, total)."""
    alpha, momentum = case["alpha"], case["momentum"]
    rates = {"x": case["stepSize"], "lambda": case["lambdaStepSize"]}

    def weighted(layers, candidates, y):
        outputs = forward(layers, candidates["x"], lambda z: activation(z, alpha))
        return jnp.mean(candidates["lambda"] * y * outputs)

    def objective(candidates, layers, y):
        gradients = jax.grad(weighted)(layers, candidates, y)
        residuals = jax.tree.map(lambda fixed, gradient: jnp.sum(jnp.square(fixed - gradient)), layers, gradients)
        x, multipliers = candidates["x"], candidates["lambda"]
        return (
            sum(jax.tree.leaves(residuals))
            + 5 * jnp.sum(jnp.square(jnp.maximum(case["lambdaMin"] - multipliers, 0)))
            + jnp.sum(jnp.square(jnp.maximum(x - case["high"], 0)))
            + jnp.sum(jnp.square(jnp.maximum(case["low"] - x, 0)))
        )

    def step(state, layers, y):
        candidates, velocities = state
        total, gradients = jax.value_and_grad(objective)(candidates, layers, y)
        velocities = {name: momentum * velocities[name] + gradients[name] for name in velocities}
        candidates = {name: candidates[name] - rates[name] * velocities[name] for name in candidates}
        return (candidates, velocities), total

    return step


class Attack:
    """The state on the device, and one compiled iteration that takes its buffers over."""

    def __init__(self, job: Job, variant: str):
        names = ("alpha", "lambdaMin", "stepSize", "lambdaStepSize", "momentum", "low", "high")
        case = {name: float(job.number(name)) for name in names}
        layers = jax.tree.map(jnp.asarray, job.layers())
        y = jnp.asarray(job.array("y"))
        self.start = {name: job.array(name) for name in ("x", "lambda")}
        self.one = make_attack_step(case, surrogate_by_softplus if variant == "jit-softplus" else surrogate_relu)
        if variant == "jit-constants":
            self.compiled = jax.jit(lambda state: self.one(state, layers, y), donate_argnums=0)
        else:
            compiled = jax.jit(self.one, donate_argnums=0)
            self.compiled = lambda state: compiled(state, layers, y)
        several = jax.jit(self.loop, donate_argnums=0)
        self.compiled_loop = lambda state, count: several(state, layers, y, count)
        self.total = None
        self.reset()

    def loop(self, state, layers, y, count):
        """`count` iterations in one call, `count` an array."""

        def body(_, carried):
            return self.one(carried[0], layers, y)

        return jax.lax.fori_loop(0, count, body, (state, jnp.zeros((), y.dtype)))

    def reset(self):
        """Candidates of the inputs, velocities zero."""
        candidates = {name: jnp.array(value) for name, value in self.start.items()}
        self.state = jax.block_until_ready((candidates, jax.tree.map(jnp.zeros_like, candidates)))

    def step(self):
        self.state, self.total = self.compiled(self.state)

    def steps(self, count: int):
        self.state, self.total = self.compiled_loop(self.state, count)

    def finish(self):
        jax.block_until_ready((self.state, self.total))

    def outputs(self):
        candidates = self.state[0]
        return {"total": numpy.asarray(self.total), **{name: numpy.asarray(value) for name, value in candidates.items()}}


def prepare(job: Job) -> Program:
    makers = {"matmul": matmul_program, "ops": op_program, "step": step_program, "train": train_program, "attack": attack_program}
    return makers[job.suite](job)


def matmul_program(job: Job) -> Program:
    return stateless(jnp.matmul, [job.array("a"), job.array("b")], "product")


def stateless(function, arrays, name: str) -> Program:
    """Run a jitted function of fixed arrays."""
    compiled = jax.jit(function)
    inputs = [jnp.asarray(array) for array in arrays]
    found = {}

    def run():
        found[name] = jax.block_until_ready(compiled(*inputs))
        return {}

    return Program(run=run, outputs=lambda: {name: numpy.asarray(found[name])}, note="jit")


def op_program(job: Job) -> Program:
    op = job.case.get("op")
    computations = {
        "matmul-nn": lambda a, b: a @ b,
        "matmul-nt": lambda a, b: a @ b.T,
        "matmul-tn": lambda a, b: a.T @ b,
        "matmul-tt": lambda a, b: a.T @ b.T,
        "relu": jax.nn.relu,
        "mul": jnp.multiply,
        "exp": jnp.exp,
        "sigmoid": jax.nn.sigmoid,
        "softplus": jax.nn.softplus,
        "sum-all": jnp.sum,
        "sum-rows": partial(jnp.sum, axis=1),
        "sum-columns": partial(jnp.sum, axis=0),
        "logsumexp-rows": partial(jax.nn.logsumexp, axis=1),
    }
    if op not in computations:
        raise JobError(f"ops: expected 'op' to be one of {sorted(computations)}, got {op!r}")
    binary = op in MATMULS or op == "mul"
    return stateless(computations[op], [job.array(name) for name in (("a", "b") if binary else ("a",))], "out")


def step_program(job: Job) -> Program:
    variant = job.variant or "jit"
    attack = Attack(job, variant)

    def run():
        attack.step()
        attack.finish()
        return {}

    return Program(run=run, outputs=attack.outputs, note=variant)


def attack_program(job: Job) -> Program:
    variant = job.variant or "jit"
    attack = Attack(job, variant)
    target, seconds = job.number("targetTotal"), job.number("maxSeconds")
    check_every, most = int(job.number("evaluateEvery")), int(job.number("maxIterations"))

    def run():
        began = time.perf_counter()
        done, total = 0, float("inf")
        while done < most:
            count = min(check_every, most - done)
            if variant == "jit-loop":
                attack.steps(count)
            else:
                for _ in range(count):
                    attack.step()
            done += count
            total = float(attack.total)
            if not total > target or time.perf_counter() - began > seconds:
                break
        attack.finish()
        return {"iterations": done, "reached": total <= target, "totals": total}

    def first():
        if variant == "jit-loop":
            attack.steps(1)
        else:
            attack.step()
        attack.finish()

    return Program(run=run, outputs=attack.outputs, reset=attack.reset, first=first, note=variant)


def train_program(job: Job) -> Program:
    layers = jax.tree.map(jnp.asarray, job.layers())
    x, y = jnp.asarray(job.array("x")), jnp.asarray(job.array("y"))
    rate = float(job.number("stepSize"))
    found = {"layers": layers}

    def mean_loss(parameters, x, y):
        return jnp.mean(jax.nn.softplus(-y * forward(parameters, x, jax.nn.relu)))

    @partial(jax.jit, donate_argnums=0)
    def step(parameters, x, y):
        loss, gradients = jax.value_and_grad(mean_loss)(parameters, x, y)
        return jax.tree.map(lambda parameter, gradient: parameter - rate * gradient, parameters, gradients), jnp.log(loss)

    def run():
        found["layers"], found["logLoss"] = jax.block_until_ready(step(found["layers"], x, y))
        return {}

    def outputs():
        arrays = {"logLoss": numpy.asarray(found["logLoss"])}
        for number, layer in enumerate(found["layers"]):
            arrays.update({f"layers.{number}.{kind}": numpy.asarray(value) for kind, value in layer.items()})
        return arrays

    return Program(run=run, outputs=outputs, note="jit")
