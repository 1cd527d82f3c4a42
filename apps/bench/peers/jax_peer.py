"""The JAX peer of the benchmark: `python jax_peer.py job.json`. See README.md for the protocol."""

import os

from peer_protocol import Job, Peer, serve


def wanted_device() -> str:
    device = os.environ.get("NOPRIOR_PEER_DEVICE", "cpu")
    if device not in ("cpu", "cuda"):
        raise RuntimeError(f"JAX: expected NOPRIOR_PEER_DEVICE to be cpu or cuda, got {device!r}")
    return device


def open_jax(job: Job):
    # Without this JAX looks for every accelerator it knows, and says so.
    os.environ["JAX_PLATFORMS"] = wanted_device()
    import jax

    jax.config.update("jax_enable_x64", job.dtype == "float64")
    # On a GPU the default product of two float32 arrays rounds them to TF32.
    jax.config.update("jax_default_matmul_precision", "highest")
    try:
        jax.devices()
    except (AssertionError, RuntimeError) as reason:
        raise RuntimeError(f"JAX: no {wanted_device()} device (NOPRIOR_PEER_DEVICE): {reason!r}") from reason
    from jax_programs import prepare

    return prepare


def describe():
    import platform

    import jax
    import jaxlib
    import numpy

    device = jax.devices()[0]
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "device": "cpu" if device.platform == "cpu" else device.device_kind,
        "versions": {
            "jax": jax.__version__,
            "jaxlib": jaxlib.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        },
        "threads": threads,
        "blas": f"XLA {jaxlib.__version__}",
    }


VARIANTS = {
    "step": ("jit", "jit-constants", "jit-softplus"),
    "attack": ("jit", "jit-constants", "jit-softplus", "jit-loop"),
}

if __name__ == "__main__":
    serve(Peer(name="JAX", open=open_jax, describe=describe, variants=VARIANTS))
