// SPDX-License-Identifier: Apache-2.0

/**
 * Graphs between Kafka topics: what a route around {@code graph:} needs and Camel hasn't. Start with {@link
 * dev.mehari.messaging.RecordProcessor}.
 */
@NullMarked
package dev.mehari.messaging;

import org.jspecify.annotations.NullMarked;
