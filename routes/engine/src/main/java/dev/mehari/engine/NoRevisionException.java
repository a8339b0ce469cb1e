// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

/** There is no such graph, or no such revision of it. The message says which there are. */
public final class NoRevisionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoRevisionException(String message) {
        super(message);
    }
}
