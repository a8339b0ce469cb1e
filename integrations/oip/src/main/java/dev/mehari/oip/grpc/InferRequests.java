// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.ByteString;
import dev.mehari.nodes.Request;
import dev.mehari.oip.BinaryTensors;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Extensions;
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
import inference.ModelInferRequest.InferRequestedOutputTensor;
import org.jspecify.annotations.Nullable;

/** Reads inference requests off the protocol's messages. Raw contents become views of the message, without a copy. */
public final class InferRequests {
    private InferRequests() {}

    /**
     * What a message says.
     *
     * @param id the request's id where the message has none
     * @throws InferenceException INVALID, and nothing else
     */
    public static Request read(
            ModelInferRequest message,
            String id,
            Request.Headers headers,
            long deadlineNanos,
            Limits limits,
            BodyMemory memory) {
        if (message.getId().length() > limits.idLength()) {
            throw InferenceException.invalid("id has " + message.getId().length() + " characters, " + limits.idLength()
                    + " are allowed (limit " + Limits.ID_SETTING + ")");
        }
        return new Request(
                message.getId().isEmpty() ? id : message.getId(),
                "",
                inputs(message, limits, memory),
                parameters(message.getParametersMap(), limits),
                headers,
                outputs(message, limits),
                deadlineNanos);
    }

    private static NamedTensors inputs(ModelInferRequest message, Limits limits, BodyMemory memory) {
        int count = message.getInputsCount();
        requireCount("inputs", count, limits);
        boolean raw = message.getRawInputContentsCount() > 0;
        if (raw && message.getRawInputContentsCount() != count) {
            throw InferenceException.invalid("raw_input_contents has " + message.getRawInputContentsCount()
                    + " entries for " + count + " inputs. Send one for each, or none");
        }
        List<String> names = new ArrayList<>(count);
        List<Tensor> tensors = new ArrayList<>(count);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            InferInputTensor input = message.getInputs(i);
            if (input.getName().isEmpty()) {
                throw InferenceException.invalid("inputs[" + i + "]: name is missing");
            }
            if (!seen.add(input.getName())) {
                throw InferenceException.invalid(
                        "inputs: " + Quoted.name(input.getName()) + " stands twice. Send it once");
            }
            names.add(input.getName());
            tensors.add(tensor(input, raw ? message.getRawInputContents(i) : null, limits, memory));
        }
        return NamedTensors.of(names, tensors);
    }

    private static void requireCount(String member, int count, Limits limits) {
        if (count > limits.tensors()) {
            throw InferenceException.invalid(
                    member + " has more than " + limits.tensors() + " entries (limit " + Limits.TENSORS_SETTING + ")");
        }
    }

    private static Tensor tensor(InferInputTensor input, @Nullable ByteString raw, Limits limits, BodyMemory memory) {
        String where = "input " + Quoted.name(input.getName());
        Extensions.refuse(where, input.getParametersMap().keySet());
        Datatype datatype = Datatype.named(input.getDatatype())
                .orElseThrow(() -> InferenceException.invalid(where + ": datatype " + Quoted.name(input.getDatatype())
                        + " is unknown. Known: " + Arrays.toString(Datatype.values())));
        if (input.getShapeCount() > limits.rank()) {
            throw Shapes.tooManyDimensions(where, limits);
        }
        long[] dims = new long[input.getShapeCount()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = input.getShape(i);
        }
        Shape shape = Shapes.of(where, dims, limits);
        if (raw == null) {
            return Contents.read(where, datatype, shape, input.getContents());
        }
        if (input.hasContents() && input.getContents().getSerializedSize() > 0) {
            throw InferenceException.invalid(
                    where + " has contents beside raw_input_contents. Send all inputs in one of the two forms");
        }
        return BinaryTensors.read(where, datatype, shape, raw.asReadOnlyByteBuffer(), memory);
    }

    private static Map<String, Object> parameters(Map<String, InferParameter> parameters, Limits limits) {
        if (parameters.isEmpty()) {
            return Map.of();
        }
        if (parameters.size() > limits.parameters()) {
            throw InferenceException.invalid("the request has more than " + limits.parameters() + " parameters (limit "
                    + Limits.PARAMETERS_SETTING + ")");
        }
        Map<String, Object> plain = new HashMap<>();
        parameters.forEach((name, parameter) -> plain.put(name, value(name, parameter)));
        return Map.copyOf(plain);
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
            case PARAMETERCHOICE_NOT_SET ->
                throw InferenceException.invalid("parameter " + Quoted.name(name) + " has no value");
        };
    }

    private static List<String> outputs(ModelInferRequest message, Limits limits) {
        if (message.getOutputsCount() == 0) {
            return List.of();
        }
        requireCount("outputs", message.getOutputsCount(), limits);
        Set<String> seen = new HashSet<>();
        List<String> names = new ArrayList<>(message.getOutputsCount());
        for (InferRequestedOutputTensor output : message.getOutputsList()) {
            if (!seen.add(output.getName())) {
                throw InferenceException.invalid(
                        "outputs: " + Quoted.name(output.getName()) + " stands twice. Send it once");
            }
            Extensions.refuse(
                    "output " + Quoted.name(output.getName()),
                    output.getParametersMap().keySet());
            names.add(output.getName());
        }
        return List.copyOf(names);
    }
}
