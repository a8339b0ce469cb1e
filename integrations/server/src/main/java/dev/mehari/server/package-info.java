// SPDX-License-Identifier: Apache-2.0

/** The server's {@code main} and its command line. Start with {@link dev.mehari.server.Main}. */
@NullMarked
package dev.mehari.server;

import org.jspecify.annotations.NullMarked;
