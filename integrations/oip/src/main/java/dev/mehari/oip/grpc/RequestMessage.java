// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.nodes.Request;
import dev.mehari.oip.BinaryTensors;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.oip.Quoted;
import dev.mehari.oip.Shapes;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import inference.InferParameter;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the standard's request message. Raw contents are not copied. */
final class RequestMessage {
    private RequestMessage() {}

    /** @throws InferenceException INVALID, naming the tensor */
    static Request read(
            ModelInferRequest message, String id, Request.Headers headers, long deadlineNanos, Limits limits) {
        if (id.length() > limits.idLength()) {
            throw InferenceException.invalid("id has " + id.length() + " characters (limit " + Limits.ID_SETTING + ")");
        }
        int count = message.getInputsCount();
        if (count > limits.tensors()) {
            throw InferenceException.invalid("there are " + count + " inputs (limit " + Limits.TENSORS_SETTING + ")");
        }
        boolean raw = message.getRawInputContentsCount() > 0;
        if (raw && message.getRawInputContentsCount() != count) {
            throw InferenceException.invalid("raw_input_contents has " + message.getRawInputContentsCount()
                    + " entries for " + count + " inputs. Send one for each input, or none");
        }
        List<String> names = new ArrayList<>(count);
        List<Tensor> tensors = new ArrayList<>(count);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            InferInputTensor input = message.getInputs(i);
            if (!seen.add(input.getName())) {
                throw InferenceException.invalid("input " + Quoted.name(input.getName()) + " is sent twice");
            }
            names.add(input.getName());
            tensors.add(tensor(message, input, i, raw, limits));
        }
        List<String> outputs = new ArrayList<>(message.getOutputsCount());
        message.getOutputsList().forEach(output -> outputs.add(output.getName()));
        return new Request(
                id, "", NamedTensors.of(names, tensors), parameters(message, limits), headers, outputs, deadlineNanos);
    }

    private static Tensor tensor(ModelInferRequest message, InferInputTensor input, int index, boolean raw, Limits limits) {
        String where = "input " + Quoted.name(input.getName());
        Datatype datatype = Datatype.named(input.getDatatype())
                .orElseThrow(() -> InferenceException.invalid(where + ": there is no datatype "
                        + Quoted.name(input.getDatatype()) + ". Known: " + List.of(Datatype.values())));
        long[] dims = new long[input.getShapeCount()];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = input.getShape(d);
        }
        Shape shape = Shapes.of(where, dims, limits);
        if (!raw) {
            return TypedContents.read(where, datatype, shape, input.getContents());
        }
        if (input.hasContents()) {
            throw InferenceException.invalid(where + " has contents beside raw_input_contents. Send it one way");
        }
        return BinaryTensors.read(
                where, datatype, shape, message.getRawInputContents(index).asReadOnlyByteBuffer(), BodyMemory.HEAP);
    }

    private static Map<String, Object> parameters(ModelInferRequest message, Limits limits) {
        if (message.getParametersCount() > limits.parameters()) {
            throw InferenceException.invalid("the request has " + message.getParametersCount() + " parameters (limit "
                    + Limits.PARAMETERS_SETTING + ")");
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        message.getParametersMap().forEach((name, parameter) -> parameters.put(name, value(name, parameter)));
        return parameters;
    }

    private static Object value(String name, InferParameter parameter) {
        return switch (parameter.getParameterChoiceCase()) {
            case BOOL_PARAM -> parameter.getBoolParam();
            case INT64_PARAM -> parameter.getInt64Param();
            case STRING_PARAM -> parameter.getStringParam();
            case DOUBLE_PARAM -> parameter.getDoubleParam();
            case UINT64_PARAM -> {
                if (parameter.getUint64Param() < 0) {
                    throw InferenceException.invalid(
                            "parameter " + Quoted.name(name) + " is above 2^63-1. Send it as double or text");
                }
                yield parameter.getUint64Param();
            }
            case PARAMETERCHOICE_NOT_SET -> throw InferenceException.invalid(
                    "parameter " + Quoted.name(name) + " has no value");
        };
    }
}
