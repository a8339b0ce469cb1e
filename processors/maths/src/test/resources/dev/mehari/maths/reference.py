# SPDX-License-Identifier: Apache-2.0
"""Records what numpy, scipy and scikit-learn make of some tensors, for ReferenceTest.

    python3 -m venv .venv
    .venv/bin/pip install numpy==2.2.6 scipy==1.15.3 scikit-learn==1.6.1
    .venv/bin/python reference.py > reference.json

JSON has neither NaN nor infinities: they are written as text.
"""
import json
import platform

import numpy as np
import scipy
import sklearn
from scipy.special import softmax
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import VotingClassifier
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NAMES = {"float32": "FP32", "float64": "FP64", "int32": "INT32", "int64": "INT64", "uint64": "UINT64",
         "int8": "INT8", "uint8": "UINT8", "float16": "FP16"}
np.seterr(all="ignore")  # infinities and NaN are among the cases
rng = np.random.default_rng(20260501)
kernels = []
combiners = []


def number(x):
    if isinstance(x, (float, np.floating)):
        x = float(x)
        if np.isnan(x):
            return "NaN"
        if np.isinf(x):
            return "Infinity" if x > 0 else "-Infinity"
        return x
    return int(x)


def tensor(array):
    return {"datatype": NAMES[array.dtype.name], "shape": list(array.shape),
            "data": [number(x) for x in array.ravel()]}


def plain(x):
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, np.ndarray)):
        return [plain(v) for v in x]
    return x if isinstance(x, str) else number(x)


def kernel(source, word, arguments, given, expected, features=()):
    kernels.append({"source": source, "kernel": word, "arguments": plain(arguments) if arguments is not None else None,
                    "features": [{"name": n, "categories": c} for n, c in features],
                    "input": tensor(given), "output": tensor(expected)})


def with_holes(x):
    x = x.copy()
    x[rng.random(x.shape) < 0.2] = np.nan
    return x


for dtype in (np.float32, np.float64):
    x = (rng.normal(size=(12, 5)) * [1, 10, 1e4, 1e-3, 3] + [0, 5, -1e5, 7, 1e6]).astype(dtype)
    scaler = StandardScaler().fit(x)
    kernel("sklearn StandardScaler", "standardize", {"mean": scaler.mean_, "std": scaler.scale_}, x, scaler.transform(x))

    holes = with_holes(x)
    for strategy in ("mean", "median"):
        imputer = SimpleImputer(strategy=strategy).fit(holes)
        kernel("sklearn SimpleImputer " + strategy, "impute", imputer.statistics_.astype(dtype), holes,
               imputer.transform(holes).astype(dtype))

    codes = rng.integers(0, 4, size=(10, 2)).astype(dtype)
    codes[3, 0] = codes[7, 1] = codes[7, 0] = np.nan
    encoder = OneHotEncoder(categories=[[0.0, 1.0, 2.0, 3.0]] * 2, handle_unknown="ignore", sparse_output=False)
    encoder.fit(np.zeros((1, 2), dtype))
    kernel("sklearn OneHotEncoder", "oneHot", None, codes, encoder.transform(codes).astype(dtype),
           [("a", list("wxyz")), ("b", list("wxyz"))])

    scores = (rng.normal(size=(8, 6)) * 20).astype(dtype)
    scores[2] = [1000, 999, -1000, 0, 1, 2]
    scores[3] = -745.0
    kernel("scipy.special.softmax in FP64", "softmax", None, scores,
           softmax(scores.astype(np.float64), axis=-1).astype(dtype))
    cube = (rng.normal(size=(2, 3, 4)) * 5).astype(dtype)
    kernel("scipy.special.softmax in FP64", "softmax", None, cube,
           softmax(cube.astype(np.float64), axis=-1).astype(dtype))
    kernel("numpy.argmax", "argmax", None, cube, np.argmax(cube, axis=-1))

    edges = np.array([-1.5, -0.1, 0, 0.3, 2.5], dtype)
    values = np.concatenate([edges, np.nextafter(edges, dtype(-9)), np.nextafter(edges, dtype(9)),
                             rng.normal(size=20).astype(dtype), [np.inf, -np.inf]]).astype(dtype)
    kernel("numpy.digitize", "bucketize", {"edges": edges}, values, np.digitize(values, edges).astype(np.int32))
    kernel("numpy.searchsorted side=right", "bucketize", {"edges": edges}, values,
           np.searchsorted(edges, values, side="right").astype(np.int32))

    wild = np.concatenate([np.exp(rng.normal(size=30) * 30), [0, 1, np.inf, -1, np.nan, 5e-324]]).astype(dtype)
    kernel("numpy.log in FP64", "log", None, wild, np.log(wild.astype(np.float64)).astype(dtype))
    kernel("numpy.clip", "clip", {"min": 0.5, "max": 100}, wild, np.clip(wild, dtype(0.5), dtype(100)))

    whole = np.array([1.9, -1.9, 0.999, -0.5, 126.99, -127.99], dtype)
    kernel("numpy.ndarray.astype", "cast", "INT8", whole, whole.astype(np.int8))
    kernel("numpy.ndarray.astype", "cast", "INT64", whole, whole.astype(np.int64))

