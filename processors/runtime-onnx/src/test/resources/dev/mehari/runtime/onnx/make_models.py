"""Makes the models of the tests and records what Python's ONNX Runtime (or scikit-learn) answers to them.

Run by hand (see requirements.txt); the build only reads what it leaves beside it: for each model NAME.onnx and, where it
can be served, NAME.json with recorded runs:

    {"program": ..., "runs": [{"inputs": [{name, datatype, shape, data}], "outputs": [...]}]}

Data are flat and row-major. FP16 and BF16 are written as their values, NaN and infinities as texts.
"""

import json
import pathlib
import sys

import ml_dtypes
import numpy as np
import onnx
import onnxruntime
import skl2onnx
import sklearn
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, SVR

HERE = pathlib.Path(__file__).parent
PROGRAM = f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}, Python {sys.version.split()[0]}"
SKLEARN = f"scikit-learn {sklearn.__version__}, skl2onnx {skl2onnx.__version__}, Python {sys.version.split()[0]}"

OIP = {
    np.dtype(np.bool_): "BOOL",
    np.dtype(np.int8): "INT8",
    np.dtype(np.int16): "INT16",
    np.dtype(np.int32): "INT32",
    np.dtype(np.int64): "INT64",
    np.dtype(np.uint8): "UINT8",
    np.dtype(np.uint16): "UINT16",
    np.dtype(np.uint32): "UINT32",
    np.dtype(np.uint64): "UINT64",
    np.dtype(np.float16): "FP16",
    np.dtype(ml_dtypes.bfloat16): "BF16",
    np.dtype(np.float32): "FP32",
    np.dtype(np.float64): "FP64",
}
ELEM = {
    "BOOL": T.BOOL, "INT8": T.INT8, "INT16": T.INT16, "INT32": T.INT32, "INT64": T.INT64, "UINT8": T.UINT8,
    "UINT16": T.UINT16, "UINT32": T.UINT32, "UINT64": T.UINT64, "FP16": T.FLOAT16, "BF16": T.BFLOAT16,
    "FP32": T.FLOAT, "FP64": T.DOUBLE, "BYTES": T.STRING,
}


def entry(name, array):
    array = np.asarray(array)
    if array.dtype.kind in "OUS":
        return {"name": name, "datatype": "BYTES", "shape": list(array.shape), "data": [str(x) for x in array.ravel()]}
    datatype = OIP[array.dtype]
    if datatype in ("FP16", "BF16", "FP32", "FP64"):
        wide = array.astype(np.float64).ravel()
        data = [float(x) if np.isfinite(x) else str(float(x)) for x in wide]
    elif datatype == "BOOL":
        data = [bool(x) for x in array.ravel()]
    else:
        data = [int(x) for x in array.ravel()]
    return {"name": name, "datatype": datatype, "shape": list(array.shape), "data": data}


def write(name, program, runs):
    (HERE / f"{name}.json").write_text(json.dumps({"program": program, "runs": runs}, indent=1, ensure_ascii=False))


def save(name, model):
    onnx.save(model, HERE / f"{name}.onnx")


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def record(name, model, *runs):
    """Saves the model and what ONNX Runtime answers to each run, a dict of inputs."""
    save(name, model)
    s = session(model)
    outputs = [o.name for o in s.get_outputs()]
    recorded = []
    for inputs in runs:
        inputs = {k: np.asarray(v) for k, v in inputs.items()}
        answers = s.run(outputs, inputs)
        recorded.append(
            {
                "inputs": [entry(k, v) for k, v in inputs.items()],
                "outputs": [entry(k, v) for k, v in zip(outputs, answers)],
            }
        )
    write(name, PROGRAM, recorded)


def model(nodes, inputs, outputs, initializers=(), ir=8, opset=17, ml=3, **graph):
    g = h.make_graph(nodes, "g", inputs, outputs, list(initializers), **graph)
    imports = [h.make_opsetid("", opset)] if opset else []
    imports += [h.make_opsetid("ai.onnx.ml", ml)] if ml else []
    return h.make_model(g, opset_imports=imports, ir_version=ir, producer_name="mehari-tests")


def tensor(name, elem, shape):
    return h.make_tensor_value_info(name, elem, shape)


# ------------------------------------------------------------------------------------------- datatypes

