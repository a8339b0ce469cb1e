// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Extensions;
import dev.mehari.oip.Limits;
import dev.mehari.oip.Quoted;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an inference request: the protocol's JSON, and behind it the tensors of the binary extension.
 *
 * <pre>
 * | {"id": …, "parameters": {…}, "inputs": [{…}, …], "outputs": [{…}, …]} | binary data of input 0 | of input 1 | …
 * </pre>
 *
 * Members may stand in any order, those that the protocol doesn't know are skipped, {@code null} counts as absent, and
 * one that stands twice is an error. Only bytes are read here: whether a graph has such inputs is asked later.
 */
public final class RequestReader {
    private static final Names MEMBERS = new Names("inputs", "outputs", "parameters", "id");
    private static final String BINARY_OUTPUT = "binary_data_output";
    private static final String BINARY = "binary_data";

    private final JsonScanner in;
    private final BinaryTail tail;
    private final Limits limits;
    private final BodyMemory memory;

    private String id = "";
    private @Nullable NamedTensors inputs;
    private Map<String, Object> parameters = Map.of();
    private List<String> outputs = List.of();
    /** By output, where the request says so. */
    private Map<String, Boolean> binaryOutputs = Map.of();

    private RequestReader(JsonScanner in, BinaryTail tail, Limits limits, BodyMemory memory) {
        this.in = in;
        this.tail = tail;
        this.limits = limits;
        this.memory = memory;
    }

    /**
     * Reads a body that is all JSON.
     *
     * @throws InferenceException INVALID or TOO_LARGE, and nothing else
     */
    public static InferBody read(byte[] body, int from, int to, Limits limits, BodyMemory memory) {
        return new RequestReader(new JsonScanner(body, from, to), BinaryTail.NONE, limits, memory).readAll();
    }

    /**
     * Reads a body of JSON and binary data; the tensors share its memory, so nobody may write to it any more.
     *
     * @param jsonLength what the header {@code Inference-Header-Content-Length} says
     * @throws InferenceException INVALID or TOO_LARGE, and nothing else
     */
    public static InferBody read(ByteBuffer body, long jsonLength, Limits limits, BodyMemory memory) {
        if (jsonLength < 0 || jsonLength > body.remaining()) {
            throw InferenceException.invalid("Inference-Header-Content-Length is " + jsonLength + ", the body has "
                    + body.remaining() + " bytes");
        }
        int length = (int) jsonLength;
        ByteBuffer binary = body.duplicate().position(body.position() + length);
        JsonScanner in;
        if (body.hasArray()) {
            int from = body.arrayOffset() + body.position();
            in = new JsonScanner(body.array(), from, from + length);
        } else {
            byte[] json = new byte[length];
            body.get(body.position(), json);
            in = new JsonScanner(json, 0, length);
        }
        return new RequestReader(in, new BinaryTail(binary), limits, memory).readAll();
    }

    private InferBody readAll() {
        if (in.peek() != '{') {
            throw in.remaining() == 0
                    ? InferenceException.invalid("the body is empty. Send a JSON object with inputs")
                    : InferenceException.invalid("the body is " + in.kind() + ". Send a JSON object with inputs");
        }
        in.expect('{');
        if (!in.skip('}')) {
            Seen seen = new Seen("the body");
            do {
                readMember(seen.add(in.readName(MEMBERS)));
            } while (in.continues('}'));
        }
        in.expectEnd();
        if (inputs == null) {
            throw InferenceException.invalid("inputs is missing. Send a list of tensors");
        }
        tail.requireEnd();
        OutputForm form = outputForm();
        Map<String, Object> others = parameters.isEmpty() ? Map.of() : Collections.unmodifiableMap(parameters);
        return new InferBody(id, inputs, others, outputs, form);
    }

    private void readMember(String name) {
        switch (name) {
            case "id" -> readId();
            case "parameters" -> parameters = Parameters.read(in, "the request", limits);
            case "inputs" -> inputs = readInputs();
            case "outputs" -> readOutputs();
            default -> in.skipValue();
        }
    }

