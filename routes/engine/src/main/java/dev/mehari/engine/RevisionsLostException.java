// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import org.jspecify.annotations.Nullable;

/** The home folder can't be used: damaged, foreign, in use by another process, not writable. The message names the file. */
public final class RevisionsLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RevisionsLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
