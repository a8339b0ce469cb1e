// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** What keeps a caller on the same arm of a traffic step (rule 22). An empty text counts as no key. */
public sealed interface TrafficKey {
    /** {@code header:x}; the name in lower case. */
    record Header(String name) implements TrafficKey {}

    /** {@code cookie:x}; the name as it is written. */
    record Cookie(String name) implements TrafficKey {}

    /** {@code caller}. */
    record Caller() implements TrafficKey {}

    /**
     * A CEL expression that gives text.
     *
     * @param path of the expression, for messages
     * @param cel safe inside Camel's texts
     * @param readsRows whether rows may have different keys
     */
    record Cel(String path, String cel, boolean readsRows) implements TrafficKey {}
}
