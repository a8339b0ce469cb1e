// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Changes to the fields of a model's graph, applied to its bytes. All that isn't named stays as it is, byte for byte. */
final class GraphEdit {
    private static final int GRAPH = 7;

    private record Field(int end, byte[] replacement) {}

    private final TreeMap<Integer, Field> replaced = new TreeMap<>();
    private final ByteArrayOutputStream added = new ByteArrayOutputStream();

    /** Puts other fields in the place of the one from {@code start} to {@code end}; none to drop it. */
    void replace(int start, int end, WireWriter fields) {
        replaced.put(start, new Field(end, fields.toBytes()));
    }

    /** Puts fields before all others: nodes there run first. */
    void add(WireWriter fields) {
        added.writeBytes(fields.toBytes());
    }

    boolean isEmpty() {
        return replaced.isEmpty() && added.size() == 0;
    }

    /** The edited model. */
    byte[] applyTo(ModelReader model) {
        byte[] bytes = model.bytes();
        ByteArrayOutputStream graph = new ByteArrayOutputStream(model.graphEnd() - model.graphContent() + 256);
        graph.writeBytes(added.toByteArray());
        int at = model.graphContent();
        for (Map.Entry<Integer, Field> entry : replaced.entrySet()) {
            graph.write(bytes, at, entry.getKey() - at);
            graph.writeBytes(entry.getValue().replacement());
            at = entry.getValue().end();
        }
        graph.write(bytes, at, model.graphEnd() - at);

        ByteArrayOutputStream edited = new ByteArrayOutputStream(bytes.length + 256);
        edited.write(bytes, 0, model.graphStart());
        edited.writeBytes(new WireWriter().bytes(GRAPH, graph.toByteArray()).toBytes());
        edited.writeBytes(Arrays.copyOfRange(bytes, model.graphEnd(), bytes.length));
        return edited.toByteArray();
    }
}
