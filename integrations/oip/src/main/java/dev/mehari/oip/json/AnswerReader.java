// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;

/** Reads what a server answers, as a client sees it. What isn't the protocol is an INVALID, and nothing else is thrown. */
public final class AnswerReader {
    private static final Names MEMBERS = new Names("outputs", "inputs", "error", "name");

    private final JsonScanner in;
    private final BinaryTail tail;

    private AnswerReader(byte[] body, int jsonLength) {
        this.in = new JsonScanner(body, 0, jsonLength);
        this.tail = jsonLength == body.length
                ? BinaryTail.NONE
                : new BinaryTail(ByteBuffer.wrap(body, jsonLength, body.length - jsonLength));
    }

    /**
     * The outputs of an inference.
     *
     * @param jsonLength what the header {@code Inference-Header-Content-Length} says; all of the body without it
     */
    public static NamedTensors outputs(byte[] body, int jsonLength) {
        AnswerReader reader = new AnswerReader(body, jsonLength);
        List<String> names = new ArrayList<>(4);
        List<Tensor> tensors = new ArrayList<>(4);
        reader.members("outputs", () -> {
            Seen seen = new Seen("outputs");
            reader.each(() -> {
                if (names.size() == Limits.DEFAULT.tensors()) {
                    throw InferenceException.invalid("outputs has more than " + names.size() + " entries");
                }
                InputReader output = new InputReader(reader.in, names.size(), Limits.DEFAULT, BodyMemory.HEAP);
                tensors.add(output.read(reader.tail));
                names.add(seen.add(output.name()));
            });
        });
        reader.tail.requireEnd();
        return NamedTensors.of(names, tensors);
    }

    /** The names of a model's inputs, from its metadata. */
    public static List<String> inputNames(byte[] body) {
        AnswerReader reader = new AnswerReader(body, body.length);
        List<String> names = new ArrayList<>();
        reader.members(
                "inputs",
                () -> reader.each(() -> {
                    String[] name = {""};
                    reader.members("name", () -> name[0] = reader.text());
                    names.add(name[0]);
                }));
        return names;
    }

    /** What went wrong; empty if the body doesn't say so in the protocol's words. */
    public static String error(byte[] body) {
        String[] error = {""};
        try {
            AnswerReader reader = new AnswerReader(body, body.length);
            reader.members("error", () -> error[0] = reader.text());
        } catch (InferenceException noJson) {
            return "";
        }
        return error[0];
    }

    private String text() {
        if (in.peek() != '"') {
            throw InferenceException.invalid("there is " + in.kind() + " where a text should be");
        }
        return in.readString();
    }

    /** Goes through an object and reads the one member that is wanted. */
    private void members(String wanted, Runnable read) {
        if (in.peek() != '{') {
            throw InferenceException.invalid("there is no JSON object");
        }
        in.expect('{');
        if (in.skip('}')) {
            return;
        }
        do {
            if (in.readName(MEMBERS).equals(wanted) && !in.skipNull()) {
                read.run();
            } else {
                in.skipValue();
            }
        } while (in.continues('}'));
    }

    private void each(Runnable element) {
        if (in.peek() != '[') {
            throw InferenceException.invalid("there is " + in.kind() + " where a list should be");
        }
        in.expect('[');
        if (in.skip(']')) {
            return;
        }
        do {
            element.run();
        } while (in.continues(']'));
    }
}
