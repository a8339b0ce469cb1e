// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Fits the tensors of a request to the declared inputs (rules 6, 10, 11 and 12): by name, whole or column by column, with
 * defaults for what may be left out; and refuses everything else with a word on what to send. Immutable.
 */
final class InputBinder {
    /** What the first dimension means. */
    enum Rows {
        /** The batch: the same for all inputs, at least 1. */
        BATCH,
        /** Nothing special: the request is one row (rule 6, {@code batch: false}). */
        NONE,
        /** A bare model's affair. */
        ANY
    }

    private final List<Declaration.Input> inputs;
    private final Rows rows;
    /** Where a name that a request may use points to. */
    private final Map<String, Target> targets = new HashMap<>();
    /** A column's bare name that several columns share, so that it names none. */
    private final Set<String> ambiguous = new HashSet<>();

    private final ColumnJoin[] joins;
    private final CategoryCheck[] categories;

    /** @param column the column meant, −1 for the whole input */
    private record Target(int input, int column) {}

    InputBinder(List<Declaration.Input> inputs, Rows rows) {
        this.inputs = List.copyOf(inputs);
        this.rows = rows;
        this.joins = new ColumnJoin[inputs.size()];
        this.categories = new CategoryCheck[inputs.size()];
        nameColumns();
        for (int i = 0; i < inputs.size(); i++) {
            Declaration.Input input = inputs.get(i);
            targets.put(input.name(), new Target(i, -1));
            joins[i] = new ColumnJoin(input);
            categories[i] = CategoryCheck.of(input);
        }
    }

    private void nameColumns() {
        for (int i = 0; i < inputs.size(); i++) {
            List<Feature> features = inputs.get(i).type().features();
            for (int j = 0; j < features.size(); j++) {
                String name = features.get(j).name();
                if (targets.putIfAbsent(name, new Target(i, j)) != null) {
                    ambiguous.add(name);
                }
            }
        }
        ambiguous.forEach(targets::remove);
        // The full name always works, also where another column's text reads so.
        for (int i = 0; i < inputs.size(); i++) {
            List<Feature> features = inputs.get(i).type().features();
            for (int j = 0; j < features.size(); j++) {
                targets.put(inputs.get(i).name() + "." + features.get(j).name(), new Target(i, j));
            }
        }
    }

    List<Declaration.Input> inputs() {
        return inputs;
    }

    /**
     * The inputs in declared order.
     *
     * @throws InferenceException of kind INVALID, naming the input or column
     */
    Tensor[] bind(NamedTensors sent) {
        Tensor[] bound = new Tensor[inputs.size()];
        Tensor @Nullable [][] columns = null;
        for (int s = 0; s < sent.size(); s++) {
            Target target = target(sent.name(s));
            if (target.column() < 0) {
                if (bound[target.input()] != null) {
                    throw InferenceException.invalid("input '" + sent.name(s) + "' is sent twice");
                }
                bound[target.input()] = sent.tensor(s);
            } else {
                if (columns == null) {
                    columns = new Tensor[inputs.size()][];
                }
                putColumn(columns, target, sent.name(s), sent.tensor(s));
            }
        }
        if (columns != null) {
            joinColumns(bound, columns);
        }
        int count = -1;
        String counted = "";
        for (int i = 0; i < bound.length; i++) {
            if (bound[i] == null) {
                continue;
            }
            check(inputs.get(i), bound[i]);
            if (rows == Rows.BATCH) {
                if (count >= 0 && bound[i].rows() != count) {
                    throw InferenceException.invalid("input '" + counted + "' has " + count + " rows and input '"
                            + inputs.get(i).name() + "' has " + bound[i].rows() + "; send the same number");
                }
                count = bound[i].rows();
                counted = inputs.get(i).name();
            }
        }
        fillDefaults(bound, count < 0 ? 1 : count);
        for (int i = 0; i < bound.length; i++) {
            if (categories[i] != null) {
                categories[i].check(bound[i]);
            }
        }
        return bound;
    }

    private Target target(String name) {
        Target target = targets.get(name);
        if (target != null) {
            return target;
        }
        if (ambiguous.contains(name)) {
            throw InferenceException.invalid("input '" + name + "' names a column of several inputs; write "
                    + inputs.stream()
                            .filter(i -> i.type().indexOf(name) >= 0)
                            .map(i -> "'" + i.name() + "." + name + "'")
                            .collect(Collectors.joining(" or ")));
        }
        throw InferenceException.invalid("there is no input '" + Words.shorten(name) + "'; inputs are: " + names());
    }

    private String names() {
        return inputs.stream().map(Declaration.Input::name).collect(Collectors.joining(", "));
    }

    private void putColumn(Tensor[][] columns, Target target, String name, Tensor tensor) {
        Declaration.Input input = inputs.get(target.input());
        if (columns[target.input()] == null) {
            columns[target.input()] = new Tensor[input.type().features().size()];
        }
        if (columns[target.input()][target.column()] != null) {
            throw InferenceException.invalid("column '" + input.name() + "."
                    + input.type().features().get(target.column()).name() + "' is sent twice");
        }
        joins[target.input()].check(name, target.column(), tensor);
        columns[target.input()][target.column()] = tensor;
    }

    private void joinColumns(Tensor[] bound, Tensor[][] columns) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] == null) {
                continue;
            }
            if (bound[i] != null) {
                throw InferenceException.invalid(
                        "input '" + inputs.get(i).name() + "' is sent whole and by columns; send it one way");
            }
            bound[i] = joins[i].join(columns[i]);
        }
    }

    private void check(Declaration.Input input, Tensor tensor) {
        if (tensor.datatype() != input.type().datatype()) {
            throw InferenceException.invalid("input '" + input.name() + "' has datatype " + tensor.datatype()
                    + ", it takes " + input.type().datatype() + "; send that, or let the graph 'cast'");
        }
        Shape shape = input.type().shape();
        if (shape != null && !shape.accepts(tensor.shape())) {
            throw InferenceException.invalid("input '" + input.name() + "' has shape " + tensor.shape() + ", it takes "
                    + shape + mend(shape, tensor));
        }
        if (rows == Rows.BATCH && tensor.rows() < 1) {
            throw InferenceException.invalid("input '" + input.name() + "' has no rows; send at least one");
        }
    }

    private static String mend(Shape shape, Tensor tensor) {
        if (shape.rank() == 2 && shape.dim(1) >= 0) {
            return tensor.shape().rank() == 1 && tensor.size() == shape.dim(1)
                    ? "; one row is [1, " + shape.dim(1) + "]"
                    : "; send " + shape.dim(1) + " columns";
        }
        return shape.rank() == tensor.shape().rank() ? "" : "; send rank " + shape.rank();
    }

    private void fillDefaults(Tensor[] bound, int count) {
        for (int i = 0; i < bound.length; i++) {
            if (bound[i] != null) {
                continue;
            }
            Declaration.Input input = inputs.get(i);
            if (!input.isOptional()) {
                throw InferenceException.invalid(
                        "input '" + input.name() + "' is missing; it is " + input.type() + " and has no default");
            }
            bound[i] = joins[i].defaults(rows == Rows.BATCH ? count : -1);
        }
    }
}