VALUES = {
    "BOOL": np.array([[True, False, True], [False, False, True]]),
    "INT8": np.array([[-128, 0, 127], [1, 2, 3]], np.int8),
    "INT16": np.array([[-32768, 0, 32767], [1, 2, 3]], np.int16),
    "INT32": np.array([[-(2**31), 0, 2**31 - 1], [1, 2, 3]], np.int32),
    "INT64": np.array([[-(2**63), 0, 2**63 - 1], [1, 2, 3]], np.int64),
    "UINT8": np.array([[0, 128, 255], [1, 2, 3]], np.uint8),
    "UINT16": np.array([[0, 32768, 65535], [1, 2, 3]], np.uint16),
    "UINT32": np.array([[0, 2**31, 2**32 - 1], [1, 2, 3]], np.uint32),
    "UINT64": np.array([[0, 2**63, 2**64 - 1], [1, 2, 3]], np.uint64),
    "FP16": np.array([[-65504, 6e-8, 0.1], [np.inf, np.nan, 3]], np.float16),
    "BF16": np.array([[-3e38, 1e-40, 0.1], [np.inf, np.nan, 3]], ml_dtypes.bfloat16),
    "FP32": np.array([[-3.4e38, 1e-45, 0.1], [np.inf, np.nan, 3]], np.float32),
    "FP64": np.array([[-1.7e308, 5e-324, 0.1], [np.inf, np.nan, 3]], np.float64),
    "BYTES": np.array([["", "méhari", "日本語"], ["a b", "tab\there", "x" * 40]], object),
}


def datatypes():
    for datatype, values in VALUES.items():
        elem = ELEM[datatype]
        if datatype == "BF16":
            bfloats(values)
            continue
        identity = model([h.make_node("Identity", ["x"], ["y"])], [tensor("x", elem, ["n", 3])], [tensor("y", elem, ["n", 3])])
        record(f"identity_{datatype.lower()}", identity, {"x": values}, {"x": values[:1]}, {"x": values[:0]})
    # A kernel for each of the unsigned types that has one: bits must arrive as the numbers they are.
    for datatype in ("UINT32", "UINT64"):
        elem = ELEM[datatype]
        largest = model(
            [h.make_node("Max", ["a", "b"], ["y"]), h.make_node("Cast", ["y"], ["z"], to=T.DOUBLE)],
            [tensor("a", elem, ["n"]), tensor("b", elem, ["n"])],
            [tensor("y", elem, ["n"]), tensor("z", T.DOUBLE, ["n"])],
        )
        top = np.iinfo(VALUES[datatype].dtype).max
        record(
            f"max_{datatype.lower()}",
            largest,
            {"a": np.array([top, 1], VALUES[datatype].dtype), "b": np.array([2, top - 1], VALUES[datatype].dtype)},
        )


def bfloats(values):
    """numpy and so onnxruntime.run know no bfloat16: z, the FP32 copy of y, is asked for and recorded for both."""
    identity = model(
        [h.make_node("Identity", ["x"], ["y"]), h.make_node("Cast", ["y"], ["z"], to=T.FLOAT)],
        [tensor("x", T.BFLOAT16, ["n", 3])],
        [tensor("y", T.BFLOAT16, ["n", 3]), tensor("z", T.FLOAT, ["n", 3])],
    )
    save("identity_bf16", identity)
    s = session(identity)
    runs = []
    for x in (values, values[:1], values[:0]):
        fed = onnxruntime.OrtValue.ortvalue_from_numpy_with_onnx_type(x, T.BFLOAT16)
        (z,) = (v.numpy() for v in s.run_with_ort_values(["z"], {"x": fed}))
        runs.append({"inputs": [entry("x", x)], "outputs": [entry("y", z.astype(ml_dtypes.bfloat16)), entry("z", z)]})
    write("identity_bf16", PROGRAM, runs)


# ------------------------------------------------------------------------------------------- shapes


