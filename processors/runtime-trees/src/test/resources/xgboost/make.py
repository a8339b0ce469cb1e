"""Makes the corpus of this folder: one sub-folder per XGBoost release, and in it for each model NAME.json (as saved by
the library) and NAME.csv (rows with the library's answers).

Run once per release, each in a virtual environment of its own (the build never runs it):

    1.7.6   Python 3.11   pip install --no-deps xgboost==1.7.6       numpy 1.26, scipy, scikit-learn 1.3.2
    2.0.3   Python 3.11   pip install --no-deps xgboost==2.0.3       the same
    2.1.4   Python 3.11   pip install --no-deps xgboost-cpu==2.1.4   numpy 2, scipy, scikit-learn 1.5.2
    3.0.4   Python 3.11   pip install --no-deps xgboost-cpu==3.0.4   numpy 2, scipy, scikit-learn 1.6.1
    3.1.2   Python 3.11   pip install --no-deps xgboost-cpu==3.1.2   the same
    3.4.1   Python 3.12   pip install --no-deps xgboost-cpu==3.4.1   the same

    python make.py [NAME ... | ubj]

Some models are there a second time as NAME.ubj, the same model as the same release writes it in that format.

A CSV begins with a comment that names the release and the objective, then a header f…, p… (prediction), m… (margin).
"""

import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).parent / xgb.__version__
RELEASE = tuple(int(part) for part in xgb.__version__.split("."))
ONLY = set(sys.argv[1:])
AS_UBJ = {"binary-logistic", "multi-softprob", "multi-softmax", "count-poisson", "survival-cox", "reg-quantileerror-three",
          "base-softprob", "lopsided", "boosted-forest", "no-trees", "one-leaf", "pruned", "dart", "dart-classes",
          "two-targets", "named", "stopped-early", "categories", "sklearn-classifier-three", "sklearn-ranker", "vectors",
          "vectors-forest", "vectors-categories", "linear", "linear-classes", "pandas", "wide"}
FEATURES = 5


def data(seed, rows=300, missing=0.15):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, FEATURES)).astype(np.float32)
    x[:, 3] = np.round(x[:, 3] * 2)  # ties, zeros of both signs
    x[:, 4] *= 1e4
    x[rng.random(x.shape) < missing] = np.nan
    signal = np.nan_to_num(x[:, 0]) - 0.7 * np.nan_to_num(x[:, 1]) + 0.3 * np.nan_to_num(x[:, 3])
    return x, signal + rng.normal(scale=0.3, size=rows), rng


def thresholds(model):
    if model["learner"]["gradient_booster"]["name"] == "gblinear":
        return
    for tree in model["learner"]["gradient_booster"].get("gbtree", model["learner"]["gradient_booster"])["model"]["trees"]:
        for feature, condition, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"]):
            if left >= 0:
                yield feature, np.float32(condition)


def questions(x, model, width):
    """Rows as trained on, rows at, just below and just above thresholds, and rows nobody has seen."""
    rng = np.random.default_rng(99)
    rows = [row for row in x[:8]]
    for feature, t in list(dict.fromkeys(thresholds(model)))[:5]:
        for value in (t, np.nextafter(t, np.float32(-np.inf)), np.nextafter(t, np.float32(np.inf))):
            row = rng.normal(size=width).astype(np.float32)
            row[feature] = value
            rows.append(row)
    for value in (np.nan, 0.0, -0.0, 1e-45, 3.4e38, -3.4e38, np.inf, -np.inf):
        rows.append(np.full(width, value, dtype=np.float32))
        one = rng.normal(size=width).astype(np.float32)
        one[rng.integers(width)] = value
        rows.append(one)
    return np.array(rows, dtype=np.float32)


def text(value):
    return str(np.float32(value))  # the shortest text that reads as the same 32-bit float


