#!/usr/bin/env bash
# Runs ONNX's own conformance cases, 1,072 of the Python package onnx 1.12.0, whose wheel carries them, through
# the runtime. Fails unless just those listed in src/test/resources/onnx-cases.txt don't pass. Needs python3 with pip, and the
# package registry: without it the run is skipped, but fails where CI=true.
set -euo pipefail
cd "$(dirname "$0")/../.."

wheel=onnx-1.12.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
digest=9fd2f4e23078df197bb76a59b9cd8f5a43a6ad2edc035edb3ecfb9042093e05a
room=processors/runtime-onnx
work=$room/target/onnx-cases
mkdir -p "$work"

if ! echo "$digest  $work/$wheel" | sha256sum --check --status 2>/dev/null; then
  if ! timeout 300 python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --python-version 310 \
      --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --dest "$work" onnx==1.12.0; then
    echo "onnx-cases: SKIPPED, the wheel of onnx 1.12.0 can't be fetched"
    [ "${CI:-}" != true ]
    exit
  fi
  echo "$digest  $work/$wheel" | sha256sum --check --quiet
fi
python3 - "$work" "$wheel" <<'PYTHON'
import sys, zipfile
work, wheel = sys.argv[1:]
with zipfile.ZipFile(f"{work}/{wheel}") as cases:
    cases.extractall(work, [name for name in cases.namelist() if name.startswith("onnx/backend/test/data/")])
PYTHON

mvn -B -q test-compile dependency:build-classpath -pl "$room" -am -Dspotless.check.skip \
  -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/$work/classpath"
java -cp "$room/target/classes:$room/target/test-classes:$(cat "$work/classpath")" \
  dev.mehari.runtime.onnx.ConformanceRun -except "$room/src/test/resources/onnx-cases.txt" "$work/onnx/backend/test/data"
