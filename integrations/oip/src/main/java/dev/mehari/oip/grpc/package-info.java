// SPDX-License-Identifier: Apache-2.0

/**
 * The protocol over gRPC. {@link dev.mehari.oip.grpc.GrpcDoor} opens it, {@code InferenceService} says what each RPC does,
 * {@code InferRequests} and {@code InferResponses} translate messages.
 */
@NullMarked
package dev.mehari.oip.grpc;

import org.jspecify.annotations.NullMarked;
