"""The PyTorch peer of the benchmark: `python torch_peer.py job.json`. See README.md for the protocol."""

import ctypes
import os
import re

from peer_protocol import Job, Peer, serve


def open_torch(job: Job):
    import torch

    torch.set_num_threads(job.threads)
    # Surrogate derivatives far from a kink are denormal in float32, and a product of them takes the slow path of the
    # processor. It has to be said before the first threads start.
    torch.set_flush_denormal(True)
    if wanted_device() == "cuda" and not torch.cuda.is_available():
        raise RuntimeError("PyTorch: NOPRIOR_PEER_DEVICE=cuda, but torch.cuda.is_available() is false")
    if job.threads > 1:
        use_openblas_threads(job.threads)
    from torch_programs import prepare

    return lambda asked: prepare(asked, torch.device(wanted_device()))


def wanted_device() -> str:
    device = os.environ.get("NOPRIOR_PEER_DEVICE", "cpu")
    if device not in ("cpu", "cuda"):
        raise RuntimeError(f"PyTorch: expected NOPRIOR_PEER_DEVICE to be cpu or cuda, got {device!r}")
    return device


def openblas():
    """The OpenBLAS that PyTorch was linked to as its system BLAS, or None."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = set(re.findall(r"(/\S*libopenblas\S*\.so\S*|/\S*/openblas\S*/libblas\.so\S*)", maps.read()))
        for path in sorted(paths):
            library = ctypes.CDLL(path)
            if hasattr(library, "openblas_get_config"):
                return library
    except OSError:
        pass
    return None


def use_openblas_threads(threads: int) -> None:
    """A PyTorch on the system's BLAS leaves its thread count alone."""
    library = openblas()
    if library is not None:
        library.openblas_set_num_threads(threads)


def blas_name(config: str) -> str:
    """What computes matrix products, from torch.__config__ and, for a system BLAS, from the library itself."""
    mkl = re.search(r"Math Kernel Library Version (\S+)", config)
    if mkl:
        return f"MKL {mkl.group(1)}"
    library = openblas()
    if library is not None:
        library.openblas_get_config.restype = ctypes.c_char_p
        return library.openblas_get_config().decode().strip()
    named = re.search(r"BLAS_INFO=(\w+)", config)
    return named.group(1) if named else "unknown"


def describe():
    import platform

    import numpy
    import torch

    cuda = wanted_device() == "cuda"
    versions = {"torch": torch.__version__, "numpy": numpy.__version__, "python": platform.python_version()}
    if cuda:
        versions["cuda"] = str(torch.version.cuda)
    return {
        "device": torch.cuda.get_device_name(0) if cuda else "cpu",
        "versions": versions,
        "threads": torch.get_num_threads(),
        "blas": "cuBLAS" if cuda else blas_name(torch.__config__.show()),
    }


VARIANTS = {
    "step": ("autograd", "autograd-plain", "autograd-softplus", "optim", "func", "compile"),
    "attack": ("autograd", "autograd-plain", "autograd-softplus", "optim", "func", "compile"),
    "train": ("autograd", "optim", "compile"),
}

if __name__ == "__main__":
    serve(Peer(name="PyTorch", open=open_torch, describe=describe, variants=VARIANTS))
