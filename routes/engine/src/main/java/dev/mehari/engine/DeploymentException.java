// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import org.jspecify.annotations.Nullable;

/** A revision that can't be loaded or warmed; the one that was live goes on. The message says why and what to do. */
public final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1;

    DeploymentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
