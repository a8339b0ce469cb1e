# SPDX-License-Identifier: Apache-2.0
"""Makes the iris sample's model, request and answers.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make.py

Data: Iris, R. A. Fisher, 1936, UCI Machine Learning Repository, https://doi.org/10.24432/C56C76, CC BY 4.0, as scikit-learn
ships it. The answers are ONNX Runtime's own.
"""
import hashlib
import json
import pathlib

import numpy as np
import onnxruntime
import sklearn
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SAMPLE = pathlib.Path(__file__).resolve().parent.parent

def number(value):
    """A float32 as the shortest decimal that reads back as it."""
    return float(str(np.float32(value)))


def compact(message):
    """JSON with one tensor per line."""
    lines = []
    for key, value in message.items():
        if key in ("inputs", "outputs"):
            lines.append(f'  "{key}": [\n' + ",\n".join("    " + json.dumps(tensor) for tensor in value) + "\n  ]")
        else:
            lines.append(f'  "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


iris = load_iris()
x = iris.data.astype(np.float32)
y = iris.target_names[iris.target]  # texts: the model answers with the name of the flower
x_train, x_held, y_train, y_held = train_test_split(x, y, test_size=50, stratify=y, random_state=1936)
pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(x_train, y_train)
print(f"accuracy on {len(x_held)} held-out flowers: {pipeline.score(x_held, y_held):.2f}")

onnx = to_onnx(pipeline, x_train[:1], name="iris", target_opset=17,
               options={id(pipeline): {"zipmap": False}})  # probabilities as one tensor
file = SAMPLE / "iris.onnx"
file.write_bytes(onnx.SerializeToString())
print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}")

session = onnxruntime.InferenceSession(str(file))
label, probabilities = session.run(["label", "probabilities"], {session.get_inputs()[0].name: x_held})
assert np.allclose(probabilities, pipeline.predict_proba(x_held), atol=1e-5)


def outputs(rows):
    return [
        {"name": "label", "datatype": "BYTES", "shape": [len(rows)], "data": [str(label[i]) for i in rows]},
        {"name": "probabilities", "datatype": "FP32", "shape": [len(rows), 3],
         "data": [number(p) for p in probabilities[rows].flatten()]}]


lines = ",\n".join(
    "    " + json.dumps({"flower": [number(v) for v in x_held[i]], "label": str(label[i]),
                         "probabilities": [number(p) for p in probabilities[i]]}) for i in range(len(x_held)))
programs = {"onnxruntime": onnxruntime.__version__, "scikit-learn": sklearn.__version__, "script": "make/make.py"}
(SAMPLE / "reference.json").write_text('{\n  "programs": ' + json.dumps(programs) + ',\n  "rows": [\n' + lines + "\n  ]\n}\n")

shown = [int(np.argmax(label == name)) for name in iris.target_names]
(SAMPLE / "request.json").write_text(compact({"id": "three-flowers", "inputs": [
    {"name": "flower", "datatype": "FP32", "shape": [3, 4], "data": [number(v) for v in x_held[shown].flatten()]}]}))
(SAMPLE / "response.json").write_text(compact(
    {"model_name": "iris", "model_version": "1", "id": "three-flowers", "outputs": outputs(shown)}))
