// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * What limits a step that may fail or take long (rule 25), and what answers instead of it. Immutable.
 *
 * <p>Its JSON: {@code {"timeoutMillis": n, "fallback": {output: value} or "steps", "warmupStride": n}}, each key optional. A value
 * of null is NaN. With {@code "steps"} the route goes on to the steps that answer.
 */
final class StepGuard {
    private final long timeoutMillis;
    private final boolean fallsBack;
    private final List<Fill> fills;
    private final int pathSlot;
    private final WarmupTurn turn;
    private final boolean batch;

    /** An output that gets one value. */
    private record Fill(int slot, TensorType type, @Nullable Object value) {}

    private StepGuard(Declaration declaration, String node, JsonNode json) {
        this.timeoutMillis = json.path("timeoutMillis").asLong(0);
        JsonNode fallback = json.path("fallback");
        this.fallsBack = !fallback.isMissingNode();
        List<Fill> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> value : (Iterable<Map.Entry<String, JsonNode>>) fallback::fields) {
            int slot = declaration.slot(node + "." + value.getKey());
            values.add(new Fill(slot, declaration.slotType(slot), Json.plain(value.getValue())));
        }
        this.fills = List.copyOf(values);
        this.pathSlot = fallsBack ? declaration.pathSlot(node) : -1;
        this.turn = WarmupTurn.of(json, fallback.isTextual() ? 2 : 1);
        this.batch = declaration.isBatch();
    }

    /** @param text JSON; blank for a step that nothing guards */
    static StepGuard of(String text, Declaration declaration, String node) {
        String json = text.isBlank() ? "{}" : text;
        return new StepGuard(declaration, node, Json.parse(json, "guard of step '" + node + "'"));
    }

    /** How long the step may take; 0 for as long as the request has time. */
    long timeoutMillis() {
        return timeoutMillis;
    }

    boolean fallsBack() {
        return fallsBack;
    }

    /** Whether, in this round of the warm-up, the steps that answer instead have their turn. */
    boolean isFallbacksTurn(Inference frame) {
        return turn.of(frame) == 1;
    }

    /** Marks the fallback in the path, and gives its values where it has some. */
    void fallBack(Inference frame) {
        frame.put(pathSlot, Inference.constantRows(frame.rowCount(), Inference.FALLBACK));
        for (Fill fill : fills) {
            frame.put(fill.slot(), filled(fill, frame.rowCount()));
        }
    }

    private Tensor filled(Fill fill, int rows) {
        Shape shape = shape(fill.type().shape(), rows);
        Datatype datatype = fill.type().datatype();
        int size = Math.toIntExact(shape.elements());
        Object value = fill.value();
        if (datatype == Datatype.BYTES) {
            String[] texts = new String[size];
            java.util.Arrays.fill(texts, String.valueOf(value));
            return Tensor.of(shape, texts);
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < size; i++) {
            if (value instanceof Boolean truth) {
                builder.setBoolean(i, truth);
            } else if (datatype.isInteger() && value instanceof Number number) {
                builder.setLong(i, number.longValue());
            } else {
                builder.setDouble(i, value instanceof Number number ? number.doubleValue() : Double.NaN);
            }
        }
        return builder.build();
    }

    /** Where a model's file states no shape an output is one value a row; lengths that it leaves open are 1. */
    private Shape shape(@Nullable Shape declared, int rows) {
        Shape shape = declared != null ? declared : batch ? Shape.of(rows) : Shape.SCALAR;
        for (int i = 0; i < shape.rank(); i++) {
            if (i == 0 && batch) {
                shape = shape.with(0, rows);
            } else if (shape.dim(i) == Shape.DYNAMIC) {
                shape = shape.with(i, 1);
            }
        }
        return shape;
    }
}
