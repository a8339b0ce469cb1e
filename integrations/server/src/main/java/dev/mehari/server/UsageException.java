// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

/** A command line that can't be meant: answered in one line, exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
