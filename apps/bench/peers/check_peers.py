"""Self-check of the peers: `python3 check_peers.py --torch PYTHON --jax PYTHON`.

Runs every suite and every variant of both peers on tiny networks through the protocol and compares what they write with
plain NumPy in float64: gradients by central differences, the attack's two steps with the numbers of the reference code
in golden files. Prints the largest relative error of each case, and exits with 1 where one is over its bound or a peer
asked for is missing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

from jax_peer import VARIANTS as JAX_VARIANTS
from peer_protocol import OPS
from torch_peer import VARIANTS as TORCH_VARIANTS

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "../../../packages/reconstruction-attack/test/golden")

#: Largest relative error (difference by largest value) against NumPy, and that against central differences.
EXACT = {"float64": 1e-13, "float32": 1e-5}
DIFFERENCES = {"float64": 1e-8, "float32": 1e-4}
STEP = {
    "alpha": 20.0,
    "lambdaMin": 0.4,
    "stepSize": 0.5,
    "lambdaStepSize": 0.25,
    "momentum": 0.9,
    "low": -1.0,
    "high": 1.0,
}


def softplus(z):
    return np.logaddexp(0, z)


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def pre_activations(layers, x):
    """z of every layer, hard ReLU between."""
    found, h = [], x
    for layer in layers:
        z = h @ layer["weight"].T + layer.get("bias", 0)
        found.append(z)
        h = np.maximum(z, 0)
    return found


def attack_total(layers, x, multipliers, y, case, base):
    """The objective as a function whose derivative at `base` is the surrogate's.

    `base` holds the pre-activations at the point of differentiation: there relu(z) is replaced by relu(base) plus the
    change of softplus(alpha z)/alpha, so that the value is the hard network's and the slope sigmoid(alpha z).
    """
    alpha, count = case["alpha"], len(x)
    inputs, slopes, h = [], [], x
    for layer, at in zip(layers, base):
        inputs.append(h)
        z = h @ layer["weight"].T + layer.get("bias", 0)
        slopes.append(sigmoid(alpha * z))
        h = np.maximum(at, 0) + (softplus(alpha * z) - softplus(alpha * at)) / alpha
    total = 5 * np.sum(np.maximum(case["lambdaMin"] - multipliers, 0) ** 2)
    total += np.sum(np.maximum(x - case["high"], 0) ** 2) + np.sum(np.maximum(case["low"] - x, 0) ** 2)
    delta = (multipliers * y / count)[:, None]
    for number in reversed(range(len(layers))):
        layer = layers[number]
        total += np.sum((layer["weight"] - delta.T @ inputs[number]) ** 2)
        if "bias" in layer:
            total += np.sum((layer["bias"] - delta.sum(0)) ** 2)
        if number > 0:
            delta = (delta @ layer["weight"]) * slopes[number - 1]
    return total


def central_differences(function, point, width=1e-6):
    """Gradient of `function` at `point`, one coordinate after the other."""
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        up, down = point.copy(), point.copy()
        up[index] += width
        down[index] -= width
        gradient[index] = (function(up) - function(down)) / (2 * width)
    return gradient


def expected_step(layers, x, multipliers, y, case):
    """Total before the first step, and x and lambda after it, from velocity zero."""
    base = pre_activations(layers, x)
    by_x = central_differences(lambda at: attack_total(layers, at, multipliers, y, case, base), x)
    by_multipliers = central_differences(lambda at: attack_total(layers, x, at, y, case, base), multipliers)
    return {
        "total": attack_total(layers, x, multipliers, y, case, base),
        "x": x - case["stepSize"] * by_x,
        "lambda": multipliers - case["lambdaStepSize"] * by_multipliers,
    }


def expected_training(layers, x, y, step_size):
    """ln of the mean logistic loss before one step of gradient descent on it, and every parameter after."""

    def mean_loss(changed):
        return np.mean(softplus(-y * pre_activations(changed, x)[-1][:, 0]))

    found = {"logLoss": np.log(mean_loss(layers))}
    for number, layer in enumerate(layers):
        for kind in layer:

            def at(value, number=number, kind=kind):
                return mean_loss([{**one, kind: value} if i == number else one for i, one in enumerate(layers)])

            found[f"layers.{number}.{kind}"] = layer[kind] - step_size * central_differences(at, layer[kind])
    return found


def expected_op(op, a, b):
    if op.startswith("matmul"):
        return (a.T if op[-2] == "t" else a) @ (b.T if op[-1] == "t" else b)
    return {
        "relu": lambda: np.maximum(a, 0),
        "mul": lambda: a * b,
        "exp": lambda: np.exp(a),
        "sigmoid": lambda: sigmoid(a),
        "softplus": lambda: softplus(a),
        "sum-all": lambda: a.sum(),
        "sum-rows": lambda: a.sum(1),
        "sum-columns": lambda: a.sum(0),
        "logsumexp-rows": lambda: np.logaddexp.reduce(a, 1),
    }[op]()


def named(layers):
    return {f"layers.{i}.{kind}": value for i, layer in enumerate(layers) for kind, value in layer.items()}


def random_network(random, widths):
    layers = [{"weight": random.normal(size=(out, into)) / into**0.5} for into, out in zip(widths, widths[1:])]
    layers[0]["bias"] = random.normal(size=widths[1]) / 2
    return layers


def talk(python, script, folder, job, inputs, requests):
    """Run one child; (messages, arrays)."""
    path = os.path.join(folder, "job.json")
    np.savez(os.path.join(folder, "in.npz"), **inputs)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"inputs": "in.npz", "outputs": "out.npz", **job}, file)
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    child = subprocess.run([python, os.path.join(HERE, script), path], input=lines, capture_output=True, text=True)
    messages = [json.loads(line) for line in child.stdout.splitlines()]
    if messages and "absent" in messages[0]:
        return messages, None
    if not messages or "ready" not in messages[0]:
        raise RuntimeError(f"{script}: {messages or child.stderr[-2000:]}")
    with np.load(os.path.join(folder, "out.npz"), allow_pickle=False) as archive:
        return messages, {name: archive[name] for name in archive.files}


def relative_error(actual, expected):
    """Largest over the arrays of largest difference by largest value."""
    if sorted(actual) != sorted(expected):
        raise RuntimeError(f"expected the outputs {sorted(expected)}, got {sorted(actual)}")
    worst = 0.0
    for name, value in expected.items():
        value = np.asarray(value)
        if actual[name].shape != value.shape:
            raise RuntimeError(f"{name}: expected the shape {value.shape}, got {actual[name].shape}")
        worst = max(worst, float(np.max(np.abs(actual[name] - value)) / np.max(np.abs(value))))
    return worst


def cases(random, dtypes):
    """(name, job, inputs, expected, bound) of everything but the golden files."""

    def rounded(array, dtype):
        return array.astype(dtype).astype("float64")

    for dtype in dtypes:
        a, b = (rounded(random.normal(size=(6, 5)), dtype) for _ in range(2))
        for op in OPS:
            m, k, n = 4, 5, 6
            if op.startswith("matmul"):
                a = rounded(random.normal(size=(k, m) if op[-2] == "t" else (m, k)), dtype)
                b = rounded(random.normal(size=(n, k) if op[-1] == "t" else (k, n)), dtype)
            yield op, {"suite": "ops", "case": {"op": op}, "dtype": dtype}, {"a": a, "b": b}, {"out": expected_op(op, a, b)}, EXACT
            if op.startswith("matmul"):
                a, b = (rounded(random.normal(size=(6, 5)), dtype) for _ in range(2))
        a, b = rounded(random.normal(size=(4, 5)), dtype), rounded(random.normal(size=(5, 6)), dtype)
        yield "matmul", {"suite": "matmul", "case": {"m": 4, "k": 5, "n": 6}, "dtype": dtype}, {"a": a, "b": b}, {"product": a @ b}, EXACT
        for widths in ([5, 7, 1], [6, 5, 4, 1]):
            layers = [{kind: rounded(value, dtype) for kind, value in layer.items()} for layer in random_network(random, widths)]
            x, y = rounded(random.normal(size=(4, widths[0])), dtype), np.array([1.0, -1.0, -1.0, 1.0])
            multipliers = rounded(random.uniform(size=4), dtype)
            name = "-".join(str(width) for width in widths)
            inputs = {**named(layers), "x": x, "lambda": multipliers, "y": y}
            step = expected_step(layers, x, multipliers, y, STEP)
            yield f"step {name}", {"suite": "step", "case": STEP, "dtype": dtype}, inputs, step, DIFFERENCES
            stop = {"targetTotal": float(step["total"]) * 0.999, "evaluateEvery": 3, "maxIterations": 60, "maxSeconds": 60}
            slow = {**STEP, **stop, "stepSize": 0.01, "lambdaStepSize": 0.01}
            first = expected_step(layers, x, multipliers, y, slow)
            yield f"attack {name}", {"suite": "attack", "case": slow, "dtype": dtype}, inputs, first, DIFFERENCES
            trained = expected_training(layers, x, y, 0.1)
            yield f"train {name}", {"suite": "train", "case": {"stepSize": 0.1}, "dtype": dtype}, {**named(layers), "x": x, "y": y}, trained, DIFFERENCES


def golden_cases():
    """The reference code's first step: its x and lambda, and its two losses as the total."""
    for file in sorted(os.listdir(GOLDEN)) if os.path.isdir(GOLDEN) else []:
        with open(os.path.join(GOLDEN, file), encoding="utf-8") as opened:
            golden = json.load(opened)
        layers = [{kind: np.array(value) for kind, value in layer.items() if value is not None} for layer in golden["layers"]]
        inputs = {**named(layers), **{name: np.array(golden[name], dtype="float64") for name in ("x", "lambda", "y")}}
        case = {
            **STEP,
            "alpha": golden["alpha"],
            "lambdaMin": golden["minLambda"],
            "stepSize": golden["lr"],
            "lambdaStepSize": golden["lambdaLr"],
            "momentum": golden["momentum"],
        }
        expected = {
            "total": golden["kktLoss"] + golden["verifyLoss"],
            "x": golden["xAfter1"],
            "lambda": golden["lambdaAfter1"],
        }
        yield f"golden {golden['name']}", {"suite": "step", "case": case, "dtype": "float64"}, inputs, expected, {"float64": 1e-10}


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the peers with NumPy.")
    parser.add_argument("--torch", help="interpreter that has PyTorch")
    parser.add_argument("--jax", help="interpreter that has JAX")
    parser.add_argument("--dtype", choices=("float32", "float64"), action="append")
    parser.add_argument("--skip", action="append", default=[], help="a variant to leave out")
    parser.add_argument("--only", help="cases whose name begins so")
    arguments = parser.parse_args()
    peers = [
        (name, python, script, variants)
        for name, python, script, variants in (
            ("torch", arguments.torch, "torch_peer.py", TORCH_VARIANTS),
            ("jax", arguments.jax, "jax_peer.py", JAX_VARIANTS),
        )
        if python is not None
    ]
    if not peers:
        parser.error("name at least one interpreter: --torch PYTHON, --jax PYTHON")
    dtypes = arguments.dtype or ["float64", "float32"]
    checked = list(cases(np.random.default_rng(1), dtypes))
    checked += golden_cases() if "float64" in dtypes else []
    failures, agreement = 0, {}
    with tempfile.TemporaryDirectory() as folder:
        for name, job, inputs, expected, bounds in checked:
            if arguments.only and not name.startswith(arguments.only):
                continue
            for peer, python, script, variants in peers:
                for variant in variants.get(job["suite"], (None,)):
                    if variant in arguments.skip:
                        continue
                    requests = [{"run": 2}, {"finish": True}]
                    chosen = {} if variant is None else {"variant": variant}
                    label = f"{job['dtype']} {name:26} {peer:5} {variant or 'default'}"
                    try:
                        asked = {"threads": 1, **job, **chosen}
                        messages, arrays = talk(python, script, folder, asked, inputs, requests)
                        if arrays is None:
                            print(f"{label:70} NOT RUN: {messages[0]['absent']}")
                            failures += variant is None
                            continue
                        error, bound = relative_error(arrays, expected), bounds[job["dtype"]]
                        if len(messages) != 3 or len(messages[1]["times"]) != 2 or not messages[2]["peakRssMb"] > 0:
                            raise RuntimeError(f"unexpected answers {messages[1:]}")
                        extra = ""
                        if job["suite"] == "attack":
                            extra = f"{messages[1]['iterations']} iterations"
                            if not all(messages[1]["reached"]) or not max(messages[1]["totals"]) <= job["case"]["targetTotal"]:
                                raise RuntimeError(f"the target was not reached: {messages[1]}")
                        print(f"{label:70} error {error:.1e} bound {bound:.0e} {extra}{'' if error <= bound else '  FAILED'}")
                        failures += not error <= bound
                        agreement.setdefault((job["dtype"], name), []).append(arrays)
                    except (RuntimeError, KeyError, ValueError) as reason:
                        print(f"{label:70} FAILED: {reason}")
                        failures += 1
    apart = [
        relative_error(found, all_found[0])
        for (dtype, _), all_found in agreement.items()
        if dtype == "float64"
        for found in all_found[1:]
    ]
    if apart:
        print(f"largest difference between two peers or variants, float64: {max(apart):.1e} bound 1e-10")
        failures += not max(apart) <= 1e-10
    print("all within bounds" if failures == 0 else f"{failures} failed")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
