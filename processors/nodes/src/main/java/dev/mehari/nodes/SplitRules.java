// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.maths.Aggregator;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How a split takes rows apart into items and makes rows of them again (rule 23). Immutable.
 *
 * <p>Items stand along dimension 1 of {@code [n, m, …]}; those that count, in row then item order, are one batch of N.
 */
final class SplitRules {
    private static final int NONE = -1;

    private final Declaration declaration;
    private final String block;
    private final int input;
    private final int lengths;
    private final int item;
    private final List<Output> outputs = new ArrayList<>();
    private final PathSlots nested;
    private final long maxBytes;

    /** @param empty what a row without items gives; null if there is nothing such */
    private record Output(
            int slot,
            Aggregator aggregator,
            int from,
            @Nullable Object empty) {}

    private SplitRules(Declaration declaration, JsonNode json, long maxBytes) {
        this.declaration = declaration;
        this.block = json.path("block").asText();
        this.input = declaration.slot(json.path("input").asText());
        this.lengths =
                json.has("lengths") ? declaration.slot(json.path("lengths").asText()) : NONE;
        this.item = declaration.slot(json.path("as").asText());
        for (Map.Entry<String, JsonNode> output : (Iterable<Map.Entry<String, JsonNode>>)
                () -> json.path("outputs").fields()) {
            JsonNode how = output.getValue();
            String word = how.path("aggregate").asText();
            outputs.add(new Output(
                    declaration.slot(block + "." + output.getKey()),
                    Aggregator.named(word)
                            .orElseThrow(() -> new IllegalArgumentException("there is no aggregator '" + word + "'")),
                    declaration.slot(how.path("from").asText()),
                    how.has("empty") ? empty(how.get("empty")) : null));
        }
        this.nested = PathSlots.of(json, declaration);
        this.maxBytes = maxBytes;
    }

    /** NaN, which JSON can't write, is null there. */
    private static Object empty(JsonNode json) {
        Object plain = Json.plain(json);
        return plain == null ? Double.NaN : plain;
    }

    /** @param maxBytes how large a tensor of the rows may become when it is repeated for each item */
    static SplitRules of(JsonNode json, Declaration declaration, long maxBytes) {
        return new SplitRules(declaration, json, maxBytes);
    }

    /**
     * The frame of the items, which may be none at all.
     *
     * @throws InferenceException INVALID for a length that isn't 0 to m
     */
    Inference open(Inference frame) {
        Tensor rows = frame.get(input);
        Shape shape = rows.shape();
        if (shape.rank() < 2 || rows.rows() != frame.rowCount()) {
            throw InferenceException.of(
                    Kind.FAILED,
                    "split '" + block + "' takes apart [n, m, …], but '" + declaration.slotName(input) + "' is " + rows
                            + " for " + frame.rowCount() + " rows");
        }
        int most = Math.toIntExact(shape.dim(1));
        int[] counts = counts(frame, most);
        int[] rowOfItem = new int[sum(counts)];
        int[] places = new int[rowOfItem.length];
        int at = 0;
        for (int row = 0; row < counts.length; row++) {
            for (int i = 0; i < counts[row]; i++) {
                rowOfItem[at] = row;
                places[at++] = row * most + i;
            }
        }
        Inference items = frame.items(rowOfItem, new Items(this, counts, most));
        Tensor flat = rows.reshape(flat(shape, frame.rowCount(), most));
        items.put(item, places.length == flat.rows() ? flat : flat.gather(places));
        return items;
    }

    private static Shape flat(Shape shape, int rows, int most) {
        long[] dims = new long[shape.rank() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = shape.dim(i + 1);
        }
        dims[0] = Math.multiplyExact(rows, most);
        return Shape.of(dims);
    }

    private int[] counts(Inference frame, int most) {
        int[] counts = new int[frame.rowCount()];
        if (lengths == NONE) {
            java.util.Arrays.fill(counts, most);
            return counts;
        }
        Tensor given = frame.get(lengths);
        if (given.size() != counts.length) {
            throw InferenceException.invalid("split '" + block + "': '" + declaration.slotName(lengths) + "' is "
                    + given + " for " + counts.length + " rows; one length a row is needed");
        }
        for (int row = 0; row < counts.length; row++) {
            long length = given.longAt(row);
            if (length < 0 || length > most) {
                throw InferenceException.invalid("split '" + block + "': '" + declaration.slotName(lengths) + "' says "
                        + length + " for row " + row + "; it has " + most + " items, so send 0 to " + most);
            }
            counts[row] = (int) length;
        }
        if (frame.call().isWarmup() && sum(counts) == 0) {
            java.util.Arrays.fill(counts, most); // made lengths are zeros, but the steps inside are to be warmed
        }
        return counts;
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum = Math.addExact(sum, count);
        }
        return sum;
    }

    /** Keeps a request of few bytes from making tensors of many. */
    void requireRoom(Tensor outer, int items, int slot) {
        long bytes = outer.rows() == 0 ? 0 : outer.binarySize() / outer.rows();
        if (bytes * items > maxBytes) {
            throw InferenceException.of(
                    Kind.TOO_LARGE,
                    "split '" + block + "': '" + declaration.slotName(slot) + "' would be repeated for " + items
                            + " items and take more than " + maxBytes + " bytes (limit " + NodeSettings.SPLIT_BYTES
                            + ")");
        }
    }

    /**
     * Writes into {@code frame} what its items give.
     *
     * @param items the frame that {@link #open} made, its steps run; they aren't where it has no rows
     */
    void merge(Inference frame, Inference items) {
        if (!(items.origin() instanceof Items opened)) {
            throw new IllegalStateException("a frame that isn't of items came out of split '" + block + "'");
        }
        int count = items.rowCount();
        for (Output output : outputs) {
            Tensor values = count == 0 ? none(output) : items.get(output.from());
            if (values.rows() != count || values.shape().rank() == 0) {
                throw InferenceException.of(
                        Kind.FAILED,
                        "split '" + block + "': its steps gave " + values + " as '"
                                + declaration.slotName(output.from()) + "' for " + count + " items");
            }
            frame.put(output.slot(), aggregate(output, values, opened));
        }
        if (count > 0) {
            nested.gather(frame, items, opened.counts());
        }
    }

    private Tensor none(Output output) {
        return output.aggregator() == Aggregator.COUNT
                ? Tensor.of(Shape.of(0), new int[0])
                : Aggregator.noItems(declaration.slotType(output.from()));
    }

    private Tensor aggregate(Output output, Tensor values, Items items) {
        try {
            return output.aggregator().aggregate(values, items.counts(), items.most(), output.empty());
        } catch (InferenceException e) {
            throw InferenceException.at("split '" + block + "', '" + declaration.slotName(output.slot()) + "'", e);
        }
    }
}
