// SPDX-License-Identifier: Apache-2.0

/** The samples for people who write Camel routes, with the real broker and the real gRPC. */
@NullMarked
package dev.mehari.conformance.messaging;

import org.jspecify.annotations.NullMarked;
