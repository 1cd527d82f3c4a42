"""Time an iteration of the published attack (Haim et al. 2022, arXiv:2206.07758), as published: float64, PyTorch, its settings.

    git clone https://github.com/nivha/dataset_reconstruction DIR
    python time_reference.py --repository DIR --network victim.safetensors --out docs/results/attack-power/peer.json

Nothing of that code is in this repository. Its model, its starting points, its optimizers and its objective run unaltered; the
modules that it imports for logging and pictures may be missing, and empty ones take their place. What is timed is objective,
gradients and update, with the check for a loss that is no number; its evaluations every 1,000 iterations are left out.
"""

import argparse
import datetime
import importlib.util
import json
import os
import platform
import statistics
import struct
import subprocess
import sys
import time
import types

import numpy
import torch

# Of the run on MNIST that the preset haim2022-mnist has its numbers from (command_line_args in that repository).
SETTINGS = types.SimpleNamespace(
    device="cpu",
    dataset="mnist",
    extraction_init_scale=0.03497673778414215,
    extraction_lr=0.03052419903283405,
    extraction_lambda_lr=1e-4,
    extraction_min_lambda=0.4470505589528116,
    extraction_model_relu_alpha=149.86555429083975,
    extraction_model_activation="modifiedrelu",
    extraction_loss_type="kkt",
    model_type="mlp",
    model_use_bias=False,
    use_init_scale=True,
    use_init_scale_only_first=True,
    output_dim=1,
)


class Absent(types.ModuleType):
    """A module for logging or pictures that is not installed; whatever is imported from it does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def use_repository(folder):
    if not os.path.isfile(os.path.join(folder, "extraction.py")):
        raise SystemExit(f"time_reference: {folder} holds no extraction.py; give a clone of the published code as --repository")
    sys.path.insert(0, folder)
    for name in ("wandb", "torchvision", "kornia"):
        if importlib.util.find_spec(name) is None:
            sys.modules[name] = Absent(name)
            if name != "wandb":
                sys.modules["evaluations"] = Absent("evaluations")


def read_safetensors(path):
    kinds = {"F32": numpy.float32, "F64": numpy.float64}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = file.read()
    tensors = {}
    for name, entry in header.items():
        if name.startswith("layers."):
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(body[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.astype(numpy.float64))
    return tensors


def time_iterations(extraction, model, candidates, dimension, seconds, least):
    side = round(dimension**0.5)
    SETTINGS.extraction_data_amount = candidates
    shape_only = torch.zeros(1, 1, side, dimension // side)
    multipliers, multiplier_optimizer, point_optimizer, points = extraction.get_trainable_params(SETTINGS, shape_only)
    labels = torch.ones(candidates).long()
    labels[: candidates // 2] = -1
    times = []
    began = time.perf_counter()
    while len(times) < least + 1 or time.perf_counter() - began < seconds:
        start = time.perf_counter()
        loss, kkt, _ = extraction.calc_extraction_loss(
            SETTINGS, multipliers, model, model(points).squeeze(), points, labels
        )
        if not numpy.isfinite(kkt.item()):
            raise SystemExit(f"time_reference: the loss is {kkt.item()} after {len(times)} iterations")
        for optimizer in (point_optimizer, multiplier_optimizer):
            optimizer.zero_grad()
        loss.backward()
        for optimizer in (point_optimizer, multiplier_optimizer):
            optimizer.step()
        times.append(1000 * (time.perf_counter() - start))
    return times[1:]


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repository", required=True, help="clone of the published code")
    parser.add_argument("--commit", help="its commit; asked from git unless given")
    parser.add_argument("--network", required=True, help="trained network, .safetensors, one output, layers 784-1000-1000-1")
    parser.add_argument("--candidates", default="40,200,1000", help="numbers of candidates, by commas")
    parser.add_argument("--seconds", type=float, default=20, help="of iterations for each number")
    parser.add_argument("--least", type=int, default=10, help="iterations at least")
    parser.add_argument("--out", required=True)
    given = parser.parse_args()

    use_repository(given.repository)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    import CreateModel
    import extraction

    weights = read_safetensors(given.network)
    hidden = [weights[f"layers.{index}.weight"].shape[0] for index in range(len(weights) - 2)]
    dimension = weights["layers.0.weight"].shape[1]
    SETTINGS.model_hidden_list = hidden
    SETTINGS.input_dim = dimension
    model = CreateModel.create_model(SETTINGS, extraction=True)
    model.load_state_dict(weights)
    model.eval()
    commit = given.commit or subprocess.check_output(
        ["git", "-C", given.repository, "rev-parse", "HEAD"], text=True
    ).strip()

    load_at_start = os.getloadavg()[0]
    measurements = []
    for candidates in [int(text) for text in given.candidates.split(",")]:
        times = sorted(time_iterations(extraction, model, candidates, dimension, given.seconds, given.least))
        measurements.append(
            {
                "candidates": candidates,
                "hidden": hidden,
                "dimension": dimension,
                "iterations": len(times),
                "msPerIteration": round(statistics.median(times), 3),
                "p10": round(times[len(times) // 10], 3),
                "p90": round(times[len(times) * 9 // 10], 3),
            }
        )
        print(json.dumps(measurements[-1]), file=sys.stderr)
    result = {
        "software": "https://github.com/nivha/dataset_reconstruction",
        "commit": commit,
        "torch": torch.__version__,
        "dtype": "float64",
        "threads": torch.get_num_threads(),
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": {"processor": processor(), "cores": os.cpu_count()},
        "load": [round(load_at_start, 1), round(os.getloadavg()[0], 1)],
        "measurements": measurements,
    }
    with open(given.out, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
