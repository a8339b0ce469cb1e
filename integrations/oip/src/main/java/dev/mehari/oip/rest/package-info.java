// SPDX-License-Identifier: Apache-2.0

/**
 * The protocol over HTTP. {@link dev.mehari.oip.rest.RestDoor} opens it, a {@code RestLoop} serves the connections of one
 * event loop, an {@code InferExchange} is one inference request; {@code Wires} and the two Netty handlers beside it are
 * the only places that know Vert.x's inside.
 */
@NullMarked
package dev.mehari.oip.rest;

import org.jspecify.annotations.NullMarked;
