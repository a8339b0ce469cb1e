// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.Arrays;
import java.util.Map;

import dev.mehari.oip.BinaryTensors;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Extensions;
import dev.mehari.oip.Limits;
import dev.mehari.oip.Quoted;
import dev.mehari.oip.Shapes;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of {@code inputs}. Its {@code data} can be read only when {@code datatype} and {@code shape} are known:
 * where it stands before them, it is checked and skipped, and read when the object has ended.
 */
final class InputReader {
    static final Names MEMBERS = new Names("name", "shape", "datatype", "data", "parameters");
    private static final String BINARY_SIZE = "binary_data_size";
    private static final int UNKNOWN = -1;

    private final JsonScanner in;
    private final int index;
    private final Limits limits;
    private final BodyMemory memory;

    private @Nullable String name;
    private @Nullable Datatype datatype;
    private @Nullable Shape shape;
    private @Nullable Tensor tensor;
    private int dataAt = UNKNOWN;
    private long binarySize = UNKNOWN;

    InputReader(JsonScanner in, int index, Limits limits, BodyMemory memory) {
        this.in = in;
        this.index = index;
        this.limits = limits;
        this.memory = memory;
    }

    /** Where a message places what is wrong. */
    @Override
    public String toString() {
        return name == null ? "inputs[" + index + "]" : "input " + Quoted.name(name);
    }

    /** What was read as its name. */
    String name() {
        return required(name, "name");
    }

    Tensor read(BinaryTail tail) {
        if (in.peek() != '{') {
            throw InferenceException.invalid(
                    this + " is " + in.kind() + ". Send an object with name, datatype, shape and data");
        }
        in.expect('{');
        if (!in.skip('}')) {
            Seen seen = new Seen(this);
            do {
                readMember(seen.add(in.readName(MEMBERS)));
            } while (in.continues('}'));
        }
        name();
        required(datatype, "datatype");
        required(shape, "shape");
        return required(binarySize == UNKNOWN ? readJsonData() : readBinaryData(tail), "data");
    }

    private <T> T required(@Nullable T member, String what) {
        if (member == null) {
            throw InferenceException.invalid(this + ": " + what + " is missing");
        }
        return member;
    }

    private void readMember(String member) {
        switch (member) {
            case "name" -> name = readText(in, this, "name");
            case "datatype" -> datatype = readDatatype();
            case "shape" -> shape = readShape();
            case "parameters" -> readParameters();
            case "data" -> readOrSkipData();
            default -> in.skipValue();
        }
    }

    /** A member that has to be a text. */
    static String readText(JsonScanner in, Object where, String member) {
        if (in.peek() != '"') {
            throw InferenceException.invalid(where + ": " + member + " is " + in.kind() + ". Send a text");
        }
        return in.readString();
    }

    private Datatype readDatatype() {
        String text = readText(in, this, "datatype");
        return Datatype.named(text)
                .orElseThrow(() -> InferenceException.invalid(this + ": datatype " + Quoted.name(text)
                        + " is unknown. Known: " + Arrays.toString(Datatype.values())));
    }

    private Shape readShape() {
        if (in.peek() != '[') {
            throw InferenceException.invalid(this + ": shape is " + in.kind() + ". Send a list of lengths");
        }
        in.expect('[');
        long[] dims = new long[4];
        int rank = 0;
        if (!in.skip(']')) {
            do {
                if (rank == limits.rank()) {
                    throw Shapes.tooManyDimensions(this, limits);
                }
                if (rank == dims.length) {
                    dims = Arrays.copyOf(dims, 2 * rank);
                }
                dims[rank] = readDimension(rank);
                rank++;
            } while (in.continues(']'));
        }
        return Shapes.of(this, Arrays.copyOf(dims, rank), limits);
    }

    private long readDimension(int dimension) {
        if (in.numberFollows()) {
            in.readNumber();
            boolean negative = in.negative;
            if (in.isWhole() && in.significand >= 0) {
                return negative ? -in.significand : in.significand;
            }
        } else {
            in.kind();
        }
        throw InferenceException.invalid(
                this + ": shape[" + dimension + "] is no length. Send whole numbers of 0 to 2^31-1");
    }

    private void readParameters() {
        Map<String, Object> parameters = Parameters.read(in, this, limits);
        Extensions.refuse(this, parameters.keySet());
        Object size = parameters.get(BINARY_SIZE);
        if (size == null) {
            return;
        }
        if (!(size instanceof Long bytes) || bytes < 0) {
            throw InferenceException.invalid(
                    this + ": parameter 'binary_data_size' is no size. Send the number of bytes");
        }
        binarySize = bytes;
    }

    private void readOrSkipData() {
        if (in.skipNull()) {
            return;
        }
        dataAt = in.position();
        if (datatype == null || shape == null || binarySize != UNKNOWN) {
            in.skipData();
        } else {
            tensor = DataReader.read(in, this, datatype, shape, memory);
        }
    }

    private @Nullable Tensor readJsonData() {
        if (tensor == null && dataAt != UNKNOWN && datatype != null && shape != null) {
            int end = in.position();
            in.moveTo(dataAt);
            tensor = DataReader.read(in, this, datatype, shape, memory);
            in.moveTo(end);
        }
        return tensor;
    }

    private @Nullable Tensor readBinaryData(BinaryTail tail) {
        if (dataAt != UNKNOWN) {
            throw InferenceException.invalid(this + " has both data and binary_data_size. Send one of them");
        }
        return datatype == null || shape == null
                ? null
                : BinaryTensors.read(this, datatype, shape, tail.take(this, binarySize), memory);
    }
}
