// SPDX-License-Identifier: Apache-2.0

/**
 * The protocol's messages as bodies in Camel routes: {@link dev.mehari.oip.camel.MessageConverters} is found by Camel itself.
 */
@NullMarked
package dev.mehari.oip.camel;

import org.jspecify.annotations.NullMarked;
