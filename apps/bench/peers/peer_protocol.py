"""The conversation between the benchmark and one peer process.

A peer is a child process that measures one case of one suite. Its first argument names a job file:

    {"suite": "ops" | "step" | "train" | "attack" | "matmul", "case": {...}, "dtype": "float32" | "float64",
     "threads": 2, "inputs": "in.npz", "outputs": "out.npz", "variant": "..."}

`inputs` and `outputs` are relative to the job file; `variant` is optional and names another way to write the same
program, as does the environment variable NOPRIOR_PEER_VARIANT for every job without one. The child runs the case once from the inputs, writes what came out, and prints one JSON line with `ready`. Then
it answers every line {"run": k} with {"times": [ms, ...]} and {"finish": true} with {"peakRssMb": ...}. A failure is
{"error": "..."} with exit status 1, a missing library {"absent": "..."} with exit status 0. Standard output carries
nothing else: whatever a library prints goes to standard error.
"""

import json
import math
import os
import resource
import sys
import time
from dataclasses import dataclass, field
from typing import Callable, Dict, FrozenSet, List, Mapping, Optional

SUITES = ("matmul", "ops", "step", "train", "attack")
DTYPES = ("float32", "float64")

#: Operations of the suite `ops`. A matrix product is op(A)[m, k] op(B)[k, n], an operand marked t is stored transposed;
#: `rows` is one number for each row of a (axis 1), `columns` one for each column (axis 0).
MATMULS = ("matmul-nn", "matmul-nt", "matmul-tn", "matmul-tt")
OPS = MATMULS + ("relu", "mul", "exp", "sigmoid", "softplus", "sum-all", "sum-rows", "sum-columns", "logsumexp-rows")


class JobError(ValueError):
    """A job that cannot be run as it stands."""


class PeerAbsent(Exception):
    """This installation of the library cannot take part; the message says why."""


@dataclass(frozen=True)
class Job:
    """One case, with its arrays in memory."""

    suite: str
    case: Mapping[str, object]
    dtype: str
    threads: int
    inputs: Mapping[str, "object"]
    outputs: str
    #: The job's own, else that of the environment.
    variant: Optional[str]
    #: Names of the fields that the job file has.
    given: FrozenSet[str] = frozenset()

    def array(self, name: str):
        """The input array called `name`, in the dtype of the job."""
        if name not in self.inputs:
            raise JobError(f"{self.suite}: expected an input array {name!r}, got {sorted(self.inputs)}")
        return self.inputs[name].astype(self.dtype)

    def number(self, name: str) -> float:
        """The number called `name` in the case."""
        value = self.case.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise JobError(f"{self.suite}: expected a number {name!r} in the case, got {value!r}")
        return value

    def layers(self) -> List[Dict[str, "object"]]:
        """The network: [{"weight": [out, in], "bias": [out]}, ...], bias only where the inputs have one."""
        layers = []
        while f"layers.{len(layers)}.weight" in self.inputs:
            prefix = f"layers.{len(layers)}."
            layers.append({kind: self.array(prefix + kind) for kind in ("weight", "bias") if prefix + kind in self.inputs})
        if not layers:
            raise JobError(f"{self.suite}: expected an input array 'layers.0.weight', got {sorted(self.inputs)}")
        return layers


@dataclass(frozen=True)
class Program:
    """A case ready to run. `run` returns when the device has finished."""

    #: One timed repetition; numbers it returns are collected by name beside the times.
    run: Callable[[], Mapping[str, object]]
    #: What the first repetition computed, as NumPy arrays by name.
    outputs: Callable[[], Mapping[str, "object"]]
    #: Untimed, before each repetition but the first.
    reset: Callable[[], None] = lambda: None
    #: What to do in place of `run` before `ready`.
    first: Optional[Callable[[], object]] = None
    #: Anything worth keeping about how the program is written.
    note: str = ""


@dataclass(frozen=True)
class Peer:
    """A library: how to bring it up and how to write each suite in it."""

    #: Name as users know it, for the message about its absence.
    name: str
    #: Imports the library with that many threads; an ImportError means absent.
    open: Callable[[Job], Callable[[Job], Program]]
    #: {"device", "versions", "threads", "blas"}, asked after the first run.
    describe: Callable[[], Mapping[str, object]]
    variants: Mapping[str, tuple] = field(default_factory=dict)


