// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.Collection;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Lists of the API server as they are meant: it leaves out empty ones, or says null, and clients pass that on. */
final class Given {
    private Given() {}

    static <T> Stream<T> all(@Nullable Collection<? extends @Nullable T> list) {
        Stream<T> none = Stream.empty();
        return list == null ? none : list.stream().filter(Objects::nonNull).map(Objects::requireNonNull);
    }
}
