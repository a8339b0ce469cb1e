// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/**
 * The type that an op takes, and what the op requires of it. A requirement that the type can't settle, since a dimension
 * or the whole shape is only known in the call, becomes a check that runs before the op's step.
 */
final class Intake {
    private final String kernel;
    private final TensorType type;
    private final boolean batch;
    private final List<Step> checks = new ArrayList<>();

    Intake(String kernel, TensorType type, boolean batch) {
        this.kernel = kernel;
        this.type = type;
        this.batch = batch;
    }

    String kernel() {
        return kernel;
    }

    TensorType type() {
        return type;
    }

    boolean batch() {
        return batch;
    }

    List<Step> checks() {
        return checks;
    }

    Place place() {
        return new Place(type.features(), batch);
    }

    /** The number of columns as far as it is known: see {@link Columns}. */
    int columns() {
        if (type.hasFeatures()) {
            return type.features().size();
        }
        Shape shape = type.shape();
        return shape == null ? Columns.UNKNOWN : Columns.of(shape, batch);
    }

    boolean hasCategories() {
        return type.features().stream().anyMatch(Feature::isCategorical);
    }

    /** The position of the one column of that name. */
    int column(String name, String path) {
        List<Feature> features = type.features();
        if (features.isEmpty()) {
            throw new InvalidOpException(
                    path,
                    "no column '" + name + "': the columns of " + type + " have no names here",
                    kernel.equals("select") ? "Write positions, from 0." : "Write a number, or one per column.");
        }
        int column = type.indexOf(name);
        Set<String> known = new LinkedHashSet<>();
        features.forEach(feature -> known.add(feature.name()));
        if (column < 0) {
            throw new InvalidOpException(
                    path,
                    "no column '" + name + "'; " + Names.known(known),
                    Names.didYouMean(name, known, "Write one of the known names."));
        }
        if (features.stream().filter(feature -> feature.name().equals(name)).count() > 1) {
            throw new InvalidOpException(
                    path,
                    "several columns are called '" + name + "'",
                    kernel.equals("select")
                            ? "Write the position of the one that is meant."
                            : "Select columns with different names first, or write one number per column.");
        }
        return column;
    }

    InvalidOpException wrong(String message, String mend) {
        return new InvalidOpException("", message, mend);
    }

    void requireFloats(String mend) {
        if (!type.datatype().isFloat()) {
            throw wrong(kernel + " takes floats, it gets " + type, mend);
        }
    }

    void requireNumeric() {
        if (!type.datatype().isNumeric()) {
            throw wrong(
                    kernel + " takes numbers, it gets " + type,
                    type.datatype() == Datatype.BOOL
                            ? "Put a cast before it, such as {cast: FP32}."
                            : "Texts can't be computed with: use another input.");
        }
    }

    /** @param form the shapes allowed, as people write them: {@code [n, k]} */
    void requireRank(int least, int most, String form, String mend) {
        Shape shape = type.shape();
        if (shape != null && (shape.rank() < least || shape.rank() > most)) {
            throw wrong(kernel + " takes " + form + ", it gets " + type, mend);
        }
        if (shape == null) {
            checks.add(new ShapeCheck(kernel, form, least, most, Columns.UNKNOWN, 0, batch, false));
        }
    }

    /** Exactly so many columns, as the constants or the features say. */
    void requireColumns(int columns) {
        if (isOpen()) {
            check(columns + (columns == 1 ? " column" : " columns"), columns, 0);
        }
    }

    /** At least so many columns, as the positions picked say. */
    void requireColumnsUpTo(int columns) {
        if (isOpen()) {
            check(columns + (columns == 1 ? " column" : " columns") + " or more", Columns.UNKNOWN, columns);
        }
    }

    private boolean isOpen() {
        return type.shape() == null || Columns.of(type.shape(), batch) == Columns.UNKNOWN;
    }

    private void check(String form, int columns, int leastColumns) {
        checks.add(
                new ShapeCheck(kernel, form, 0, Integer.MAX_VALUE, columns, leastColumns, batch, type.shape() != null));
    }
}