def shapes():
    multi = model(
        [
            h.make_node("Concat", ["a", "b"], ["ab"], axis=1),
            h.make_node("Mul", ["ab", "factor"], ["scaled"]),
            h.make_node("ReduceSum", ["scaled", "axes"], ["total"], keepdims=0),
            h.make_node("ArgMax", ["scaled"], ["best"], axis=1, keepdims=0),
            h.make_node("Greater", ["total", "zero"], ["positive"]),
        ],
        [tensor("a", T.FLOAT, ["n", 3]), tensor("b", T.FLOAT, ["n", 2]), tensor("factor", T.FLOAT, [])],
        [
            tensor("scaled", T.FLOAT, ["n", 5]),
            tensor("total", T.FLOAT, ["n"]),
            tensor("best", T.INT64, ["n"]),
            tensor("positive", T.BOOL, ["n"]),
        ],
        [numpy_helper.from_array(np.array([1]), "axes"), numpy_helper.from_array(np.float32(0), "zero")],
    )
    rng = np.random.default_rng(7)
    runs = [
        {
            "a": rng.normal(size=(n, 3)).astype(np.float32),
            "b": rng.normal(size=(n, 2)).astype(np.float32),
            "factor": np.float32(f),
        }
        for n, f in ((1, 2), (1, -1), (4, 0.5), (0, 3), (1, 2))
    ]
    record("multi", multi, *runs)

    scalar = model(
        [h.make_node("Add", ["x", "x"], ["y"]), h.make_node("Cast", ["y"], ["z"], to=T.INT32)],
        [tensor("x", T.DOUBLE, [])],
        [tensor("y", T.DOUBLE, []), tensor("z", T.INT32, [])],
    )
    record("scalar", scalar, {"x": np.float64(20.75)}, {"x": np.float64(-1.5)})

    dynamic = model(
        [h.make_node("ReduceMean", ["x"], ["y"], axes=[1], keepdims=0), h.make_node("Transpose", ["x"], ["t"], perm=[0, 2, 1])],
        [tensor("x", T.FLOAT, ["n", "s", 4])],
        [tensor("y", T.FLOAT, ["n", 4]), tensor("t", T.FLOAT, None)],
    )
    record("dynamic", dynamic, *[{"x": rng.normal(size=(n, s, 4)).astype(np.float32)} for n, s in ((1, 1), (2, 3), (3, 2), (2, 3))])

    # The shape of the answer depends on the values, although the shape of the request stays the same.
    nonzero = model(
        [h.make_node("NonZero", ["x"], ["at"])],
        [tensor("x", T.FLOAT, ["n"])],
        [tensor("at", T.INT64, [1, "k"])],
    )
    record(
        "nonzero",
        nonzero,
        *[{"x": np.array(v, np.float32)} for v in ([1, 0, 2], [1, 0, 2], [0, 0, 0], [1, 1, 1], [0, 0, 3], [])],
    )

    fixed = model(
        [h.make_node("MatMul", ["x", "w"], ["y"])],
        [tensor("x", T.FLOAT, [1, 4])],
        [tensor("y", T.FLOAT, [1, 2])],
        [numpy_helper.from_array(np.arange(8, dtype=np.float32).reshape(4, 2), "w")],
    )
    record("fixed_batch", fixed, {"x": np.array([[1, 2, 3, 4]], np.float32)})

    # As LightGBM's converter writes it: one label, whatever the batch.
    one = model(
        [h.make_node("ArgMax", ["x"], ["label"], axis=1, keepdims=0)],
        [tensor("x", T.FLOAT, ["n", 3])],
        [tensor("label", T.INT64, [1])],
    )
    record("one_label", one, *[{"x": rng.normal(size=(n, 3)).astype(np.float32)} for n in (1, 4)])

    # Two dynamic dimensions that must agree, which no shape says.
    agree = model(
        [h.make_node("MatMul", ["a", "b"], ["y"], name="product")],
        [tensor("a", T.FLOAT, ["n", "k"]), tensor("b", T.FLOAT, ["m", "j"])],
        [tensor("y", T.FLOAT, ["n", "j"])],
    )
    record("agree", agree, {"a": np.ones((2, 3), np.float32), "b": np.ones((3, 1), np.float32)})

    gather = model(
        [h.make_node("Gather", ["table", "index"], ["y"], name="lookup")],
        [tensor("index", T.INT64, ["n"])],
        [tensor("y", T.FLOAT, ["n"])],
        [numpy_helper.from_array(np.array([10, 20, 30], np.float32), "table")],
    )
    record("gather", gather, {"index": np.array([2, 0], np.int64)})

    wide = model(
        [h.make_node("Relu", ["x"], ["y"])],
        [tensor("x", T.FLOAT, ["n", 3, "h", "w"])],
        [tensor("y", T.FLOAT, ["n", 3, "h", "w"])],
    )
    record("wide", wide, {"x": np.array([-1, 2, 3], np.float32).reshape(1, 3, 1, 1)})

    high = model(
        [h.make_node("Identity", ["x"], ["y"])],
        [tensor("x", T.FLOAT, ["n"] + [1] * 9)],
        [tensor("y", T.FLOAT, ["n"] + [1] * 9)],
    )
    record("rank10", high, {"x": np.ones((2,) + (1,) * 9, np.float32)})

    # An output that is an input, and one value under two names.
    same = model(
        [h.make_node("Identity", ["x"], ["y"])],
        [tensor("x", T.UINT16, ["n"])],
        [tensor("x", T.UINT16, ["n"]), tensor("y", T.UINT16, ["n"])],
    )
    record("passthrough", same, {"x": np.array([1, 65535], np.uint16)})


