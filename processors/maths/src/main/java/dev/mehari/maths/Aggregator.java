// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Locale;
import java.util.Optional;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * Makes one value per row of the values of its items, as after a split. Items are {@code [N, …]}, all rows' one after another;
 * rows are {@code [n, …]}, and any of them may have no items.
 */
public enum Aggregator {
    /** Summed in FP64; FP32 for FP32, else FP64. */
    MEAN(new MeanAggregation(), true),
    /** Floats keep their datatype, integers give INT64; a sum that INT64 doesn't hold is the request's error. */
    SUM(new SumAggregation(), false),
    /** The smallest, in the items' datatype. */
    MIN(new ExtremeAggregation(false), true),
    /** The largest, in the items' datatype. */
    MAX(new ExtremeAggregation(true), true),
    /** Whether any item is true. */
    ANY(new TruthAggregation(false), false),
    /** Whether all items are true. */
    ALL(new TruthAggregation(true), false),
    /** The value that most items have, of equals that of the earliest. */
    VOTE(new VoteAggregation(), true),
    /** The first item's. */
    FIRST(new FirstAggregation(), true),
    /** How many items there are, INT32 {@code [n]}. */
    COUNT(new CountAggregation(), false),
    /** All of them, one after another, padded to the most that a row can have. */
    LIST(new ListAggregation(), true);

    private final Aggregation aggregation;
    private final boolean needsEmpty;

    Aggregator(Aggregation aggregation, boolean needsEmpty) {
        this.aggregation = aggregation;
        this.needsEmpty = needsEmpty;
    }

    /** The word in a graph file: {@code mean}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Aggregator> named(String word) {
        for (Aggregator aggregator : values()) {
            if (aggregator.word().equals(word)) {
                return Optional.of(aggregator);
            }
        }
        return Optional.empty();
    }

    /** Whether rows without items, and the padding of lists, need a value that somebody chooses. */
    public boolean needsEmpty() {
        return needsEmpty;
    }

    /** Whether such a value may be chosen: for all but {@link #COUNT}, where it is 0. */
    public boolean takesEmpty() {
        return this != COUNT;
    }

    /**
     * The type of what it makes of such items. Its dimension 0 is open.
     *
     * @param items {@code [N, …]}
     * @param most how many items a row can have, {@link Shape#DYNAMIC} where requests differ
     * @throws InvalidOpException op 0, path empty, if it can't take them
     */
    public TensorType type(TensorType items, long most) {
        if (this != COUNT) {
            ItemTypes.require(word(), items);
        }
        return aggregation.type(items, most);
    }

    /**
     * Whether rows without items can have that value.
     *
     * @param items a type that {@link #type} takes
     * @param empty a number, also NaN, a text or a boolean
     * @throws InvalidOpException op 0, path empty, if the datatype of the answer doesn't hold it, or none can be chosen
     */
    public void checkEmpty(TensorType items, Object empty) {
        if (!takesEmpty()) {
            throw new InvalidOpException(
                    "", word() + " takes no value for rows without items, they count 0", "Remove it.");
        }
        Filling.of(type(items, Shape.DYNAMIC).datatype(), empty);
    }

    /**
     * @param items {@code [N, …]}, row by row; where N is 0 see {@link #noItems}
     * @param lengths how many of the items belong to each of the n rows; they sum to N
     * @param most how many items a row of this request can have: no length is larger
     * @param empty what rows without items give, one that {@link #checkEmpty} lets pass; null where there is none
     * @return {@code [n, …]}
     * @throws InferenceException INVALID if a row has no items and needs a value for that, or a sum doesn't fit; TOO_LARGE
     *     if the answer does not fit a tensor; FAILED if items of unknown shape turn out not to suit
     */
    public Tensor aggregate(Tensor items, int[] lengths, long most, @Nullable Object empty) {
        long sum = 0;
        for (int length : lengths) {
            if (length < 0 || length > most) {
                throw new IllegalArgumentException("a row of " + length + " items, at most " + most);
            }
            sum += length;
        }
        if (sum != items.rows()) {
            throw new IllegalArgumentException("rows of " + sum + " items in all, " + items);
        }
        if (items.shape().rank() == 0) {
            throw InferenceException.of(InferenceException.Kind.FAILED, word() + " takes [N, …], it got a scalar");
        }
        return aggregation.aggregate(items, lengths, Math.toIntExact(most), filling(items, empty));
    }

    private @Nullable Filling filling(Tensor items, @Nullable Object empty) {
        if (empty == null || !takesEmpty()) {
            return null;
        }
        return Filling.of(
                type(new TensorType(items.datatype(), items.shape()), Shape.DYNAMIC)
                        .datatype(),
                empty);
    }

    /**
     * The items of rows that have none at all, {@code [0, …]}.
     *
     * @throws InferenceException FAILED if the type leaves the size of an item open: then nobody can say how large the
     *     answer is
     */
    public static Tensor noItems(TensorType items) {
        Shape shape = items.shape();
        if (shape == null || shape.rank() == 0 || !shape.with(0, 0).isConcrete()) {
            throw InferenceException.of(
                    InferenceException.Kind.FAILED,
                    "no row has items, and how large an answer for an item is, " + items + " doesn't say");
        }
        Shape none = shape.with(0, 0);
        return items.datatype() == Datatype.BYTES
                ? Tensor.of(none, new String[0])
                : new TensorBuilder(items.datatype(), none).build();
    }
}
