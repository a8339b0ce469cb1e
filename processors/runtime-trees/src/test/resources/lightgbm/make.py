"""Makes the corpus of this folder: one sub-folder per LightGBM release, and in it for each model NAME.txt (as saved by the
library) and NAME.csv (rows with the library's answers, in 64-bit floats).

Run once per release, each in a virtual environment of its own (the build never runs it):

    3.3.5   Python 3.11   pip install --no-deps lightgbm==3.3.5   numpy 1.26.4, scipy 1.11.4, scikit-learn 1.3.2, pandas 2.1.4
    4.1.0   Python 3.11   pip install --no-deps lightgbm==4.1.0   the same
    4.6.0   Python 3.11   pip install --no-deps lightgbm==4.6.0   numpy 2.2.6, scipy 1.15.3, scikit-learn 1.6.1, pandas 2.2.3
    4.7.0   Python 3.12   pip install --no-deps lightgbm==4.7.0   the same, and narwhals

    python make.py [NAME ...]

A CSV begins with a comment that names the release, then a header f…, p… (prediction), m… (raw_score=True). The answers are
those of the saved file, loaded again.
"""

import pathlib
import re
import sys

import lightgbm as lgb
import numpy as np

HERE = pathlib.Path(__file__).parent / lgb.__version__
RELEASE = tuple(int(part) for part in lgb.__version__.split("."))
ONLY = set(sys.argv[1:])
FEATURES = 5


def data(seed, rows=300, missing=0.15):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, FEATURES))
    x[:, 3] = np.round(x[:, 3] * 2)  # ties, zeros of both signs
    x[:, 4] = x[:, 4] * 1e4 + 16777216  # 32-bit floats are too coarse here
    x[rng.random(x.shape) < missing] = np.nan
    signal = np.nan_to_num(x[:, 0]) - 0.7 * np.nan_to_num(x[:, 1]) + 0.3 * np.nan_to_num(x[:, 3])
    return x, signal + rng.normal(scale=0.3, size=rows), rng


def thresholds(text):
    """(feature, threshold) of numeric splits, and (feature, None) of categorical ones."""
    for tree in text.split("\nTree=")[1:]:
        def field(name):
            found = re.search(rf"^{name}=(.+)$", tree, re.M)
            return found.group(1).split() if found else []
        for feature, threshold, decision in zip(field("split_feature"), field("threshold"), field("decision_type")):
            yield int(feature), None if int(decision) & 1 else float(threshold)


def questions(x, text, width):
    """Rows as trained on, rows at, just below and just above thresholds, and rows nobody has seen."""
    rng = np.random.default_rng(99)
    usual = x[:, :width]
    rows = [row for row in usual[:8]]
    splits = list(dict.fromkeys(thresholds(text)))

    def with_value(feature, value):
        row = usual[rng.integers(len(usual))].copy()
        row[feature] = value
        rows.append(row)

    for feature, t in [s for s in splits if s[1] is not None][:6]:
        for value in (t, np.nextafter(t, -np.inf), np.nextafter(t, np.inf)):
            with_value(feature, value)
    for feature in sorted({feature for feature, t in splits if t is None}):
        for value in (np.nan, -1, -0.5, 0.5, 0, 7.9, 31, 32, 33, 64, 299, 300, 5000, 2.0 ** 31, 2.0 ** 32, 1e300, np.inf, -np.inf):
            with_value(feature, value)
    used = sorted({feature for feature, _ in splits}) or list(range(width))
    for value in (np.nan, 0.0, -0.0, 1e-36, -1e-36, float(np.float32(1e-35)), -float(np.float32(1e-35)), 1.1e-35, -1.1e-35,
                  5e-324, 1.7e308, -1.7e308, np.inf, -np.inf):
        rows.append(np.full(width, value))
        with_value(used[rng.integers(len(used))], value)
    return np.array(rows)


