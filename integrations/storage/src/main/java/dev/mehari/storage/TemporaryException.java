// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** What another try may mend: a connection that broke, a server that is busy. */
final class TemporaryException extends IOException {
    private static final long serialVersionUID = 1;

    TemporaryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether a server that answers so may answer otherwise in a moment. */
    static boolean isTemporary(int status) {
        return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    }
}