# ------------------------------------------------------------------------------------------- graphs


def graphs():
    w = numpy_helper.from_array(np.array([[1], [2], [3], [4]], np.float32), "w")
    old = model(
        [h.make_node("MatMul", ["x", "w"], ["y"])],
        [tensor("x", T.FLOAT, [None, 4]), tensor("w", T.FLOAT, [4, 1])],
        [tensor("y", T.FLOAT, [None, 1])],
        [w],
        ir=3,
        opset=9,
        ml=0,
    )
    record("ir3", old, {"x": np.array([[1, 1, 1, 1], [0, 1, 0, 1]], np.float32)})

    default = model(
        [h.make_node("MatMul", ["x", "w"], ["y"])],
        [tensor("w", T.FLOAT, [4, 1]), tensor("x", T.FLOAT, [None, 4])],
        [tensor("y", T.FLOAT, [None, 1])],
        [w],
    )
    record("default_input", default, {"x": np.array([[1, 1, 1, 1]], np.float32)})

    then = h.make_graph([h.make_node("Neg", ["x"], ["n"])], "then", [], [tensor("n", T.FLOAT, ["n", 2])])
    other = h.make_graph([h.make_node("Exp", ["x"], ["e"])], "else", [], [tensor("e", T.FLOAT, ["n", 2])])
    branch = model(
        [
            h.make_node("ReduceSum", ["x"], ["s"], keepdims=0),
            h.make_node("Less", ["s", "zero"], ["c"]),
            h.make_node("If", ["c"], ["y"], then_branch=then, else_branch=other),
        ],
        [tensor("x", T.FLOAT, ["n", 2])],
        [tensor("y", T.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.float32(0), "zero")],
    )
    record("if", branch, *[{"x": np.array(v, np.float32)} for v in ([[-1, -2]], [[1, 2]], [[1, 2], [-9, 0]])])

    body = h.make_graph(
        [
            h.make_node("Add", ["acc", "x"], ["next"]),
            h.make_node("Identity", ["go"], ["still"]),
        ],
        "body",
        [tensor("i", T.INT64, []), tensor("go", T.BOOL, []), tensor("acc", T.FLOAT, None)],
        [tensor("still", T.BOOL, []), tensor("next", T.FLOAT, None)],
    )
    loop = model(
        [h.make_node("Loop", ["times", "", "x"], ["y"], body=body)],
        [tensor("x", T.FLOAT, ["n", 2]), tensor("times", T.INT64, [])],
        [tensor("y", T.FLOAT, ["n", 2])],
    )
    record("loop", loop, *[{"x": np.array([[1, 2]], np.float32), "times": np.int64(t)} for t in (0, 3)])

    function = h.make_function(
        "my.own", "Twice", ["a"], ["b"], [h.make_node("Add", ["a", "a"], ["b"])], [h.make_opsetid("", 17)]
    )
    local = h.make_model(
        h.make_graph([h.make_node("Twice", ["x"], ["y"], domain="my.own")], "g", [tensor("x", T.FLOAT, ["n"])], [tensor("y", T.FLOAT, ["n"])]),
        opset_imports=[h.make_opsetid("", 17), h.make_opsetid("my.own", 1)],
        functions=[function],
        ir_version=8,
    )
    record("function", local, {"x": np.array([1, 2], np.float32)})


# ------------------------------------------------------------------------------------------- texts


