// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** Checks {@code spec.inputs} (rules 6, 10, 12) and makes their defaults. */
final class InputCheck {
    private final CheckRun run;

    InputCheck(CheckRun run) {
        this.run = run;
    }

    /** The inputs, each made visible in the scope; empty if one is wrong. */
    Optional<List<CheckedInput>> check(Scope scope) {
        List<Optional<CheckedInput>> checked = new ArrayList<>();
        for (int i = 0; i < run.spec().inputs().size(); i++) {
            checked.add(check(run.spec().inputs().get(i), "spec.inputs[" + i + "]", scope));
        }
        return CheckRun.all(checked);
    }

    private Optional<CheckedInput> check(InputSpec input, String path, Scope scope) {
        boolean sound = !run.draft.isBroken(path) && hasBatch(input, path) & featuresFit(input, path);
        if (!sound) {
            scope.add(Visible.input(input.name(), Knowledge.NOTHING));
            return Optional.empty();
        }
        Visible visible = Visible.input(input.name(), new Knowledge.Known(input.type()));
        scope.add(visible);
        run.publish(visible);
        return new Defaults(run, input, path).checked();
    }

    private boolean hasBatch(InputSpec input, String path) {
        Shape shape = input.shape();
        if (!run.batch() || (shape.rank() > 0 && shape.dim(0) == Shape.DYNAMIC)) {
            return true;
        }
        String rest = shape.rank() == 0
                ? ""
                : shape.toString().substring(1, shape.toString().length() - 1);
        String better = rest.isEmpty() ? "[-1]" : "[-1, " + rest + "]";
        run.error(
                path + ".shape",
                "dimension 0 of " + shape + " isn't the batch",
                "Write " + better + ", or set batch: false in spec if a request is one row.");
        return false;
    }

    private boolean featuresFit(InputSpec input, String path) {
        if (input.features().isEmpty()) {
            return true;
        }
        String at = path + ".features";
        Shape shape = input.shape();
        int count = input.features().size();
        if (!run.batch()) {
            run.error(
                    at,
                    "features name the columns of rows, and without batch there are no rows",
                    "Remove them, or remove batch: false.");
            return false;
        }
        if (shape.rank() != 2 || shape.dim(1) == Shape.DYNAMIC) {
            run.error(
                    at,
                    "features name the columns of [-1, k], the shape is " + shape,
                    "Write the shape [-1, " + count + "].");
            return false;
        }
        boolean sound = true;
        if (shape.dim(1) != count) {
            run.error(
                    at,
                    Words.count(count, "feature") + " for the " + Words.count(shape.dim(1), "column") + " of " + shape,
                    "Name every column, in order, or write the shape [-1, " + count + "].");
            sound = false;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            FeatureSpec feature = input.features().get(i);
            String place = at + "[" + i + "]";
            if (!names.add(feature.name())) {
                run.error(
                        place,
                        "the feature '" + feature.name() + "' is given twice",
                        "Give each column a name of its own.");
                sound = false;
            }
            sound &= categoriesFit(feature, input, place);
        }
        return sound;
    }

    private boolean categoriesFit(FeatureSpec feature, InputSpec input, String place) {
        List<String> categories = feature.categories();
        if (categories.isEmpty()) {
            return true;
        }
        String at = place + ".categories";
        if (!input.datatype().isNumeric()) {
            run.error(
                    at,
                    "a column with categories holds their index as a number, '" + input.name() + "' is "
                            + input.datatype(),
                    "Write a numeric datatype such as FP32, or remove the categories.");
            return false;
        }
        if (categories.size() - 1 > largestIndex(input)) {
            run.error(
                    at,
                    input.datatype() + " can't hold the index " + (categories.size() - 1) + " of the last category",
                    "Write a wider datatype.");
            return false;
        }
        Set<String> texts = new HashSet<>();
        boolean sound = true;
        for (int i = 0; i < categories.size(); i++) {
            if (!texts.add(categories.get(i))) {
                run.error(at + "[" + i + "]", "the category '" + categories.get(i) + "' is given twice", "Remove one.");
                sound = false;
            }
        }
        return sound;
    }

    /** Up to here every whole number is exact. */
    private static long largestIndex(InputSpec input) {
        return switch (input.datatype()) {
            case FP16 -> 1 << 11;
            case BF16 -> 1 << 8;
            case FP32 -> 1 << 24;
            case INT8, UINT8, INT16, UINT16 -> input.datatype().maxInteger();
            default -> Integer.MAX_VALUE;
        };
    }

    /** One tensor for each, if all are there. */
    static boolean all(List<Optional<Tensor>> tensors) {
        return !tensors.isEmpty() && tensors.stream().allMatch(Optional::isPresent);
    }
}
