// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

/** The route around a processor of this room is wrong: no record's fault, so that none becomes a dead letter for it. */
final class UnfitRouteException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    UnfitRouteException(String message) {
        super(message);
    }
}