def peak_rss_mb() -> float:
    """Peak resident memory of this program in MB.

    Linux keeps the peak of the memory image in /proc; `ru_maxrss` also counts the image of the parent from before exec,
    and so starts at the size of whoever launched the peer. It is used where /proc is missing.
    """
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def limit_threads(threads: int) -> None:
    """Hold this process and the pools of libraries loaded after this call to `threads` threads, with fast kernels."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"):
        os.environ[name] = str(threads)
    core = openblas_core()
    if core is not None:
        os.environ.setdefault("OPENBLAS_CORETYPE", core)
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        if threads < len(allowed):
            os.sched_setaffinity(0, allowed[:threads])


def openblas_core() -> Optional[str]:
    """The kernels of OpenBLAS that this processor can run, where it has AVX-512 or AVX2.

    OpenBLAS chooses by a table of processor models; one newer than the library falls back to SSE3 kernels.
    """
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = next((set(line.split()) for line in file if line.startswith("flags")), set())
    except OSError:
        return None
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return "SkylakeX"
    return "Haswell" if {"avx2", "fma"} <= flags else None


def read_job(path: str) -> Job:
    """The job of a file, arrays included; a JobError says what is wrong with it."""
    import numpy

    with open(path, encoding="utf-8") as file:
        fields = json.load(file)
    for name, allowed in (("suite", SUITES), ("dtype", DTYPES)):
        if fields.get(name) not in allowed:
            raise JobError(f"job: expected {name!r} to be one of {', '.join(allowed)}, got {fields.get(name)!r}")
    threads = fields.get("threads")
    if not isinstance(threads, int) or threads < 1:
        raise JobError(f"job: expected 'threads' to be a whole number of at least 1, got {threads!r}")
    folder = os.path.dirname(os.path.abspath(path))
    with numpy.load(os.path.join(folder, fields["inputs"]), allow_pickle=False) as archive:
        inputs = {name: archive[name] for name in archive.files}
    return Job(
        suite=fields["suite"],
        case=fields.get("case", {}),
        dtype=fields["dtype"],
        threads=threads,
        inputs=inputs,
        outputs=os.path.join(folder, fields["outputs"]),
        variant=fields.get("variant", os.environ.get("NOPRIOR_PEER_VARIANT")),
        given=frozenset(fields),
    )


def finite(value: object) -> object:
    """`value` with the numbers that JSON does not have replaced by null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def timed(run: Callable[[], object]) -> tuple:
    """(milliseconds, result) of one call."""
    began = time.perf_counter()
    result = run()
    return (time.perf_counter() - began) * 1000, result


def converse(peer: Peer, arguments: List[str], say: Callable[[Mapping[str, object]], None]) -> int:
    """Read the job, run it once, answer until told to finish; the exit status."""
    if len(arguments) != 2:
        raise JobError(f"peer: expected one argument, the job file, got {len(arguments) - 1}")
    with open(arguments[1], encoding="utf-8") as file:
        threads = json.load(file).get("threads")
    if isinstance(threads, int) and threads >= 1:
        limit_threads(threads)
    try:
        import numpy

        job = read_job(arguments[1])
        allowed = tuple(peer.variants.get(job.suite, ()))
        if job.variant is not None and job.variant not in allowed:
            if "variant" in job.given:
                raise JobError(f"{job.suite}: expected the variant to be one of {allowed}, got {job.variant!r}")
            say({"absent": f"{peer.name} has no variant {job.variant!r} in {job.suite}, only {allowed}"})
            return 0
        prepare = peer.open(job)
    except ImportError as reason:
        say({"absent": f"{peer.name} is not installed: {reason}"})
        return 0
    try:
        program = prepare(job)
    except PeerAbsent as reason:
        say({"absent": str(reason)})
        return 0
    first_ms, _ = timed(program.first or program.run)
    numpy.savez(job.outputs, **program.outputs())
    say({"ready": True, "firstRunMs": first_ms, "note": program.note, **peer.describe()})
    for line in sys.stdin:
        if not line.strip():
            continue
        request = json.loads(line)
        if request.get("finish"):
            say({"peakRssMb": peak_rss_mb()})
            return 0
        answer: Dict[str, List[object]] = {"times": []}
        for _ in range(int(request["run"])):
            program.reset()
            milliseconds, found = timed(program.run)
            answer["times"].append(milliseconds)
            for name, value in found.items():
                answer.setdefault(name, []).append(finite(value))
        say(answer)
    return 0


def serve(peer: Peer) -> None:
    """Talk to the parent until it is done, and exit."""
    # Libraries write to descriptor 1 themselves: the protocol keeps a copy of it and gives them standard error.
    protocol = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(message: Mapping[str, object]) -> None:
        protocol.write(json.dumps(message, allow_nan=False) + "\n")
        protocol.flush()

    try:
        status = converse(peer, sys.argv, say)
    except Exception as reason:  # every failure becomes a message: the parent sees nothing but the protocol
        say({"error": f"{type(reason).__name__}: {reason}"})
        status = 1
    sys.exit(status)