many = (rng.normal(size=400) * np.exp(rng.normal(size=400) * 6)).astype(np.float64)
kernel("numpy.ndarray.astype", "cast", "FP16", many, many.astype(np.float16))
kernel("numpy.ndarray.astype", "cast", "FP32", many, many.astype(np.float32))
longs = rng.integers(-2**63, 2**63 - 1, size=200, dtype=np.int64)
kernel("numpy.ndarray.astype", "cast", "FP32", longs, longs.astype(np.float32))
kernel("numpy.ndarray.astype", "cast", "FP64", longs, longs.astype(np.float64))
unsigned = rng.integers(0, 2**64 - 1, size=200, dtype=np.uint64)
kernel("numpy.ndarray.astype", "cast", "FP32", unsigned, unsigned.astype(np.float32))
kernel("numpy.clip", "clip", {"min": 2**62 + 1, "max": 2**63 + 12345}, unsigned,
       np.clip(unsigned, np.uint64(2**62 + 1), np.uint64(2**63 + 12345)))
kernel("numpy.digitize", "bucketize", {"edges": [-5, 0, 2**53 + 1]},
       np.array([-6, -5, -1, 0, 2**53, 2**53 + 1, 2**53 + 2]), np.array([0, 1, 1, 2, 2, 3, 3], np.int32))


def combiner(source, word, weights, branches, expected):
    combiners.append({"source": source, "combiner": word, "weights": [number(w) for w in weights],
                      "branches": [tensor(b) for b in branches], "output": tensor(expected)})


for dtype, count in ((np.float32, 2), (np.float32, 5), (np.float64, 4), (np.int64, 3), (np.float64, 7)):
    result = np.float32 if dtype == np.float32 else np.float64
    branches = (rng.normal(size=(count, 6, 3)) * 100).astype(dtype)
    weights = np.round(rng.uniform(0.1, 3, size=count), 2)
    combiner("numpy.average in FP64", "mean", weights, branches,
             np.average(branches.astype(np.float64), axis=0, weights=weights).astype(result))
    if dtype != np.int64:
        branches[0, 0, 0] = np.nan
    combiner("numpy.median", "median", weights, branches, np.median(branches, axis=0).astype(result))
    combiner("numpy.min", "min", weights, branches, np.min(branches, axis=0))
    combiner("numpy.max", "max", weights, branches, np.max(branches, axis=0))

# Weights without ties: in a tie scikit-learn takes the smallest class, the language the earliest branch.
weights = [1.0, 2.3, 0.7, 1.9]
votes = rng.integers(0, 3, size=(4, 40)).astype(np.int64)
elected = []
for row in votes.T:
    clf = VotingClassifier([(str(i), DummyClassifier(strategy="constant", constant=v)) for i, v in enumerate(row)],
                           voting="hard", weights=weights)
    clf.fit(np.zeros((3, 1)), np.arange(3))
    elected.append(clf.predict(np.zeros((1, 1)))[0])
combiner("sklearn VotingClassifier hard", "vote", weights, votes, np.array(elected, np.int64))

lines = lambda cases: ",\n".join(json.dumps(case) for case in cases)
versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__}
print('{"command": "reference.py", "versions": %s,' % json.dumps(versions))
print('"kernels": [\n%s\n],\n"combiners": [\n%s\n]}' % (lines(kernels), lines(combiners)))
