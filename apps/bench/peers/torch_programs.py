"""The suites of the benchmark in PyTorch: autograd with create_graph, parameters in place, no derivative by hand."""

import time

import torch
from torch.nn import functional as F

from peer_protocol import MATMULS, Job, JobError, PeerAbsent, Program

#: Softplus is the identity above this: e^-40 is under the rounding of both dtypes.
LINEAR_ABOVE = 40.0


class SurrogateRelu(torch.autograd.Function):
    """relu(z) whose derivative is sigmoid(alpha z), and whose second derivative is that of the sigmoid."""

    @staticmethod
    def forward(context, z, alpha):
        context.save_for_backward(z)
        context.alpha = alpha
        return z.clamp(min=0)

    @staticmethod
    def backward(context, gradient):
        (z,) = context.saved_tensors
        return gradient * torch.sigmoid(context.alpha * z), None


def surrogate_by_softplus(z, alpha):
    """The same function without a class: the value is relu(z), every derivative that of softplus(alpha z) / alpha."""
    smooth = F.softplus(z, beta=alpha, threshold=LINEAR_ABOVE)
    return z.detach().clamp(min=0) + (smooth - smooth.detach())


def forward(layers, x, activation):
    """Phi(theta; x) [n] of layers [(weight [out, in], bias [out] or None), ...]."""
    h = x
    for weight, bias in layers[:-1]:
        h = activation(F.linear(h, weight, bias))
    weight, bias = layers[-1]
    return F.linear(h, weight, bias).squeeze(1)


def tensors(layers):
    return [tensor for layer in layers for tensor in layer if tensor is not None]


def regroup(flat, layers):
    """`flat` in the order of tensors(layers), back as layers."""
    left = iter(flat)
    return [tuple(None if tensor is None else next(left) for tensor in layer) for layer in layers]