    private void readId() {
        if (in.skipNull()) {
            return;
        }
        if (in.peek() != '"') {
            throw InferenceException.invalid("id is " + in.kind() + ". Send a text");
        }
        id = in.readString();
        if (id.length() > limits.idLength()) {
            throw InferenceException.invalid("id has " + id.length() + " characters, " + limits.idLength()
                    + " are allowed (limit " + Limits.ID_SETTING + ")");
        }
    }

    // ------------------------------------------------------------------------------------------------ inputs

    private @Nullable NamedTensors readInputs() {
        if (in.skipNull()) {
            return null;
        }
        expectList("inputs", "a list of tensors");
        if (in.skip(']')) {
            return NamedTensors.NONE;
        }
        List<String> names = new ArrayList<>(4);
        List<Tensor> tensors = new ArrayList<>(4);
        Seen seen = new Seen("inputs");
        do {
            if (names.size() == limits.tensors()) {
                throw tooMany("inputs");
            }
            InputReader input = new InputReader(in, names.size(), limits, memory);
            tensors.add(input.read(tail));
            names.add(seen.add(input.name()));
        } while (in.continues(']'));
        return NamedTensors.of(names, tensors);
    }

    private void expectList(String member, String wanted) {
        if (in.peek() != '[') {
            throw InferenceException.invalid(member + " is " + in.kind() + ". Send " + wanted);
        }
        in.expect('[');
    }

    private InferenceException tooMany(String member) {
        return InferenceException.invalid(
                member + " has more than " + limits.tensors() + " entries (limit " + Limits.TENSORS_SETTING + ")");
    }

    // ------------------------------------------------------------------------------------------------ outputs

    private void readOutputs() {
        if (in.skipNull()) {
            return;
        }
        expectList("outputs", "a list of objects with the names of outputs");
        if (in.skip(']')) {
            return;
        }
        List<String> names = new ArrayList<>(4);
        Seen seen = new Seen("outputs");
        do {
            if (names.size() == limits.tensors()) {
                throw tooMany("outputs");
            }
            names.add(seen.add(readOutput(names.size())));
        } while (in.continues(']'));
        outputs = List.copyOf(names);
    }

    private String readOutput(int index) {
        String where = "outputs[" + index + "]";
        if (in.peek() != '{') {
            throw InferenceException.invalid(where + " is " + in.kind() + ". Send an object with a name");
        }
        in.expect('{');
        String name = null;
        Map<String, Object> own = Map.of();
        if (!in.skip('}')) {
            Seen seen = new Seen(where);
            do {
                switch (seen.add(in.readName(InputReader.MEMBERS))) {
                    case "name" -> name = InputReader.readText(in, where, "name");
                    case "parameters" -> own = Parameters.read(in, where, limits);
                    default -> in.skipValue();
                }
            } while (in.continues('}'));
        }
        if (name == null) {
            throw InferenceException.invalid(where + ": name is missing");
        }
        if (own.isEmpty()) {
            return name;
        }
        String output = "output " + Quoted.name(name);
        Extensions.refuse(output, own.keySet());
        Object binary = own.get(BINARY);
        if (binary != null) {
            noteBinary(name, Parameters.requireBoolean(output, BINARY, binary));
        }
        return name;
    }

    private void noteBinary(String output, boolean binary) {
        if (binaryOutputs.isEmpty()) {
            binaryOutputs = new HashMap<>();
        }
        binaryOutputs.put(output, binary);
    }

    /** The form of the outputs; what said so is taken out of the parameters. */
    private OutputForm outputForm() {
        boolean all = false;
        Object given = parameters.get(BINARY_OUTPUT);
        if (given != null) {
            all = Parameters.requireBoolean("the request", BINARY_OUTPUT, given);
            parameters.remove(BINARY_OUTPUT);
        }
        if (!all && binaryOutputs.isEmpty()) {
            return OutputForm.JSON;
        }
        boolean binary = all;
        Set<String> exceptions = binaryOutputs.entrySet().stream()
                .filter(output -> output.getValue() != binary)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new OutputForm(binary, exceptions);
    }
}
