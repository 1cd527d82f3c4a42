"""Writes the files of this folder with numpy and safetensors: python make_golden.py
The values every file must give are in expected.json, with the versions that wrote them."""
import io, json, platform, zipfile
import ml_dtypes
import numpy as np
import safetensors, safetensors.numpy

rng = np.random.default_rng(20240607)
grid = rng.standard_normal((3, 4))
expected = {"source": f"numpy {np.__version__}, safetensors {safetensors.__version__}, Python {platform.python_version()}", "npy": {}, "npz": {}, "safetensors": {}}

def describe(array):
    array = np.asarray(array)
    wide = array.astype(np.float64)
    dtype = "float32" if array.dtype.name in ("float32", "float16", "bfloat16") else "float64"
    return {"shape": list(array.shape), "dtype": dtype, "data": [float(v) for v in wide.ravel(order="C")]}

def npy(name, array, version=None):
    if version is None:
        np.save(name + ".npy", array)
    else:
        with open(name + ".npy", "wb") as file:
            np.lib.format.write_array(file, array, version=version)
    expected["npy"][name] = describe(array)

npy("f8", grid)
npy("f4", grid.astype("<f4"))
npy("f8-big-endian", grid.astype(">f8"))
npy("f4-big-endian", grid.astype(">f4"))
npy("f2", np.array([0.0, -0.5, 65504.0, 6e-8, 1 / 3], "<f2"))
npy("f8-fortran", np.asfortranarray(rng.standard_normal((2, 3, 4))))
npy("f8-version-2", grid, (2, 0))
npy("f8-version-3", grid, (3, 0))
npy("scalar", np.float64(2.5))
npy("empty", np.zeros((0, 7)))
npy("vector", np.arange(5.0))
for kind in "iu":
    for size in (1, 2, 4, 8):
        info = np.iinfo(f"{kind}{size}")
        high, low = min(info.max, 2**53), max(info.min, -(2**53))
        npy(f"{kind}{size}", np.array([low, high, 0, 1, 7], f"<{kind}{size}"))
npy("i8-big-endian", np.array([-(2**53), 2**53, 123456789012], ">i8"))
npy("b1", np.array([[True, False], [False, True]]))
np.save("i8-too-large.npy", np.array([0, 2**53 + 1], "<i8"))
np.save("object.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
np.save("structured.npy", np.zeros(2, [("a", "<f8"), ("b", "<i4")]))
np.save("complex.npy", np.zeros(2, "<c16"))

members = {"x": grid, "y": np.array([1, -1, 1], "<i8"), "single": grid.astype("<f4"), "__proto__": np.arange(3.0), "näme": np.float64(1.5)}
np.savez("stored.npz", **members)
np.savez_compressed("deflated.npz", **members)
for name in ("stored", "deflated"):
    expected["npz"][name] = {key: describe(value) for key, value in members.items()}

class Unseekable(io.RawIOBase):
    """A stream without seek makes zipfile write data descriptors after the data."""
    def __init__(self): self.parts = []
    def writable(self): return True
    def write(self, data): self.parts.append(bytes(data)); return len(data)

stream = Unseekable()
np.savez_compressed(stream, x=grid)
open("descriptors.npz", "wb").write(b"".join(stream.parts))
expected["npz"]["descriptors"] = {"x": describe(grid)}

# Python writes zip64 records in full once sizes pass the limit; a lowered limit gives them to a small file.
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 10, 0
np.savez_compressed("zip64.npz", x=grid, y=np.array([1, -1], "i8"))
expected["npz"]["zip64"] = {"x": describe(grid), "y": describe(np.array([1, -1]))}

tensors = {
    "f64": grid, "f32": grid.astype("f4"), "f16": np.array([1.5, -2.0, 6e-8], "f2"),
    "bf16": np.array([1.5, -3.0e38, 1e-40], ml_dtypes.bfloat16), "i64": np.array([-(2**53), 5], "i8"), "u8": np.array([0, 255], "u1"),
    "i32": np.array([[-7]], "i4"), "bool": np.array([True, False]), "scalar": np.array(4.0), "empty": np.zeros((0, 3), "f4"),
}
safetensors.numpy.save_file(tensors, "mixed.safetensors", metadata={"format": "np", "note": "größe"})
expected["safetensors"]["mixed"] = {key: describe(value) for key, value in tensors.items()}
floats = {"b.weight": grid.astype("f4"), "a.weight": grid.astype("f4")[:1], "z": grid, "theta": np.array([1.0])}
safetensors.numpy.save_file(floats, "floats.safetensors", metadata={"format": "np"})
expected["safetensors"]["floats"] = {key: describe(value) for key, value in floats.items()}
expected["metadata"] = {"format": "np", "note": "größe"}
json.dump(expected, open("expected.json", "w"), indent=1, ensure_ascii=False)