def record(name, booster, x, **saving):
    if ONLY and name not in ONLY:
        return
    HERE.mkdir(exist_ok=True)
    path = HERE / f"{name}.txt"
    booster.save_model(str(path), **saving)
    loaded = lgb.Booster(model_file=str(path))
    text = path.read_text(encoding="utf-8")
    width = loaded.num_feature()
    rows = questions(x, text, width)[:14 if width > 100 else None]
    answers = [loaded.predict(rows, raw_score=raw).reshape(len(rows), -1) for raw in (False, True)]
    lines = [f"# lightgbm {lgb.__version__}", ",".join(
        [f"f{i}" for i in range(width)] + [f"p{i}" for i in range(answers[0].shape[1])]
        + [f"m{i}" for i in range(answers[1].shape[1])])]
    for row, p, m in zip(rows, *answers):
        lines.append(",".join(repr(float(v)) for v in [*row, *p, *m]))
    (HERE / f"{name}.csv").write_text("\n".join(lines) + "\n")
    # The parameters are long, the same everywhere, and bear on nothing: the first lines of them are enough.
    head, parameters = text.split("\nparameters:\n")
    kept, rest = parameters.split("end of parameters")
    path.write_text(head + "\nparameters:\n" + "".join(kept.splitlines(True)[:3]) + "\nend of parameters" + rest, encoding="utf-8")


SETTINGS = {"num_leaves": 5, "learning_rate": 0.4, "min_data_in_leaf": 5, "num_threads": 1, "seed": 1, "verbose": -1,
            "deterministic": True, "force_row_wise": True}


def fit(x, y, rounds=3, objective="regression", group=None, categorical="auto", weight=None, **params):
    settings = {**SETTINGS, "objective": objective, **params}
    free = {key: settings[key] for key in ("use_missing", "zero_as_missing", "linear_tree", "max_bin") if key in settings}
    matrix = lgb.Dataset(x, y, group=group, weight=weight, categorical_feature=categorical,
                         params={**free, "verbose": -1, "num_threads": 1, "min_data_in_leaf": settings["min_data_in_leaf"]})
    return lgb.train(settings, matrix, rounds) if rounds else lgb.Booster(settings, matrix)


def train(name, objective, y_of, seed=1, **params):
    if ONLY and name not in ONLY:
        return
    x, signal, rng = data(seed)
    record(name, fit(x, y_of(signal, rng), objective=objective, **params), x)


def binary(signal, rng):
    return (signal > 0.4).astype(float)


def number(signal, rng):
    return signal * 3 + 11


def positive(signal, rng):
    return np.exp(signal / 3)


def counts(signal, rng):
    return rng.poisson(np.exp(signal / 2)).astype(float)


def three_classes(signal, rng):
    return np.digitize(signal, [-0.5, 0.8]).astype(float)


def share(signal, rng):
    return 1 / (1 + np.exp(-signal))


def relevance(signal, rng):
    return np.clip(np.round(signal), 0, 3)


# Every objective, small.
train("regression", "regression", number)
train("regression-sqrt", "regression", lambda s, r: number(s, r) * np.where(s > 0, 1, -1), reg_sqrt=True)
train("regression-l1", "regression_l1", number)
train("huber", "huber", number)
train("fair", "fair", number)
train("poisson", "poisson", counts)
train("quantile", "quantile", number, alpha=0.8)
train("mape", "mape", number)
train("gamma", "gamma", positive)
train("tweedie", "tweedie", counts, tweedie_variance_power=1.4)
train("binary", "binary", binary)
train("binary-sigmoid", "binary", binary, sigmoid=1.7)
train("binary-unbalanced", "binary", binary, is_unbalance=True)
train("multiclass", "multiclass", three_classes, num_class=3)
train("multiclassova", "multiclassova", three_classes, num_class=3, sigmoid=0.6)
train("cross-entropy", "cross_entropy", share)
train("cross-entropy-lambda", "cross_entropy_lambda", share)
train("lambdarank", "lambdarank", relevance, group=[10] * 30)
train("rank-xendcg", "rank_xendcg", relevance, group=[10] * 30)