def texts():
    encode = model(
        [
            h.make_node(
                "LabelEncoder",
                ["x"],
                ["y"],
                domain="ai.onnx.ml",
                keys_strings=["no", "größe", "🐪", "ð\u00a0»¿"],
                values_int64s=[1, 2, 3, 4],
                default_int64=-1,
            ),
            h.make_node(
                "LabelEncoder",
                ["y"],
                ["z"],
                domain="ai.onnx.ml",
                keys_int64s=[1, 2, 3, 4],
                values_strings=["nein", "Größe", "🐪🐫 x", "ð\u00a0»¿"],
                default_string="?",
            ),
        ],
        [tensor("x", T.STRING, ["n", 2])],
        [tensor("y", T.INT64, ["n", 2]), tensor("z", T.STRING, ["n", 2])],
    )
    record(
        "texts",
        encode,
        {"x": np.array([["no", "größe"]], object)},
        {"x": np.array([["🐪", "größe"], ["", "ð\u00a0»¿"]], object)},
        {"x": np.array([["\ufffd🐪", "camel"]], object)},
    )
    scalar = model([h.make_node("Identity", ["x"], ["y"])], [tensor("x", T.STRING, [])], [tensor("y", T.STRING, [])])
    record("text_scalar", scalar, {"x": np.array("one", object)}, {"x": np.array("𝄞", object)})
    deep = model(
        [h.make_node("Identity", ["x"], ["y"])],
        [tensor("x", T.STRING, ["n"] + [1] * 9)],
        [tensor("y", T.STRING, ["n"] + [1] * 9)],
    )
    save("text_rank10", deep)


# ------------------------------------------------------------------------------------------- scikit-learn


def answer(name, onx, x, outputs):
    """What scikit-learn itself says, under the names of the converted model's outputs."""
    save(name, onx)
    inputs = [i.name for i in onx.graph.input]
    rows = len(outputs[0])
    columns = {inputs[0]: x} if len(inputs) == 1 else {k: x[:, i : i + 1] for i, k in enumerate(inputs)}
    runs = []
    for keep in (slice(0, rows), slice(0, 1)):
        runs.append(
            {
                "inputs": [entry(k, v[keep]) for k, v in columns.items()],
                "outputs": [entry(o.name, v[keep]) for o, v in zip(onx.graph.output, outputs)],
            }
        )
    write(name, SKLEARN, runs)


def classifiers():
    iris = load_iris()
    x, y = iris.data.astype(np.float32), iris.target
    named = np.array(iris.target_names)[y]
    some = x[::10]
    kind = [("input", FloatTensorType([None, 4]))]

    def convert(m, options):
        return skl2onnx.convert_sklearn(m, "g", initial_types=kind, options={id(m): options}, target_opset={"": 17, "ai.onnx.ml": 3})

    def classified(name, m, target, options):
        m.fit(x, target)
        label = m.predict(some)
        answer(
            name,
            convert(m, options),
            some,
            [label.astype(object) if label.dtype.kind in "US" else label, m.predict_proba(some).astype(np.float32)],
        )

    lr = lambda: make_pipeline(StandardScaler(), LogisticRegression())  # noqa: E731
    classified("iris_zipmap", lr(), y, {})
    classified("iris_zipmap_texts", lr(), named, {})
    classified("iris_plain", lr(), y, {"zipmap": False})
    classified("iris_texts_plain", lr(), named, {"zipmap": False})
    classified("iris_two_classes", lr(), (y == 2).astype(np.int64), {})
    classified("iris_forest", RandomForestClassifier(20, max_depth=4, random_state=3), y, {})
    classified("iris_boosting", GradientBoostingClassifier(n_estimators=15, random_state=3), named, {})

    columns = lr().fit(x, named)
    probabilities = columns.predict_proba(some).astype(np.float32)
    answer(
        "iris_columns",
        convert(columns, {"zipmap": "columns"}),
        some,
        [columns.predict(some).astype(object)] + [probabilities[:, i] for i in range(3)],
    )

    line = LinearRegression().fit(x[:, :3], x[:, 3])
    onx = skl2onnx.convert_sklearn(line, "g", initial_types=[("input", FloatTensorType([None, 3]))], target_opset={"": 17})
    answer("line", onx, some[:, :3], [line.predict(some[:, :3]).astype(np.float32).reshape(-1, 1)])

    colour = np.array([["red", "s"], ["green", "m"], ["blue", "l"], ["red", "l"], ["green", "s"], ["blue", "m"]] * 3, object)
    likes = np.array(["yes", "no", "no", "yes", "yes", "no"] * 3)
    words = make_pipeline(
        ColumnTransformer([("colour", OneHotEncoder(handle_unknown="ignore"), [0]), ("size", OneHotEncoder(handle_unknown="ignore"), [1])]),
        LogisticRegression(),
    ).fit(colour, likes)
    onx = skl2onnx.convert_sklearn(
        words,
        "g",
        initial_types=[("colour", StringTensorType([None, 1])), ("size", StringTensorType([None, 1]))],
        target_opset={"": 17, "ai.onnx.ml": 3},
    )
    asked = np.array([["red", "s"], ["blue", "m"], ["mauve", "xl"]], object)
    answer("words", onx, asked, [words.predict(asked).astype(object), words.predict_proba(asked).astype(np.float32)])

    both = MultiOutputClassifier(LogisticRegression()).fit(x, np.column_stack([y == 1, y == 2]))
    save("refused_multi_output", skl2onnx.convert_sklearn(both, "g", initial_types=kind, target_opset={"": 17, "ai.onnx.ml": 3}))


