"""Takes TensorFlow's two libraries, the headers of its C interface and its licence out of a wheel.

    python3 unpack_wheel.py WHEEL DIR     writes DIR/lib, DIR/include and DIR/LICENSE

Opening a member to its end checks its CRC, so a damaged wheel ends in an error.
"""

import os
import shutil
import sys
import zipfile

HEADERS = (
    "tensorflow/c/",
    "tensorflow/core/platform/ctstring",
    "tensorflow/tsl/c/",
    "tensorflow/tsl/platform/ctstring",
)


def place(name):
    """Path under DIR for a member of the wheel, or None for what is not needed."""
    if name.startswith("tensorflow/libtensorflow_"):
        return "lib/" + name[len("tensorflow/") :]
    if name.endswith(".dist-info/LICENSE"):
        return "LICENSE"
    include = "tensorflow/include/"
    if name.startswith(include) and name.endswith(".h") and name[len(include) :].startswith(HEADERS):
        return "include/" + name[len(include) :]
    return None


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            to = place(name)
            if to is None:
                continue
            path = os.path.join(folder, to)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as source, open(path, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


if __name__ == "__main__":
    main(*sys.argv[1:])
