// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What a text reads when it is evaluated: the tensors at hand and the request around them. */
public interface CelInput {
    /**
     * The tensor of {@code references().get(reference)}. It has the datatype and fits the shape that the text was
     * compiled for.
     */
    Tensor tensor(int reference);

    /** The header of that lower-case name, {@code ""} if it wasn't sent. */
    String header(String name);

    boolean hasHeader(String name);

    /** The OIP parameter of that name: a Boolean, Long, Double or String; null if it wasn't sent. */
    @Nullable
    Object param(String name);

    String requestId();

    /** Who asks, {@code ""} if nobody was authenticated. */
    String caller();
}
