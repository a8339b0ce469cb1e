# SPDX-License-Identifier: Apache-2.0
"""What a client of others sees of a running Mehari. Usage: check.py triton|kserve HTTP GRPC SAMPLES

One kind of client a process: both bring the protocol's messages under the same names.
"""

import asyncio
import json
import pathlib
import sys
import traceback

import numpy as np

KIND, HTTP, GRPC, SAMPLES = sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
if KIND == "triton":
    import tritonclient.grpc as triton_grpc
    import tritonclient.http as triton_http
    from tritonclient.utils import InferenceServerException

NUMPY = {"UINT8": np.uint8, "FP32": np.float32, "FP64": np.float64, "INT32": np.int32, "INT64": np.int64, "BYTES": np.object_, "BOOL": np.bool_}
CASES = []


def case(function):
    CASES.append(function)
    return function


def recorded(sample):
    folder = SAMPLES / sample
    request = json.loads((folder / "request.json").read_text())
    response = json.loads((folder / "response.json").read_text())
    return request, {o["name"]: o for o in response["outputs"]}


def array(tensor):
    data = [t.encode() for t in tensor["data"]] if tensor["datatype"] == "BYTES" else tensor["data"]
    return np.array(data, dtype=NUMPY[tensor["datatype"]]).reshape(tensor["shape"])


def equal(got, want):
    expected = array(want)
    assert list(got.shape) == want["shape"], (want["name"], got.shape, want["shape"])
    if want["datatype"] == "BYTES":
        got = np.array([x.encode() if isinstance(x, str) else bytes(x) for x in got.ravel()], dtype=object)
        assert list(got) == list(expected.ravel()), (want["name"], got, expected)
    else:
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6, err_msg=want["name"])


def triton_http_infer(sample, binary_in, binary_out, **options):
    request, outputs = recorded(sample)
    with triton_http.InferenceServerClient(HTTP) as client:
        inputs = []
        for tensor in request["inputs"]:
            one = triton_http.InferInput(tensor["name"], tensor["shape"], tensor["datatype"])
            one.set_data_from_numpy(array(tensor), binary_data=binary_in)
            inputs.append(one)
        wanted = [triton_http.InferRequestedOutput(name, binary_data=binary_out) for name in outputs]
        result = client.infer(sample, inputs, outputs=wanted, request_id="r-1", **options)
        assert result.get_response()["id"] == "r-1"
        for name, want in outputs.items():
            equal(result.as_numpy(name), want)


for _sample in ("iris", "credit", "digits"):
    for _in in (False, True):
        for _out in (False, True):
            def _http(sample=_sample, binary_in=_in, binary_out=_out):
                triton_http_infer(sample, binary_in, binary_out)
            _http.__name__ = f"triton_http_{_sample}_in_{'binary' if _in else 'json'}_out_{'binary' if _out else 'json'}"
            case(_http)


@case
def triton_http_compressed():
    triton_http_infer("credit", True, True, request_compression_algorithm="gzip", response_compression_algorithm="gzip")
    triton_http_infer("iris", False, False, request_compression_algorithm="deflate")


@case
def triton_http_version_and_one_output():
    request, outputs = recorded("iris")
    with triton_http.InferenceServerClient(HTTP) as client:
        tensor = request["inputs"][0]
        one = triton_http.InferInput(tensor["name"], tensor["shape"], tensor["datatype"])
        one.set_data_from_numpy(array(tensor))
        name = list(outputs)[-1]
        result = client.infer("iris", [one], model_version="1", outputs=[triton_http.InferRequestedOutput(name)])
        assert [o["name"] for o in result.get_response()["outputs"]] == [name]
        equal(result.as_numpy(name), outputs[name])


@case
def triton_http_server_and_metadata():
    with triton_http.InferenceServerClient(HTTP) as client:
        assert client.is_server_live() and client.is_server_ready()
        assert client.is_model_ready("credit") and client.is_model_ready("credit", "1")
        assert not client.is_model_ready("nobody")
        assert client.get_server_metadata()["name"] == "mehari"
        metadata = client.get_model_metadata("credit")
        assert metadata["inputs"][0] | {"parameters": None} == {
            "name": "applicant", "datatype": "FP32", "shape": [-1, 20], "parameters": None}
        assert {m["name"] for m in client.get_model_repository_index()} >= {"iris", "credit"}


def refused(call, *words):
    try:
        call()
    except InferenceServerException as e:
        assert all(word in str(e) for word in words), str(e)
    else:
        raise AssertionError("it was not refused")