def custom(name, classes):
    """An objective of one's own: the file names none, and predictions are sums."""
    if ONLY and name not in ONLY:
        return
    x, signal, rng = data(2)
    y = signal if classes == 1 else three_classes(signal, rng)

    def gradient(sums, matrix):
        sums = np.asarray(sums)
        if classes == 1:
            return sums - y, np.ones_like(y)
        sums = sums.reshape(len(y), classes) if sums.ndim == 2 else sums.reshape(classes, len(y)).T
        wanted = np.eye(classes)[y.astype(int)]
        grad = sums - wanted
        return (grad, np.ones_like(grad)) if RELEASE >= (4, 0, 0) else (grad.T.ravel(), np.ones(grad.size))

    settings = {**SETTINGS, "num_class": classes}
    if RELEASE >= (4, 0, 0):
        booster = lgb.train({**settings, "objective": gradient}, lgb.Dataset(x, y), 3)
    else:
        booster = lgb.train({**settings, "objective": "none"}, lgb.Dataset(x, y), 3, fobj=gradient)
    record(name, booster, x)


custom("custom", 1)
custom("custom-classes", 3)

# Kinds of boosting.
train("dart", "binary", binary, rounds=8, boosting="dart", drop_rate=0.5, skip_drop=0.1)
train("dart-classes", "multiclass", three_classes, rounds=5, boosting="dart", drop_rate=0.5, num_class=3)
train("goss", "regression", number, boosting="goss")
forest = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}
train("rf", "regression", number, rounds=4, **forest)
train("rf-binary", "binary", binary, rounds=4, **forest)
train("rf-classes", "multiclass", three_classes, rounds=3, num_class=3, **forest)
train("rf-poisson", "poisson", counts, rounds=3, **forest)
train("extra-trees", "regression", number, extra_trees=True)

# Shapes of trees.
train("stump", "binary", binary, rounds=1, num_leaves=2)
train("one-leaf", "regression", number, rounds=2, min_data_in_leaf=1000)
train("many-rounds", "regression", number, rounds=40, num_leaves=3, learning_rate=0.1)
train("large", "binary", binary, rounds=4, num_leaves=31, min_data_in_leaf=2)
train("monotone", "regression", number, monotone_constraints=[1, -1, 0, 0, 0])
train("smooth", "regression", number, path_smooth=2.0, lambda_l1=0.2, lambda_l2=3.0, max_depth=3)
train("no-rounds", "regression", number, rounds=0)


# What is missing.
train("zero-as-missing", "regression", number, zero_as_missing=True, num_leaves=8)
train("no-missing", "regression", number, use_missing=False, num_leaves=8)


def complete():
    x, signal, rng = data(3, missing=0)
    record("complete", fit(x, number(signal, rng), num_leaves=8), x)  # trained without NaN, asked with


complete()


def mixed_missing():
    """Trees of two trainings in one file, which treat missing values differently."""
    x, signal, rng = data(4)
    first = lgb.train({**SETTINGS, "objective": "regression", "zero_as_missing": True},
                      lgb.Dataset(x, signal, params={"zero_as_missing": True, "verbose": -1}, free_raw_data=False), 2)
    second = lgb.train({**SETTINGS, "objective": "regression", "use_missing": False},
                       lgb.Dataset(x, signal, params={"use_missing": False, "verbose": -1}, free_raw_data=False), 2,
                       init_model=first)
    third = lgb.train({**SETTINGS, "objective": "regression"},
                      lgb.Dataset(x, signal, params={"verbose": -1}, free_raw_data=False), 2, init_model=second)
    record("mixed-missing", third, x)


mixed_missing()


def zeros():
    """Half of all values are zero, and thresholds lie at the edges of zero."""
    x, signal, rng = data(5)
    x[rng.random(x.shape) < 0.6] = 0
    y = (x[:, 0] > 0) * 2.0 + (x[:, 1] < 0) + signal * 0.1
    record("zeros", fit(x, y, num_leaves=8), x)


zeros()