def record(name, booster, x, objective, finite_only=False, kind=None):
    if ONLY and name not in ONLY:
        return
    HERE.mkdir(exist_ok=True)
    path = HERE / f"{name}.json"
    if kind is None:
        booster.save_model(path)
    else:
        kind.save_model(path)
    loaded = xgb.Booster(model_file=path)
    if name in AS_UBJ:
        loaded.save_model(path.with_suffix(".ubj"))
    model = json.loads(path.read_text())
    rows = questions(x, model, x.shape[1])[:14 if x.shape[1] > 100 else None]
    if finite_only:
        rows = rows[~np.isinf(rows).any(axis=1)]
    # Booster.predict takes no infinities, so rows that have them are asked by inplace_predict.
    finite = ~np.isinf(rows).any(axis=1)
    answers = {}
    for kind_name, margin in (("p", False), ("m", True)):
        expected = loaded.predict(xgb.DMatrix(rows[finite], missing=np.nan, **matrix_options), output_margin=margin)
        if finite_only:
            answer = expected
        else:
            answer = loaded.inplace_predict(rows, predict_type="margin" if margin else "value", validate_features=False)
            assert np.array_equal(answer[finite], expected), name
        answers[kind_name] = answer.reshape(len(rows), -1)
        assert answer.dtype == np.float32
    header = [f"f{i}" for i in range(rows.shape[1])]
    header += [f"p{i}" for i in range(answers["p"].shape[1])] + [f"m{i}" for i in range(answers["m"].shape[1])]
    lines = [f"# xgboost {xgb.__version__}, {objective}", ",".join(header)]
    for row, p, m in zip(rows, answers["p"], answers["m"]):
        lines.append(",".join(text(v) for v in [*row, *p, *m]))
    (HERE / f"{name}.csv").write_text("\n".join(lines) + "\n")


matrix_options = {}

if ONLY == {"ubj"}:  # of the models that lie here already
    for json_file in sorted(HERE.glob("*.json")):
        if json_file.stem in AS_UBJ:
            xgb.Booster(model_file=json_file).save_model(json_file.with_suffix(".ubj"))
    sys.exit()


def train(name, objective, y_of, rounds=3, seed=1, **params):
    if ONLY and name not in ONLY:
        return
    x, signal, rng = data(seed)
    y = y_of(signal, rng)
    settings = {"objective": objective, "max_depth": 2, "eta": 0.5, "nthread": 1, "seed": seed, **params}
    matrix = xgb.DMatrix(x, y)
    # With dart, inplace_predict adds up otherwise than Booster.predict in some releases.
    record(name, xgb.train(settings, matrix, rounds), x, objective, finite_only=params.get("booster") == "dart")


def binary(signal, rng):
    return (signal > 0.4).astype(np.float32)


def number(signal, rng):
    return signal.astype(np.float32) * 3 + 11


def positive(signal, rng):
    return np.exp(signal / 3).astype(np.float32)


def counts(signal, rng):
    return rng.poisson(np.exp(signal / 2)).astype(np.float32)


def three_classes(signal, rng):
    return np.digitize(signal, [-0.5, 0.8]).astype(np.float32)


# Every objective, small.
train("binary-logistic", "binary:logistic", binary)
train("binary-logitraw", "binary:logitraw", binary)
train("binary-hinge", "binary:hinge", binary)
train("reg-squarederror", "reg:squarederror", number)
train("reg-squaredlogerror", "reg:squaredlogerror", positive)
train("reg-logistic", "reg:logistic", lambda s, r: (1 / (1 + np.exp(-s))).astype(np.float32))
train("reg-pseudohubererror", "reg:pseudohubererror", number)
train("reg-absoluteerror", "reg:absoluteerror", number)
train("count-poisson", "count:poisson", counts)
train("reg-gamma", "reg:gamma", positive)
train("reg-tweedie", "reg:tweedie", lambda s, r: counts(s, r) * 1.5, tweedie_variance_power=1.4)
train("multi-softmax", "multi:softmax", three_classes, num_class=3)
train("multi-softprob", "multi:softprob", three_classes, num_class=3)
train("survival-cox", "survival:cox", lambda s, r: positive(s, r) * np.where(r.random(len(s)) < 0.2, -1, 1))
if RELEASE >= (2, 0, 0):
    train("reg-quantileerror", "reg:quantileerror", number, quantile_alpha=0.8)
    train("reg-quantileerror-three", "reg:quantileerror", number, rounds=6, quantile_alpha=[0.4, 0.5, 0.6])
