// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attributes of a node, as far as their sizes, integers and texts matter. Those that are absent are empty. */
final class Attributes {
    private static final class Attribute {
        private int floats;
        private long[] ints = new long[4];
        private int intCount;
        private final List<String> texts = new ArrayList<>(0);
        private long tensorElements = -1;
        private final List<Long> tensorInts = new ArrayList<>(0);
        private byte[] tensorBytes = new byte[0];

        void addInt(long value) {
            if (intCount == ints.length) {
                ints = Arrays.copyOf(ints, 2 * intCount);
            }
            ints[intCount++] = value;
        }
    }

    private static final Attribute NONE = new Attribute();

    private final Map<String, Attribute> byName = new HashMap<>();

    /** Reads those of a NodeProto. */
    static Attributes of(WireReader node) {
        Attributes attributes = new Attributes();
        while (node.next()) {
            if (node.field() == 5) { // attribute
                attributes.read(node.message("an attribute"));
            }
        }
        return attributes;
    }

    private void read(WireReader proto) {
        Attribute attribute = new Attribute();
        String name = "";
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> name = proto.once().text(); // name
                case 3 -> attribute.addInt(proto.once().number()); // i
                case 5 -> tensor(proto.once().message("a tensor"), attribute); // t
                case 7 -> attribute.floats += proto.floats(); // floats
                case 8 -> proto.numbers(attribute::addInt); // ints
                case 9 -> attribute.texts.add(proto.text()); // strings
                default -> {}
            }
        }
        byName.put(name, attribute);
    }

    private static void tensor(WireReader tensor, Attribute attribute) {
        long[] elements = {1};
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.numbers(dim -> elements[0] *= dim); // dims
                case 5 -> tensor.numbers(attribute.tensorInts::add); // int32_data
                case 9 -> attribute.tensorBytes = tensor.content(); // raw_data
                default -> {}
            }
        }
        attribute.tensorElements = elements[0];
    }

    private Attribute named(String name) {
        return byName.getOrDefault(name, NONE);
    }

    /** How many floats the list has. */
    int floats(String name) {
        return named(name).floats;
    }

    /** How many texts the list has. */
    int texts(String name) {
        return named(name).texts.size();
    }

    String text(String name, int index) {
        return named(name).texts.get(index);
    }

    long[] integers(String name) {
        Attribute attribute = named(name);
        return Arrays.copyOf(attribute.ints, attribute.intCount);
    }

    long integer(String name, long otherwise) {
        Attribute attribute = named(name);
        return attribute.intCount == 0 ? otherwise : attribute.ints[0];
    }

    /** How many elements the tensor has; 0 if there is none. */
    long elements(String name) {
        return Math.max(0, named(name).tensorElements);
    }

    /** The elements of a tensor of bytes. */
    long[] bytes(String name) {
        Attribute attribute = named(name);
        long[] values = new long[attribute.tensorBytes.length + attribute.tensorInts.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribute.tensorInts.isEmpty()
                    ? attribute.tensorBytes[i] & 0xff
                    : attribute.tensorInts.get(Math.min(i, attribute.tensorInts.size() - 1));
        }
        return values;
    }
}
