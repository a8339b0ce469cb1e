# SPDX-License-Identifier: Apache-2.0
"""Makes everything of the digits sample but the graph itself: models, request, answers.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make.py

Needs Maven and a JDK 17 for the network (pom.xml beside this file). Data: Optical Recognition of Handwritten Digits,
E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0, the 1,797 images that
scikit-learn 1.7.2 ships. Every number in reference.json comes from the libraries themselves (XGBoost, Deeplearning4j), put
together below in plain numpy.
"""
import hashlib
import json
import pathlib
import subprocess
import tempfile
import zipfile

import numpy as np
import xgboost
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parent
MODELS = SAMPLE / "models"
DARKEST = 16  # a pixel counts the dark ones among 4 x 4 of the scan
SURE = np.float32(0.6)  # the graph's `accept`
STAGES = ["trees", "net"]


def train_net(train, y, rows):
    """Trains the network with Deeplearning4j; its ten probabilities for other rows."""
    with tempfile.TemporaryDirectory() as folder:
        f = {name: str(pathlib.Path(folder) / name) for name in ("train.csv", "rows.csv", "net.zip", "answers.csv")}
        np.savetxt(f["train.csv"], np.column_stack([y, train]), delimiter=",", fmt="%.9g")
        np.savetxt(f["rows.csv"], rows, delimiter=",", fmt="%.9g")
        subprocess.run(["mvn", "-q", "compile", "exec:java", "-Dexec.mainClass=Net", "-Dexec.args=" + " ".join(f.values())],
                       cwd=HERE, check=True)
        with zipfile.ZipFile(f["net.zip"]) as made, zipfile.ZipFile(MODELS / "digits-net.zip", "w") as kept:
            for entry in sorted(made.namelist()):  # without the time of day, so that the digest stays
                kept.writestr(zipfile.ZipInfo(entry, (2026, 1, 1, 0, 0, 0)), made.read(entry), zipfile.ZIP_DEFLATED)
        return np.loadtxt(f["answers.csv"], delimiter=",", dtype=np.float32)


def margin(scores):
    """The largest minus the second, of each row."""
    ordered = np.sort(scores, axis=1)
    return ordered[:, -1] - ordered[:, -2]


def numbers(values):
    """float32 as the shortest decimals that read back as them."""
    return [float(str(value)) for value in np.asarray(values, np.float32).flatten()]


def compact(request):
    """JSON with one tensor per line."""
    lines = []
    for key, value in request.items():
        if key in ("inputs", "outputs"):
            lines.append(f'  "{key}": [\n' + ",\n".join("    " + json.dumps(tensor) for tensor in value) + "\n  ]")
        else:
            lines.append(f'  "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    MODELS.mkdir(exist_ok=True)
    images, y = load_digits(return_X_y=True)
    images = images.astype(np.uint8)
    x = images.astype(np.float32)
    paper = (x.astype(np.float64) / DARKEST).astype(np.float32)  # the graph's transform
    order = np.random.default_rng(1998).permutation(len(x))
    train, held = order[:1200], order[1200:]

    trees = xgboost.train(
        {"objective": "multi:softprob", "num_class": 10, "max_depth": 3, "eta": 0.3, "subsample": 0.8,
         "colsample_bytree": 0.4, "seed": 1998, "nthread": 1},
        xgboost.DMatrix(x[train], y[train]), num_boost_round=12)
    trees.save_model(MODELS / "digits-trees.json")

    by_trees = trees.predict(xgboost.DMatrix(x[held]))
    by_net = train_net(paper[train], y[train], paper[held])
    stage = np.where(margin(by_trees) > SURE, 0, 1)
    scores = np.where(stage[:, None] == 0, by_trees, by_net)
    digit = scores.argmax(axis=1)

    for name, answer in (("trees", by_trees.argmax(axis=1)), ("net", by_net.argmax(axis=1)), ("cascade", digit)):
        print(f"{name} on {len(held)} held-out images: {np.mean(answer == y[held]):.3f} right, {np.sum(answer != y[held])} wrong")
    print(f"the trees keep {np.mean(stage == 0):.3f}; of these {np.mean(digit[stage == 0] == y[held][stage == 0]):.3f} are right")
    for file in sorted(MODELS.iterdir()):
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  models/{file.name}")

    # Forty images, half of them sent on; none so near the margin that another machine might send it the other way.
    clear = np.abs(margin(by_trees) - SURE) > 0.001
    asked = sorted(list(np.flatnonzero(clear & (stage == 0))[:20]) + list(np.flatnonzero(clear & (stage == 1))[:20]))
    reference = [{"image": images[held[i]].tolist(), "trees": numbers(by_trees[i]), "net": numbers(by_net[i]),
                  "branch": int(stage[i]), "digit": int(digit[i]), "scores": numbers(scores[i]),
                  "answered_by": STAGES[stage[i]], "written": int(y[held[i]])} for i in asked]
    programs = {"xgboost": xgboost.__version__, "deeplearning4j": "1.0.0-M2.1", "numpy": np.__version__,
                "script": "make/make.py"}
    (SAMPLE / "reference.json").write_text(
        '{\n  "programs": ' + json.dumps(programs) + ',\n  "rows": [\n'
        + ",\n".join("    " + json.dumps(row) for row in reference) + "\n  ]\n}\n")

    # Four for the hand: two that the trees keep, and two that they send on and would have read wrongly.
    kept = [i for i in asked if stage[i] == 0][:2]
    saved = [i for i in np.flatnonzero(clear & (stage == 1))
             if by_trees[i].argmax() != y[held[i]] and by_net[i].argmax() == y[held[i]]][:2]
    shown = [kept[0], saved[0], kept[1], saved[1]]
    (SAMPLE / "request.json").write_text(compact(
        {"id": "four-digits", "inputs": [{"name": "image", "datatype": "UINT8", "shape": [len(shown), 64],
                                          "data": images[held[shown]].flatten().tolist()}]}))
    (SAMPLE / "response.json").write_text(compact(
        {"model_name": "digits", "model_version": "1", "id": "four-digits", "outputs": [
            {"name": "digit", "datatype": "INT64", "shape": [len(shown)], "data": digit[shown].tolist()},
            {"name": "scores", "datatype": "FP32", "shape": [len(shown), 10], "data": numbers(scores[shown])},
            {"name": "answered_by", "datatype": "BYTES", "shape": [len(shown)], "data": [STAGES[stage[i]] for i in shown]}]}))


main()
