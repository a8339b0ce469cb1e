// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a tensor before it exists.
 *
 * @param shape its shape, with {@link Shape#DYNAMIC} dimensions where any length is possible; null where a model file
 *     states none, so that it is only known when it runs
 * @param features one per column of a {@code [n, k]} tensor, in order; empty where columns have no names
 */
public record TensorType(Datatype datatype, @Nullable Shape shape, List<Feature> features) {
    public TensorType {
        features = List.copyOf(features);
    }

    public TensorType(Datatype datatype, @Nullable Shape shape) {
        this(datatype, shape, List.of());
    }

    public boolean hasFeatures() {
        return !features.isEmpty();
    }

    /** The position of the column of that name, or −1. */
    public int indexOf(String feature) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(feature)) {
                return i;
            }
        }
        return -1;
    }

    /** Datatype and shape as people write them: {@code FP32 [-1, 4]}. */
    @Override
    public String toString() {
        return datatype + " " + (shape == null ? "of unknown shape" : shape);
    }
}