class Attack:
    """x, lambda and their velocities on the device, and one iteration that replaces them."""

    def __init__(self, job: Job, device, variant: str):
        self.case = {
            name: float(job.number(name))
            for name in ("alpha", "lambdaMin", "stepSize", "lambdaStepSize", "momentum", "low", "high")
        }
        self.variant = variant
        self.place = lambda array: torch.from_numpy(array).to(device)
        self.layers = [
            tuple(self.place(layer[kind]) if kind in layer else None for kind in ("weight", "bias"))
            for layer in job.layers()
        ]
        self.fixed = tensors(self.layers)
        if variant not in ("func", "compile"):
            self.leaves = [tensor.clone().requires_grad_() for tensor in self.fixed]
            self.network = regroup(self.leaves, self.layers)
        self.start = {name: self.place(job.array(name)) for name in ("x", "lambda")}
        self.y = self.place(job.array("y"))
        self.step = {"func": self.step_by_func, "compile": self.step_by_func, "optim": self.step_by_optimizer}.get(
            variant, self.step_by_autograd
        )
        if variant == "compile":
            self.step = torch.compile(self.step_by_func, fullgraph=True)
        self.total = None
        self.reset()

    def reset(self):
        """Candidates of the inputs, velocities zero."""
        self.x, self.multipliers = self.start["x"].clone(), self.start["lambda"].clone()
        self.velocities = [torch.zeros_like(self.x), torch.zeros_like(self.multipliers)]
        if self.variant not in ("func", "compile"):
            self.x.requires_grad_()
            self.multipliers.requires_grad_()
        if self.variant == "optim":
            fused = {"fused": True} if int(torch.__version__.split(".")[0]) >= 2 else {}
            groups = [
                {"params": [self.x], "lr": self.case["stepSize"]},
                {"params": [self.multipliers], "lr": self.case["lambdaStepSize"]},
            ]
            self.optimizer = torch.optim.SGD(groups, lr=1.0, momentum=self.case["momentum"], **fused)

    def activation(self, z):
        if self.variant in ("autograd-softplus", "func", "compile"):
            return surrogate_by_softplus(z, self.case["alpha"])
        return SurrogateRelu.apply(z, self.case["alpha"])

    def penalties(self, x, multipliers):
        low, high = self.case["low"], self.case["high"]
        dual = 5 * (self.case["lambdaMin"] - multipliers).clamp(min=0).square().sum()
        if self.variant == "autograd-plain":
            return dual + (x - high).clamp(min=0).square().sum() + (low - x).clamp(min=0).square().sum()
        # The distance to the nearest point of the box, which no gradient moves.
        return dual + F.mse_loss(x, x.detach().clamp(low, high), reduction="sum")

    def stationarity(self, gradients):
        if self.variant == "autograd-plain":
            return sum((fixed - gradient).square().sum() for fixed, gradient in zip(self.fixed, gradients))
        return sum(F.mse_loss(gradient, fixed, reduction="sum") for fixed, gradient in zip(self.fixed, gradients))

    def objective(self):
        outputs = forward(self.network, self.x, self.activation)
        weighted = (self.multipliers * self.y * outputs).mean()
        gradients = torch.autograd.grad(weighted, self.leaves, create_graph=True)
        return self.stationarity(gradients) + self.penalties(self.x, self.multipliers)

    def step_by_autograd(self):
        total = self.objective()
        gradients = torch.autograd.grad(total, [self.x, self.multipliers])
        self.descend(gradients)
        self.total = total.detach()

    def step_by_optimizer(self):
        self.total = self.objective()
        self.x.grad, self.multipliers.grad = torch.autograd.grad(self.total, [self.x, self.multipliers])
        self.optimizer.step()
        self.total = self.total.detach()

    def step_by_func(self):
        def weighted(flat, x, multipliers):
            outputs = forward(regroup(flat, self.layers), x, self.activation)
            return (multipliers * self.y * outputs).mean()

        def objective(x, multipliers):
            gradients = torch.func.grad(weighted)(self.fixed, x, multipliers)
            return self.stationarity(gradients) + self.penalties(x, multipliers)

        gradients, self.total = torch.func.grad_and_value(objective, argnums=(0, 1))(self.x, self.multipliers)
        self.descend(gradients)

    def descend(self, gradients):
        with torch.no_grad():
            for state, velocity, gradient, rate in zip(
                (self.x, self.multipliers),
                self.velocities,
                gradients,
                (self.case["stepSize"], self.case["lambdaStepSize"]),
            ):
                velocity.mul_(self.case["momentum"]).add_(gradient)
                state.sub_(velocity, alpha=rate)

    def outputs(self):
        return {name: read(value) for name, value in (("total", self.total), ("x", self.x), ("lambda", self.multipliers))}


def read(tensor):
    return tensor.detach().cpu().numpy()


#: What runs where the job names no variant; README.md says how it was chosen.
DEFAULT_VARIANT = "autograd"

#: Variants that PyTorch has from 2.0 on.
NEWER = ("func", "compile")


def prepare(job: Job, device) -> Program:
    makers = {"matmul": matmul_program, "ops": op_program, "step": step_program, "train": train_program, "attack": attack_program}

    if job.variant in NEWER and not hasattr(torch, "compile"):
        raise PeerAbsent(f"PyTorch {torch.__version__} has no variant {job.variant!r}: it needs PyTorch 2")

    def finish():
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    return makers[job.suite](job, device, finish)


def matmul_program(job: Job, device, finish) -> Program:
    a, b = (torch.from_numpy(job.array(name)).to(device) for name in ("a", "b"))
    product = torch.empty(a.shape[0], b.shape[1], dtype=a.dtype, device=device)

    def run():
        torch.mm(a, b, out=product)
        finish()
        return {}

    return Program(run=run, outputs=lambda: {"product": read(product)}, note="torch.mm into the same output")