if RELEASE >= (3, 3, 0):
    train("reg-expectileerror", "reg:expectileerror", number, expectile_alpha=0.8)
    train("reg-expectileerror-three", "reg:expectileerror", number, expectile_alpha=[0.2, 0.5, 0.9])


def ranking(name, objective):
    x, signal, rng = data(3)
    matrix = xgb.DMatrix(x, np.clip(np.round(signal), 0, 1))
    matrix.set_group([10] * 30)
    record(name, xgb.train({"objective": objective, "max_depth": 2, "nthread": 1}, matrix, 3), x, objective)


for metric in ("pairwise", "ndcg", "map"):
    ranking(f"rank-{metric}", f"rank:{metric}")


def survival():
    x, signal, rng = data(4)
    lower = positive(signal, rng)
    matrix = xgb.DMatrix(x)
    matrix.set_float_info("label_lower_bound", lower)
    matrix.set_float_info("label_upper_bound", np.where(rng.random(len(lower)) < 0.3, np.inf, lower * 1.1))
    record("survival-aft", xgb.train({"objective": "survival:aft", "max_depth": 2, "nthread": 1}, matrix, 3), x, "survival:aft")


survival()

# Start values.
train("base-given", "binary:logistic", binary, base_score=0.237)
train("base-extreme", "binary:logistic", lambda s, r: (s > 1.9).astype(np.float32), base_score=1e-5)
train("base-large", "reg:squarederror", number, base_score=-123456.78)
train("base-poisson", "count:poisson", counts, base_score=3.7)
train("base-softprob", "multi:softprob", three_classes, num_class=3, base_score=0.9)
if RELEASE >= (3, 2, 0):
    train("base-one-class", "binary:logistic", lambda s, r: np.ones(len(s), dtype=np.float32))

# Shapes of forests. The larger ones of half the releases will do.
if RELEASE in ((1, 7, 6), (3, 0, 4), (3, 4, 1)):
    train("many-rounds", "reg:squarederror", number, rounds=40, max_depth=1, eta=0.1)
    train("deep", "binary:logistic", binary, rounds=2, max_depth=7, min_child_weight=0)
    train("lopsided", "reg:squarederror", number, rounds=2, max_depth=0, max_leaves=24, grow_policy="lossguide",
          tree_method="hist")
    train("boosted-forest", "multi:softprob", three_classes, rounds=2, num_class=3, num_parallel_tree=2, subsample=0.7)
    train("ten-classes", "multi:softprob", lambda s, r: np.digitize(s, np.linspace(-2, 2, 9)).astype(np.float32),
          rounds=1, num_class=10)
train("stump", "binary:logistic", binary, rounds=1, max_depth=1)
train("one-leaf", "reg:squarederror", number, rounds=2, min_child_weight=1e6)
train("no-trees", "reg:squarederror", number, rounds=0)
train("random-forest", "reg:squarederror", number, rounds=1, num_parallel_tree=6, subsample=0.6, colsample_bynode=0.6, eta=1)
train("pruned", "reg:squarederror", number, rounds=3, max_depth=4, gamma=40, tree_method="exact")
train("approximate", "binary:logistic", binary, tree_method="approx")
train("dart", "binary:logistic", binary, rounds=6, booster="dart", rate_drop=0.4)
train("dart-classes", "multi:softprob", three_classes, rounds=3, booster="dart", rate_drop=0.4, num_class=3)
train("two-classes", "multi:softprob", binary, num_class=2)


def two_targets():
    x, signal, rng = data(5)
    y = np.stack([number(signal, rng), -signal], axis=1)
    record("two-targets", xgb.train({"objective": "reg:squarederror", "max_depth": 2, "nthread": 1},
                                    xgb.DMatrix(x, y), 3), x, "reg:squarederror")
    y = np.stack([binary(signal, rng), binary(-signal, rng)], axis=1)
    record("two-labels", xgb.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1},
                                   xgb.DMatrix(x, y), 3), x, "binary:logistic")