# ------------------------------------------------------------------------------------------- widths


def linear(columns, **attributes):
    rng = np.random.default_rng(11)
    return h.make_node(
        "LinearClassifier",
        ["x"],
        ["label", "scores"],
        domain="ai.onnx.ml",
        name="linear",
        coefficients=[float(v) for v in rng.normal(size=3 * columns).astype(np.float32)],
        intercepts=[0.1, 0.2, 0.3],
        classlabels_ints=[5, 6, 7],
        **attributes,
    )


def widths():
    """Linear models whose input has no fixed width in the file: ONNX Runtime reads what it isn't given."""
    outputs = [tensor("label", T.INT64, ["n"]), tensor("scores", T.FLOAT, ["n", 3])]
    x = {"x": np.array([[1, 2, 3, 4], [4, 3, 2, 1]], np.float32)}
    for name, options in (("", {}), ("_opset11", {"opset": 11}), ("_ml_only", {"opset": 0})):
        record(f"linear_open{name}", model([linear(4)], [tensor("x", T.FLOAT, ["n", "k"])], outputs, **options), x)
    record("linear_no_shape", model([linear(4)], [tensor("x", T.FLOAT, None)], outputs), x)
    row = model([linear(4)], [tensor("x", T.FLOAT, ["k"])], [tensor("label", T.INT64, [1]), tensor("scores", T.FLOAT, [1, 3])])
    record("linear_row", row, {"x": np.array([1, 2, 3, 4], np.float32)})
    save("refused_linear_width", model([linear(4)], [tensor("x", T.FLOAT, ["n", 5])], outputs))
    branch = lambda: h.make_graph([linear(4)], "b", [], outputs[1:])  # noqa: E731
    inner = h.make_node("If", ["c"], ["scores"], then_branch=branch(), else_branch=branch())
    save("refused_linear_in_if", model([inner], [tensor("x", T.FLOAT, ["n", "k"]), tensor("c", T.BOOL, [])], outputs[1:]))

    iris_x, iris_y = load_iris(return_X_y=True)
    some = iris_x[::10].astype(np.float32)
    kind = [("input", FloatTensorType([None, None]))]
    svc = SVC().fit(iris_x, iris_y)
    onx = skl2onnx.convert_sklearn(svc, "g", kind, options={id(svc): {"zipmap": False, "raw_scores": True}}, target_opset={"": 17, "ai.onnx.ml": 3})
    record("svc_open", onx, {"input": some}, {"input": some[:1]})
    svr = SVR().fit(iris_x[:, :3], iris_x[:, 3])
    onx = skl2onnx.convert_sklearn(svr, "g", kind, target_opset={"": 17, "ai.onnx.ml": 3})
    record("svr_open", onx, {"input": some[:, :3]})


# ------------------------------------------------------------------------------------------- ZipMap by hand


def maps(key=T.INT64):
    return h.make_sequence_type_proto(h.make_map_type_proto(key, h.make_tensor_type_proto(T.FLOAT, [])))


def typed(name, proto):
    return h.make_value_info(name, proto)


def zipmap(p, out, **attributes):
    return h.make_node("ZipMap", [p], [out], domain="ai.onnx.ml", **attributes)


