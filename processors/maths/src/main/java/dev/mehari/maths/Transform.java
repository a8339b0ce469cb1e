// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/*
 * How a transform works
 *
 * Everything that can be decided before a request is decided when the ops are bound: which columns a constant touches,
 * its numbers rounded to the datatype and laid in arrays, the names and the shape of what comes out. What is left is a
 * list of steps, each a loop over primitive arrays. They share one set of arrays (Cells), so that a chain of ops copies
 * the elements in once and out once.
 *
 * A requirement that the types can't settle, because a dimension is dynamic or a model states no shape, becomes a step
 * of its own (ShapeCheck) before the op that needs it. Where all is known there is no such step.
 */

/**
 * Ops bound to the types of their inputs; several inputs only if the first op is concat. It knows only constants and the
 * row at hand, so a row's answer doesn't depend on the rows beside it. Immutable, thread-safe.
 */
public final class Transform {
    private final List<TensorType> inputs;
    private final TensorType output;
    private final Join join;
    private final Step[] steps;

    private Transform(List<TensorType> inputs, TensorType output, Join join, Step[] steps) {
        this.inputs = inputs;
        this.output = output;
        this.join = join;
        this.steps = steps;
    }

    /**
     * For tensors whose first dimension counts rows.
     *
     * @throws InvalidOpException for the first op that can't take what it gets
     */
    public static Transform of(List<Op> ops, List<TensorType> inputs) {
        return of(ops, inputs, true);
    }

    /**
     * @param batch false in a graph without batch, where the tensors are one row: then a list {@code [k]} has k columns,
     *     and a scalar is one
     * @throws InvalidOpException for the first op that can't take what it gets
     */
    public static Transform of(List<Op> ops, List<TensorType> inputs, boolean batch) {
        if (ops.isEmpty() || inputs.isEmpty()) {
            throw new InvalidOpException("", "a transform has at least one op and one input", "Write one.");
        }
        boolean joins = ops.get(0) instanceof Op.Concat;
        if (!joins && inputs.size() > 1) {
            throw new InvalidOpException(
                    "",
                    ops.get(0).kernel() + " takes one input, there are " + inputs.size(),
                    "Put concat before it, or name one input.");
        }
        Join join = joins ? Join.sideBySide(batch) : Join.NONE;
        TensorType type = joins ? Join.type(inputs, batch, "concat") : inputs.get(0);
        List<Step> steps = new ArrayList<>();
        for (int i = joins ? 1 : 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            Intake in = new Intake(op.kernel(), type, batch);
            try {
                Bound bound = Kernel.named(op.kernel()).bind(op, in);
                steps.addAll(in.checks());
                steps.add(bound.step());
                type = bound.output();
            } catch (InvalidOpException wrong) {
                throw wrong.at(i);
            }
        }
        return new Transform(List.copyOf(inputs), type, join, steps.toArray(Step[]::new));
    }

    /** What comes out: its shape is null if that of an input is, its features are those of rule 13 of the language. */
    public TensorType output() {
        return output;
    }

    /**
     * The transformed tensor.
     *
     * @param tensors one per input, in the order of their types
     * @throws InferenceException INVALID if a value makes no sense to a kernel or a dimension that was left open doesn't
     *     fit, FAILED if a tensor isn't of its type
     */
    public Tensor apply(Tensor... tensors) {
        requireTypes(tensors);
        Cells cells = join.read(tensors);
        for (Step step : steps) {
            step.apply(cells);
        }
        return cells.toTensor();
    }

    private void requireTypes(Tensor[] tensors) {
        if (tensors.length != inputs.size()) {
            throw new IllegalArgumentException(tensors.length + " tensors for " + inputs.size() + " inputs");
        }
        for (int i = 0; i < tensors.length; i++) {
            TensorType type = inputs.get(i);
            Shape shape = type.shape();
            if (tensors[i].datatype() != type.datatype() || (shape != null && !shape.accepts(tensors[i].shape()))) {
                throw InferenceException.of(
                        InferenceException.Kind.FAILED, "the transform takes " + type + ", it got " + tensors[i]);
            }
        }
    }
}
