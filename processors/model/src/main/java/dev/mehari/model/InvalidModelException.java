// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import org.jspecify.annotations.Nullable;

/** A model that can't be served. The message says what is wrong with the file and what to do, without its path. */
public final class InvalidModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidModelException(String message) {
        super(message);
    }

    public InvalidModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