# Categories.
def categories(name, missing, rounds=4, **params):
    if ONLY and name not in ONLY:
        return
    x, signal, rng = data(9, rows=600)
    x[:, 1] = rng.integers(0, 3, len(x))
    x[:, 2] = rng.integers(0, 300, len(x))
    if missing:
        x[rng.random(len(x)) < 0.1, 1] = np.nan
        x[rng.random(len(x)) < 0.1, 2] = np.nan
    y = np.nan_to_num(x[:, 0]) + (x[:, 1] == 1) * 2 + (np.nan_to_num(x[:, 2]) % 7 == 3) * 3
    record(name, fit(x, y, rounds=rounds, categorical=[1, 2], min_data_per_group=2, cat_smooth=1, cat_l2=1, num_leaves=6,
                     **params), x)


categories("categories", missing=False)
categories("categories-missing", missing=True)
categories("categories-no-missing", missing=True, use_missing=False)
categories("categories-one-hot", missing=True, max_cat_to_onehot=1000)
categories("categories-rf", missing=True, **forest)

# Linear trees.
train("linear", "regression", number, linear_tree=True, num_leaves=4)
train("linear-binary", "binary", binary, linear_tree=True, num_leaves=4, linear_lambda=0.1)
train("linear-classes", "multiclass", three_classes, linear_tree=True, num_class=3, num_leaves=3, rounds=2)
train("linear-one-leaf", "regression", number, linear_tree=True, min_data_in_leaf=1000, rounds=2)


def linear_complete():
    x, signal, rng = data(6, missing=0)
    record("linear-complete", fit(x, number(signal, rng), linear_tree=True, num_leaves=4), x)


linear_complete()


# As people train.
def named():
    x, signal, rng = data(7)
    names = ["age", "net worth (€)", "größe", "a'b", "日本"]
    booster = lgb.train({**SETTINGS, "objective": "binary"}, lgb.Dataset(x, binary(signal, rng), feature_name=names), 2)
    record("named", booster, x)


named()


def stopped_early():
    x, signal, rng = data(8)
    y = np.concatenate([signal[:200], -signal[200:]])  # what is learnt is soon wrong, so it stops
    train_set = lgb.Dataset(x[:200], y[:200])
    booster = lgb.train({**SETTINGS, "objective": "regression", "learning_rate": 0.1}, train_set, 20, keep_training_booster=True,
                        valid_sets=[lgb.Dataset(x[200:], y[200:], reference=train_set)],
                        callbacks=[lgb.early_stopping(4, verbose=False)])
    assert 0 < booster.best_iteration < booster.current_iteration()
    record("stopped-early", booster, x)
    record("stopped-early-all", booster, x, num_iteration=-1)


stopped_early()


def wrappers():
    import pandas as pd

    x, signal, rng = data(10)
    options = {"n_estimators": 3, "num_leaves": 4, "n_jobs": 1, "random_state": 1, "verbose": -1}
    for name, wrapper, y in (
        ("sklearn-classifier", lgb.LGBMClassifier(**options), binary(signal, rng)),
        ("sklearn-classifier-three", lgb.LGBMClassifier(**options), np.array(["a", "b", "c"])[three_classes(signal, rng).astype(int)]),
        ("sklearn-regressor", lgb.LGBMRegressor(**options), number(signal, rng)),
        ("sklearn-ranker", lgb.LGBMRanker(**options), relevance(signal, rng)),
    ):
        wrapper.fit(x, y, **({"group": [10] * 30} if name == "sklearn-ranker" else {}))
        record(name, wrapper.booster_, x)
    words = np.array(["rot", "grün", "blau", "a \"b\", c", "ሰላም"])
    codes = rng.integers(0, 5, len(x))
    frame = pd.DataFrame({"age in years": x[:, 0], "größe": x[:, 1], "colour": pd.Categorical(words[codes], categories=words),
                          "d": x[:, 3], "日本": x[:, 4]})
    wrapper = lgb.LGBMClassifier(**options, min_data_per_group=2, cat_smooth=1)
    wrapper.fit(frame, binary(signal + (codes == 2), rng))
    x[:, 2] = codes
    record("pandas", wrapper.booster_, x)


wrappers()


def wide():
    rng = np.random.default_rng(14)
    x = rng.normal(size=(60, 1000))
    record("wide", fit(x, x[:, 7] + x[:, 500] - x[:, 999]), x)


if RELEASE == (4, 6, 0):
    wide()
print(lgb.__version__, "done")
