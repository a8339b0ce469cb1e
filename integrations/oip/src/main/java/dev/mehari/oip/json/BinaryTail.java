// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** The binary data behind the JSON of a request: each input that has some takes its share, in order. */
final class BinaryTail {
    /** A body that is all JSON. */
    static final BinaryTail NONE = new BinaryTail(null);

    private final @Nullable ByteBuffer rest;

    BinaryTail(@Nullable ByteBuffer rest) {
        this.rest = rest;
    }

    ByteBuffer take(Object where, long size) {
        if (rest == null) {
            throw InferenceException.invalid(
                    where + ": binary_data_size is " + size
                            + ", but the header Inference-Header-Content-Length, which says where binary data begins, is missing");
        }
        if (size < 0 || size > rest.remaining()) {
            throw InferenceException.invalid(where + ": binary_data_size is " + size + ", the body has "
                    + rest.remaining() + " bytes left for it");
        }
        ByteBuffer share = rest.duplicate().limit(rest.position() + (int) size);
        rest.position(share.limit());
        return share;
    }

    void requireEnd() {
        if (rest != null && rest.hasRemaining()) {
            throw InferenceException.invalid(
                    "the body has " + rest.remaining() + " bytes behind the binary data of its inputs");
        }
    }
}