two_targets()


def no_missing_in_training():
    x, signal, rng = data(6, missing=0)
    record("complete", xgb.train({"objective": "reg:squarederror", "max_depth": 3, "nthread": 1},
                                 xgb.DMatrix(x, number(signal, rng)), 3), x, "reg:squarederror")


no_missing_in_training()


def named():
    x, signal, rng = data(7)
    matrix = xgb.DMatrix(x, binary(signal, rng), feature_names=["age", "net worth", "größe", 'a"b', "x"],
                         feature_types=["float", "q", "float", "int", "float"])
    global matrix_options
    matrix_options = {"feature_names": matrix.feature_names, "feature_types": matrix.feature_types}
    record("named", xgb.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1}, matrix, 2), x, "binary:logistic")
    matrix_options = {}


named()


def stopped_early():
    x, signal, rng = data(8)
    y = rng.permutation(number(signal, rng))  # nothing to learn, so it stops
    booster = xgb.train({"objective": "reg:squarederror", "max_depth": 2, "nthread": 1, "eta": 1.0},
                        xgb.DMatrix(x[:200], y[:200]), 20, evals=[(xgb.DMatrix(x[200:], y[200:]), "test")],
                        early_stopping_rounds=4, verbose_eval=False)
    assert booster.best_iteration + 1 < booster.num_boosted_rounds()
    record("stopped-early", booster, x, "reg:squarederror")


stopped_early()


def categories():
    x, signal, rng = data(9)
    x[:, 1] = rng.integers(0, 3, len(x))
    x[:, 2] = rng.integers(0, 40, len(x))
    x[rng.random(len(x)) < 0.1, 2] = np.nan
    y = np.nan_to_num(x[:, 0]) + (x[:, 1] == 1) * 2 + np.isin(x[:, 2], [3, 7, 11, 35, 39]) * 3
    types = ["float", "c", "c", "float", "float"]
    global matrix_options
    matrix_options = {"feature_types": types}
    matrix = xgb.DMatrix(x, y, feature_types=types)
    booster = xgb.train({"objective": "reg:squarederror", "max_depth": 3, "nthread": 1, "tree_method": "hist",
                         "max_cat_to_onehot": 4}, matrix, 4)
    asked = x.copy()
    asked[0, 2], asked[1, 2], asked[2, 2], asked[3, 1] = 41, 64, 1e6, 7  # categories that training hasn't seen
    asked[4, 2] = 7.9
    record("categories", booster, asked, "reg:squarederror", finite_only=True)
    matrix_options = {}


if RELEASE >= (2, 0, 0):
    categories()


def wrappers():
    x, signal, rng = data(10)
    options = {"n_estimators": 3, "max_depth": 2, "n_jobs": 1, "random_state": 1}
    for name, wrapper, y in (
        ("sklearn-classifier", xgb.XGBClassifier(**options), binary(signal, rng)),
        ("sklearn-classifier-three", xgb.XGBClassifier(**options), three_classes(signal, rng)),
        ("sklearn-regressor", xgb.XGBRegressor(**options), number(signal, rng)),
        ("sklearn-forest", xgb.XGBRFRegressor(**options), number(signal, rng)),
        ("sklearn-ranker", xgb.XGBRanker(**options), np.clip(np.round(signal), 0, 1)),
    ):
        extra = {"group": [10] * 30} if name == "sklearn-ranker" else {}
        wrapper.fit(x, y, **extra)
        record(name, wrapper.get_booster(), x, wrapper.get_xgb_params()["objective"], kind=wrapper)


wrappers()


