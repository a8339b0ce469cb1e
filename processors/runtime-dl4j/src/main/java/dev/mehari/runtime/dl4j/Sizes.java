// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses sizes that Deeplearning4j's own builders would never write. Its reader takes them as they stand, and native
 * code divides by a stride of 0 or walks backwards along a negative length.
 */
final class Sizes {
    private static final Set<String> POSITIVE =
            Set.of("kernelSize", "kernel", "stride", "dilation", "poolingDimensions", "blockSize", "blocks");

    private static final Set<String> NOT_NEGATIVE =
            Set.of("nin", "nout", "padding", "cropping", "size", "inputHeight", "inputWidth", "numChannels");

    private Sizes() {}

    static void check(@Nullable Object value) {
        if (value instanceof List<?> list) {
            list.forEach(Sizes::check);
        } else if (value instanceof Map<?, ?> object) {
            object.forEach((key, inner) -> {
                if (POSITIVE.contains(key)) {
                    require((String) key, inner, 1);
                } else if (NOT_NEGATIVE.contains(key)) {
                    require((String) key, inner, 0);
                }
                check(inner);
            });
        }
    }

    private static void require(String key, @Nullable Object value, long least) {
        if (value instanceof List<?> list) {
            list.forEach(element -> require(key, element, least));
        } else if (value instanceof Number number
                && (number.longValue() < least || number.longValue() > Integer.MAX_VALUE)) {
            throw new InvalidModelException("configuration.json has '" + key + "' of " + number + ", which is no size");
        }
    }
}