def probabilities(name, m, *runs, asked=None):
    """A model whose last output is made by ZipMap: recorded as the tensor of its values in the class list's order.

    Where ONNX Runtime can't run it as it is, `asked` is a model that says the same."""
    save(name, m)
    s = session(asked or m)
    outputs = [o.name for o in s.get_outputs()]
    classes = None
    for node in m.graph.node:
        if node.op_type == "ZipMap":
            classes = h.get_attribute_value(node.attribute[0])
    classes = [c.decode() if isinstance(c, bytes) else c for c in classes]
    recorded = []
    for inputs in runs:
        answers = s.run(outputs, inputs)
        answers = [
            np.array([[row[c] for c in classes] for row in a], np.float32).reshape(-1, len(classes)) if isinstance(a, list) else a
            for a in answers
        ]
        recorded.append(
            {"inputs": [entry(k, v) for k, v in inputs.items()], "outputs": [entry(k, v) for k, v in zip(outputs, answers)]}
        )
    write(name, PROGRAM, recorded)


def zipmaps():
    x = tensor("x", T.FLOAT, ["n", 2])
    rows = [{"x": np.array(v, np.float32).reshape(-1, 2)} for v in ([[0.2, 0.8]], [[0.5, 0.5], [1, 0]])]
    # The class list isn't in the order of its numbers.
    probabilities("zipmap_order", model([zipmap("x", "p", classlabels_int64s=[7, -1])], [x], [typed("p", maps())], opset=0), *rows)
    # ONNX Runtime lets no map pass through Identity.
    softmax = h.make_node("Softmax", ["x"], ["s"], axis=1)
    classes = {"classlabels_strings": ["b", "a"]}
    outputs = [tensor("s", T.FLOAT, ["n", 2]), typed("p", maps(T.STRING))]
    identity = model(
        [
            softmax,
            zipmap("s", "m", **classes),
            h.make_node("Identity", ["m"], ["m2"]),
            h.make_node("Identity", ["m2"], ["p"]),
        ],
        [x],
        outputs,
        value_info=[typed("m", maps(T.STRING)), typed("m2", maps(T.STRING)), tensor("s", T.FLOAT, ["n", 2])],
    )
    probabilities("zipmap_identity", identity, *rows, asked=model([softmax, zipmap("s", "p", **classes)], [x], outputs))
    flat = model([zipmap("x", "p", classlabels_int64s=[0, 1])], [tensor("x", T.FLOAT, [2])], [typed("p", maps())])
    probabilities("zipmap_flat", flat, {"x": np.array([0.25, 0.75], np.float32)})
    mismatch = model([zipmap("x", "p", classlabels_int64s=[0, 1])], [tensor("x", T.FLOAT, ["n", "k"])], [typed("p", maps())])
    probabilities("zipmap_width", mismatch, *rows)

    branch = lambda name: h.make_graph(  # noqa: E731
        [zipmap("x", name, classlabels_int64s=[0, 1])], name, [], [typed(name, maps())]
    )
    save(
        "refused_zipmap_in_if",
        model(
            [h.make_node("If", ["c"], ["p"], then_branch=branch("a"), else_branch=branch("b"))],
            [x, tensor("c", T.BOOL, [])],
            [typed("p", maps())],
        ),
    )
    save(
        "refused_zipmap_used_inside",
        model(
            [zipmap("x", "p", classlabels_int64s=[0, 1]), h.make_node("SequenceLength", ["p"], ["length"])],
            [x],
            [typed("p", maps()), tensor("length", T.INT64, [])],
        ),
    )
    save("refused_zipmap_without_classes", model([zipmap("x", "p")], [x], [typed("p", maps())]))


# ------------------------------------------------------------------------------------------- refused


def external(name, array, where="weights.bin"):
    t = numpy_helper.from_array(array, name)
    t.ClearField("raw_data")
    t.data_location = T.EXTERNAL
    for k, v in (("location", where), ("offset", "0"), ("length", str(array.nbytes))):
        e = t.external_data.add()
        e.key, e.value = k, v
    return t


