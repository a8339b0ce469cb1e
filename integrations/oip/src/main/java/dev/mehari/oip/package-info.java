// SPDX-License-Identifier: Apache-2.0

/**
 * The Open Inference Protocol's two doors to {@link dev.mehari.engine.Graphs}, and what they share: limits, ids, memory
 * for bodies, and the binary form of tensors. Start with {@link dev.mehari.oip.rest.RestDoor} and
 * {@link dev.mehari.oip.grpc.GrpcDoor}.
 */
@NullMarked
package dev.mehari.oip;

import org.jspecify.annotations.NullMarked;
