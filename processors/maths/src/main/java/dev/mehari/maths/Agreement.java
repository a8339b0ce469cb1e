// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Objects;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** What branches have in common, for combiners that work element by element. */
final class Agreement {
    private Agreement() {}

    /**
     * Datatype, shape and names that hold for all branches. A dimension is as sharp as the sharpest branch says.
     *
     * @throws InvalidOpException if datatypes or shapes differ
     */
    static TensorType of(String word, List<TensorType> branches) {
        TensorType first = branches.get(0);
        Shape shape = first.shape();
        List<Feature> features = first.features();
        for (TensorType branch : branches) {
            if (branch.datatype() != first.datatype()) {
                throw new InvalidOpException(
                        "",
                        word + " takes branches of one datatype, it gets " + first + " and " + branch,
                        first.datatype().isNumeric() && branch.datatype().isNumeric()
                                ? "Put a transform with a cast into one of the branches."
                                : "Let the branches give the same kind of output.");
            }
            Shape other = branch.shape();
            if (shape != null && other != null) {
                Shape common = common(shape, other);
                if (common == null) {
                    throw new InvalidOpException(
                            "",
                            word + " takes branches of one shape, it gets " + first + " and " + branch,
                            "Let the branches give the same shape.");
                }
                shape = common;
            } else {
                shape = null;
            }
            if (!branch.features().equals(features)) {
                features = List.of();
            }
        }
        return new TensorType(first.datatype(), shape, features);
    }

    private static @Nullable Shape common(Shape a, Shape b) {
        if (a.rank() != b.rank()) {
            return null;
        }
        Shape common = a;
        for (int i = 0; i < a.rank(); i++) {
            if (a.dim(i) == Shape.DYNAMIC) {
                common = common.with(i, b.dim(i));
            } else if (b.dim(i) != Shape.DYNAMIC && a.dim(i) != b.dim(i)) {
                return null;
            }
        }
        return common;
    }

    /** @throws InvalidOpException if the datatype isn't numeric */
    static TensorType numeric(String word, List<TensorType> branches) {
        TensorType type = of(word, branches);
        if (!type.datatype().isNumeric()) {
            throw new InvalidOpException(
                    "",
                    word + " takes numbers, it gets " + type,
                    Objects.equals(type.datatype(), Datatype.BYTES)
                            ? "Use vote, or combine a number instead."
                            : "Use vote, or put a transform with a cast into each branch.");
        }
        return type;
    }

    /** The type of a mean or median: FP32 for FP32, else FP64. A mean of categories is none, so only names stay. */
    static TensorType averaged(TensorType type) {
        return new TensorType(
                type.datatype() == Datatype.FP32 ? Datatype.FP32 : Datatype.FP64,
                type.shape(),
                type.features().stream()
                        .map(feature -> Feature.number(feature.name()))
                        .toList());
    }

    /** @throws InferenceException FAILED if tensors of open types turn out to differ */
    static void require(String word, List<Tensor> branches) {
        Tensor first = branches.get(0);
        for (int i = 1; i < branches.size(); i++) {
            Tensor other = branches.get(i);
            if (other.datatype() != first.datatype() || !other.shape().equals(first.shape())) {
                throw InferenceException.of(
                        InferenceException.Kind.FAILED, word + " can't combine " + first + " and " + other);
            }
        }
    }
}