def refused():
    x, y = tensor("x", T.FLOAT, ["n", 2]), tensor("y", T.FLOAT, ["n", 2])
    two = np.array([1, 2], np.float32)
    add = h.make_node("Add", ["x", "w"], ["y"])
    save("refused_external", model([add], [x], [y], [external("w", two, "../../etc/passwd")]))
    memory = external("w", two, "*/_ORT_MEM_ADDR_/*")
    save("refused_external_memory", model([add], [x], [y], [memory]))
    save("refused_external_constant", model([h.make_node("Constant", [], ["w"], value=external("v", two)), add], [x], [y]))
    then = h.make_graph([h.make_node("Add", ["x", "v"], ["a"])], "t", [], [tensor("a", T.FLOAT, ["n", 2])], [external("v", two)])
    other = h.make_graph([h.make_node("Identity", ["x"], ["b"])], "e", [], [tensor("b", T.FLOAT, ["n", 2])])
    save(
        "refused_external_in_if",
        model([h.make_node("If", ["c"], ["y"], then_branch=then, else_branch=other)], [x, tensor("c", T.BOOL, [])], [y]),
    )
    sparse = h.make_sparse_tensor(external("w", two), numpy_helper.from_array(np.array([0, 1]), "i"), [2])
    save("refused_external_sparse", model([add], [x], [y], sparse_initializer=[sparse]))
    f = h.make_function(
        "my.own", "F", ["a"], ["b"], [h.make_node("Constant", [], ["w"], value=external("v", two)), h.make_node("Add", ["a", "w"], ["b"])],
        [h.make_opsetid("", 17)],
    )
    save(
        "refused_external_function",
        h.make_model(
            h.make_graph([h.make_node("F", ["x"], ["y"], domain="my.own")], "g", [x], [y]),
            opset_imports=[h.make_opsetid("", 17), h.make_opsetid("my.own", 1)], functions=[f], ir_version=8,
        ),
    )
    save("refused_operator", model([h.make_node("Frobnicate", ["x"], ["y"], domain="com.example", name="odd")], [x], [y], ml=0))
    m = model([h.make_node("Frobnicate", ["x"], ["y"], domain="com.example", name="odd")], [x], [y])
    m.opset_import.append(h.make_opsetid("com.example", 1))
    save("refused_operator", m)

    some = h.make_optional_type_proto(h.make_tensor_type_proto(T.FLOAT, ["n", 2]))
    save("refused_optional", model([h.make_node("Optional", ["x"], ["maybe"])], [x], [typed("maybe", some)]))
    save("refused_optional_input", model([h.make_node("OptionalGetElement", ["maybe"], ["y"])], [typed("maybe", some)], [y]))
    parts = h.make_sequence_type_proto(h.make_tensor_type_proto(T.FLOAT, None))
    save("refused_sequence", model([h.make_node("SplitToSequence", ["x"], ["parts"], axis=1)], [x], [typed("parts", parts)]))
    counts = h.make_map_type_proto(T.STRING, h.make_tensor_type_proto(T.FLOAT, []))
    save(
        "refused_map_input",
        model(
            [h.make_node("DictVectorizer", ["counts"], ["y"], domain="ai.onnx.ml", string_vocabulary=["a", "b"])],
            [typed("counts", counts)],
            [y],
        ),
    )
    save(
        "refused_complex",
        model([h.make_node("Identity", ["x"], ["y"])], [tensor("x", T.COMPLEX64, ["n"])], [tensor("y", T.COMPLEX64, ["n"])]),
    )
    save(
        "refused_float8",
        model([h.make_node("Cast", ["x"], ["y"], to=T.FLOAT8E4M3FN)], [x], [tensor("y", T.FLOAT8E4M3FN, ["n", 2])], opset=19, ir=9),
    )
    untyped = h.make_graph([h.make_node("Relu", ["x"], ["y"])], "g", [x], [onnx.ValueInfoProto(name="y")])
    save("refused_untyped", h.make_model(untyped, opset_imports=[h.make_opsetid("", 17)], ir_version=8))
    save("refused_name", model([h.make_node("Relu", ["x🐪"], ["y"])], [tensor("x🐪", T.FLOAT, ["n", 2])], [y]))
    half = tensor("x", T.FLOAT16, ["n", 2])
    save("refused_output_type", model([h.make_node("Cast", ["x"], ["y"], to=T.FLOAT)], [half], [x, y]))
    save(
        "refused_types",
        model([h.make_node("MatMul", ["x", "w"], ["y"], name="clash")], [x], [y], [numpy_helper.from_array(np.array([1, 2]), "w")]),
    )


datatypes()
shapes()
graphs()
texts()
classifiers()
widths()
zipmaps()
refused()