def op_program(job: Job, device, finish) -> Program:
    op = job.case.get("op")
    a = torch.from_numpy(job.array("a")).to(device)
    b = torch.from_numpy(job.array("b")).to(device) if "b" in job.inputs else None
    if op in MATMULS:
        a = a.t() if op[-2] == "t" else a
        b = b.t() if op[-1] == "t" else b
    computations = {
        **{name: lambda out: torch.mm(a, b, out=out) for name in MATMULS},
        "relu": lambda out: torch.clamp(a, min=0, out=out),
        "mul": lambda out: torch.mul(a, b, out=out),
        "exp": lambda out: torch.exp(a, out=out),
        "sigmoid": lambda out: torch.sigmoid(a, out=out),
        "softplus": lambda out: F.softplus(a, threshold=LINEAR_ABOVE, out=out),
        "sum-all": lambda out: torch.sum(a, (0, 1), out=out),
        "sum-rows": lambda out: torch.sum(a, 1, out=out),
        "sum-columns": lambda out: torch.sum(a, 0, out=out),
        "logsumexp-rows": lambda out: torch.logsumexp(a, 1, out=out),
    }
    if op not in computations:
        raise JobError(f"ops: expected 'op' to be one of {sorted(computations)}, got {op!r}")
    shapes = {
        "sum-all": (),
        "sum-rows": a.shape[:1],
        "sum-columns": a.shape[1:],
        "logsumexp-rows": a.shape[:1],
        **{name: (a.shape[0], b.shape[1] if b is not None else 0) for name in MATMULS},
    }
    out = torch.empty(shapes.get(op, a.shape), dtype=a.dtype, device=device)
    compute = computations[op]

    def run():
        compute(out)
        finish()
        return {}

    return Program(run=run, outputs=lambda: {"out": read(out)}, note="into the same output")


def step_program(job: Job, device, finish) -> Program:
    variant = job.variant or DEFAULT_VARIANT
    attack = Attack(job, device, variant)

    def run():
        attack.step()
        finish()
        return {}

    return Program(run=run, outputs=attack.outputs, note=variant)


def attack_program(job: Job, device, finish) -> Program:
    variant = job.variant or DEFAULT_VARIANT
    attack = Attack(job, device, variant)
    target, seconds = job.number("targetTotal"), job.number("maxSeconds")
    check_every, most = int(job.number("evaluateEvery")), int(job.number("maxIterations"))

    def run():
        began = time.perf_counter()
        done, total = 0, float("inf")
        while done < most:
            for _ in range(min(check_every, most - done)):
                attack.step()
                done += 1
            total = attack.total.item()
            if not total > target or time.perf_counter() - began > seconds:
                break
        return {"iterations": done, "reached": total <= target, "totals": total}

    return Program(run=run, outputs=attack.outputs, reset=attack.reset, first=attack.step, note=variant)


def train_program(job: Job, device, finish) -> Program:
    variant = job.variant or DEFAULT_VARIANT
    layers = [
        tuple(torch.from_numpy(layer[kind]).to(device).requires_grad_() if kind in layer else None for kind in ("weight", "bias"))
        for layer in job.layers()
    ]
    parameters = tensors(layers)
    x, y = (torch.from_numpy(job.array(name)).to(device) for name in ("x", "y"))
    rate = job.number("stepSize")
    optimizer = torch.optim.SGD(parameters, lr=rate, foreach=True) if variant == "optim" else None
    found = {}

    def mean_loss():
        return F.softplus(-y * forward(layers, x, torch.relu), threshold=LINEAR_ABOVE).mean()

    evaluate = torch.compile(mean_loss, fullgraph=True) if variant == "compile" else mean_loss

    def run():
        loss = evaluate()
        gradients = torch.autograd.grad(loss, parameters)
        if optimizer is not None:
            for parameter, gradient in zip(parameters, gradients):
                parameter.grad = gradient
            optimizer.step()
        else:
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients):
                    parameter.sub_(gradient, alpha=rate)
        found["logLoss"] = loss.detach().log()
        finish()
        return {}

    def outputs():
        arrays = {"logLoss": read(found["logLoss"])}
        for number, layer in enumerate(layers):
            for kind, tensor in zip(("weight", "bias"), layer):
                if tensor is not None:
                    arrays[f"layers.{number}.{kind}"] = read(tensor)
        return arrays

    return Program(run=run, outputs=outputs, note=variant)