def vectors():
    """Trees with a value per target in each leaf."""
    x, signal, rng = data(11)
    y = np.stack([number(signal, rng), -signal, positive(signal, rng)], axis=1)
    settings = {"multi_strategy": "multi_output_tree", "tree_method": "hist", "max_depth": 3, "nthread": 1}
    record("vectors", xgb.train({"objective": "reg:squarederror", **settings}, xgb.DMatrix(x, y), 3), x, "reg:squarederror",
           finite_only=True)
    record("vectors-forest", xgb.train({"objective": "reg:squarederror", "num_parallel_tree": 2, "subsample": 0.6, "eta": 1,
                                        **settings}, xgb.DMatrix(x, y), 1), x, "reg:squarederror", finite_only=True)
    labels = np.stack([binary(signal, rng), binary(-signal, rng)], axis=1)
    record("vectors-labels", xgb.train({"objective": "binary:logistic", **settings}, xgb.DMatrix(x, labels), 3), x,
           "binary:logistic", finite_only=True)
    record("vectors-classes", xgb.train({"objective": "multi:softprob", "num_class": 3, **settings},
                                        xgb.DMatrix(x, three_classes(signal, rng)), 3), x, "multi:softprob",
           finite_only=True)


def vectors_with_categories():
    x, signal, rng = data(9)
    x[:, 2] = rng.integers(0, 40, len(x))
    y = np.stack([np.nan_to_num(x[:, 0]), np.isin(x[:, 2], [3, 7, 11, 35, 39]) * 3], axis=1)
    global matrix_options
    matrix_options = {"feature_types": ["float", "float", "c", "float", "float"]}
    booster = xgb.train({"objective": "reg:squarederror", "max_depth": 3, "nthread": 1, "tree_method": "hist",
                         "multi_strategy": "multi_output_tree"}, xgb.DMatrix(x, y, **matrix_options), 3)
    record("vectors-categories", booster, x, "reg:squarederror", finite_only=True)
    matrix_options = {}


def linear():
    x, signal, rng = data(12)
    settings = {"booster": "gblinear", "nthread": 1, "updater": "coord_descent"}
    record("linear", xgb.train({"objective": "reg:squarederror", **settings}, xgb.DMatrix(x, number(signal, rng)), 3), x,
           "reg:squarederror", finite_only=True)
    record("linear-classes", xgb.train({"objective": "multi:softprob", "num_class": 3, **settings},
                                       xgb.DMatrix(x, three_classes(signal, rng)), 3), x, "multi:softprob", finite_only=True)


def pandas_frame():
    """As people train: a data frame with a column of categories, and names that need quoting."""
    import pandas as pd

    x, signal, rng = data(13)
    words = np.array(["rot", "grün", "blau", "a \"b\", c", "ሰላም"])
    codes = rng.integers(0, 5, len(x))
    frame = pd.DataFrame({"age in years": x[:, 0], "größe": x[:, 1], "say \"hi\"": pd.Categorical(words[codes], categories=words),
                          "d": x[:, 3], "日本": x[:, 4]})
    y = binary(signal + (codes == 2), rng)
    wrapper = xgb.XGBClassifier(n_estimators=3, max_depth=3, n_jobs=1, tree_method="hist", enable_categorical=True)
    wrapper.fit(frame, y)
    x[:, 2] = codes
    x[0, 2], x[1, 2] = np.nan, 3
    booster = wrapper.get_booster()
    global matrix_options
    matrix_options = {"feature_names": booster.feature_names, "feature_types": booster.feature_types}
    record("pandas", booster, x, "binary:logistic", finite_only=True, kind=wrapper)
    matrix_options = {}


def wide():
    rng = np.random.default_rng(14)
    x = rng.normal(size=(60, 1000)).astype(np.float32)
    y = x[:, 7] + x[:, 500] - x[:, 999]
    record("wide", xgb.train({"objective": "reg:squarederror", "max_depth": 3, "nthread": 1}, xgb.DMatrix(x, y), 3), x[:2],
           "reg:squarederror", finite_only=True)


if RELEASE >= (2, 0, 0):
    vectors()
    vectors_with_categories()
linear()
if RELEASE >= (2, 0, 0):
    pandas_frame()
if RELEASE == (3, 4, 1):
    wide()
print(xgb.__version__, "done")