@case
def triton_http_errors():
    with triton_http.InferenceServerClient(HTTP) as client:
        one = triton_http.InferInput("flower", [1, 3], "FP32")
        one.set_data_from_numpy(np.zeros((1, 3), np.float32))
        refused(lambda: client.infer("iris", [one]), "flower", "[1, 3]")
        refused(lambda: client.infer("nobody", [one]), "nobody")
        refused(lambda: client.load_model("iris"), "manifests are the only way in")
    triton_http_infer("iris", True, True)


def triton_grpc_infer(sample, **options):
    request, outputs = recorded(sample)
    with triton_grpc.InferenceServerClient(GRPC) as client:
        inputs = []
        for tensor in request["inputs"]:
            one = triton_grpc.InferInput(tensor["name"], tensor["shape"], tensor["datatype"])
            one.set_data_from_numpy(array(tensor))
            inputs.append(one)
        wanted = [triton_grpc.InferRequestedOutput(name) for name in outputs]
        result = client.infer(sample, inputs, outputs=wanted, request_id="r-2", client_timeout=30, **options)
        assert result.get_response().id == "r-2"
        for name, want in outputs.items():
            equal(result.as_numpy(name), want)


@case
def triton_grpc_iris():
    triton_grpc_infer("iris")


@case
def triton_grpc_credit():
    triton_grpc_infer("credit", model_version="1", headers={"x-anything": "goes"})


@case
def triton_grpc_compressed():
    triton_grpc_infer("credit", compression_algorithm="gzip")


@case
def triton_grpc_server_and_metadata():
    with triton_grpc.InferenceServerClient(GRPC) as client:
        assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("iris")
        assert client.get_server_metadata().name == "mehari"
        metadata = client.get_model_metadata("iris")
        assert list(metadata.inputs[0].shape) == [-1, 4] and metadata.inputs[0].datatype == "FP32"
        assert {m.name for m in client.get_model_repository_index().models} >= {"iris", "credit"}


@case
def triton_grpc_errors():
    with triton_grpc.InferenceServerClient(GRPC) as client:
        one = triton_grpc.InferInput("flower", [1, 3], "FP32")
        one.set_data_from_numpy(np.zeros((1, 3), np.float32))
        refused(lambda: client.infer("iris", [one]), "INVALID_ARGUMENT", "flower")
        refused(lambda: client.infer("nobody", [one]), "NOT_FOUND")
    triton_grpc_infer("iris")


def kserve_request(sample, binary):
    from kserve import InferInput, InferRequest

    request, outputs = recorded(sample)
    inputs = []
    for tensor in request["inputs"]:
        one = InferInput(tensor["name"], tensor["shape"], tensor["datatype"])
        one.set_data_from_numpy(array(tensor), binary_data=binary)
        inputs.append(one)
    return InferRequest(model_name=sample, request_id="r-3", infer_inputs=inputs), outputs


def kserve_equal(response, outputs):
    assert response.id == "r-3"
    got = {o.name: o for o in response.outputs}
    for name, want in outputs.items():
        equal(got[name].as_numpy(), want)


def kserve_rest(sample, binary):
    from kserve.inference_client import InferenceRESTClient, RESTConfig

    request, outputs = kserve_request(sample, binary)

    async def ask():
        client = InferenceRESTClient(RESTConfig(protocol="v2", retries=1, timeout=30))
        assert await client.is_server_ready(f"http://{HTTP}")
        assert await client.is_model_ready(f"http://{HTTP}", sample)
        return await client.infer(f"http://{HTTP}", request, model_name=sample)

    kserve_equal(asyncio.run(ask()), outputs)


@case
def kserve_rest_iris_json():
    kserve_rest("iris", False)


@case
def kserve_rest_iris_binary():
    kserve_rest("iris", True)


@case
def kserve_rest_credit_json():
    kserve_rest("credit", False)


@case
def kserve_rest_credit_binary():
    kserve_rest("credit", True)


@case
def kserve_grpc():
    from kserve.inference_client import InferenceGRPCClient

    request, outputs = kserve_request("credit", True)

    async def ask():
        async with InferenceGRPCClient(GRPC, timeout=30) as client:
            assert await client.is_server_ready() and await client.is_model_ready("credit")
            return await client.infer(request)

    kserve_equal(asyncio.run(ask()), outputs)


def main():
    failed = 0
    cases = [one for one in CASES if one.__name__.startswith(KIND)]
    for one in cases:
        try:
            one()
            print(f"ok      {one.__name__}")
        except Exception:
            failed += 1
            print(f"FAILED  {one.__name__}")
            traceback.print_exc(limit=4)
    print(f"{KIND}: {len(cases) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
