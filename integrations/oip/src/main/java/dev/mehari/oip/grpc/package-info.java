// SPDX-License-Identifier: Apache-2.0

/** The gRPC door. Start with {@link dev.mehari.oip.grpc.GrpcDoor}. */
@NullMarked
package dev.mehari.oip.grpc;

import org.jspecify.annotations.NullMarked;
