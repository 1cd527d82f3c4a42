"""Time the variants of the peers against each other: `python3 compare_variants.py --torch PYTHON --jax PYTHON`.

One child for each variant stays up with its state; blocks of repetitions go round all of them in turn, so that a busy
spell of the machine falls on each. Prints the median, the smallest and the largest tenth of the times, and the time of
the first run, compilation included, in milliseconds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

from jax_peer import VARIANTS as JAX_VARIANTS
from torch_peer import VARIANTS as TORCH_VARIANTS

HERE = os.path.dirname(os.path.abspath(__file__))
#: The published hyper-parameters of the first MNIST run.
CASE = {
    "alpha": 149.9,
    "lambdaMin": 0.4471,
    "stepSize": 0.03052,
    "lambdaStepSize": 1e-4,
    "momentum": 0.9,
    "low": -1.0,
    "high": 1.0,
}


def inputs_of(suite, widths, count):
    """A random network with PyTorch's default ranges, candidates of standard deviation 0.03498, balanced labels."""
    random = np.random.default_rng(1)
    arrays = {}
    for number, (into, out) in enumerate(zip(widths, widths[1:])):
        arrays[f"layers.{number}.weight"] = random.uniform(-1, 1, size=(out, into)) / into**0.5
    arrays["layers.0.bias"] = random.uniform(-1, 1, size=widths[1]) / widths[0] ** 0.5
    arrays["x"] = 0.03498 * random.normal(size=(count, widths[0]))
    arrays["y"] = np.where(np.arange(count) < count // 2, 1.0, -1.0)
    if suite == "step":
        arrays["lambda"] = random.uniform(size=count)
    return arrays


class Child:
    """One peer process with one variant."""

    def __init__(self, python, script, folder, job):
        path = os.path.join(folder, f"{script}-{job.get('variant')}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**job, "inputs": "in.npz", "outputs": f"{script}-{job.get('variant')}.npz"}, file)
        self.process = subprocess.Popen(
            [python, os.path.join(HERE, script), path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.times = []
        self.ready = self.hear()

    def hear(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": "the process ended"}

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.hear()


def main() -> int:
    parser = argparse.ArgumentParser(description="Time the variants of the peers against each other.")
    parser.add_argument("--torch", help="interpreter that has PyTorch")
    parser.add_argument("--jax", help="interpreter that has JAX")
    parser.add_argument("--suite", choices=("step", "train"), default="step")
    parser.add_argument("--widths", default="784,1000,1")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--blocks", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=8, help="in one block")
    parser.add_argument("--only", help="variants, separated by commas")
    arguments = parser.parse_args()
    widths = [int(width) for width in arguments.widths.split(",")]
    job = {
        "suite": arguments.suite,
        "case": CASE if arguments.suite == "step" else {"stepSize": 0.1},
        "dtype": arguments.dtype,
        "threads": arguments.threads,
    }
    children = {}
    with tempfile.TemporaryDirectory() as folder:
        np.savez(os.path.join(folder, "in.npz"), **inputs_of(arguments.suite, widths, arguments.count))
        for name, python, script, variants in (
            ("torch", arguments.torch, "torch_peer.py", TORCH_VARIANTS),
            ("jax", arguments.jax, "jax_peer.py", JAX_VARIANTS),
        ):
            if python is None:
                continue
            for variant in variants.get(arguments.suite, (None,)):
                if variant is not None and arguments.only and variant not in arguments.only.split(","):
                    continue
                label = f"{name} {variant or 'default'}"
                child = Child(python, script, folder, job if variant is None else {**job, "variant": variant})
                if "ready" in child.ready:
                    children[label] = child
                else:
                    print(f"{label}: {str(child.ready)[:300]}")
        for block in range(arguments.blocks + 1):
            for child in children.values():
                time.sleep(0.1)
                child.ask({"run": 2})
                times = child.ask({"run": arguments.repetitions})["times"]
                if block > 0:  # the first round warms up
                    child.times += times
        print(f"{arguments.suite} n={arguments.count} {arguments.widths} {arguments.dtype} {arguments.threads} threads")
        for label, child in children.items():
            low, middle, high = np.quantile(child.times, [0.1, 0.5, 0.9])
            first, memory = child.ready["firstRunMs"], child.ask({"finish": True})["peakRssMb"]
            print(f"{label:26} median {middle:8.2f} p10 {low:8.2f} p90 {high:8.2f} first {first:8.0f} peak {memory:6.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
