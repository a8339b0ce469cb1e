// SPDX-License-Identifier: Apache-2.0

/** Asks other servers over the protocol, for the step {@code call}. Start with {@link dev.mehari.oip.client.OipModels}. */
@NullMarked
package dev.mehari.oip.client;

import org.jspecify.annotations.NullMarked;
