// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

import dev.mehari.tensor.TensorType;

/**
 * What a reference in the file came to.
 *
 * @param reference empty where it is wrong, or names an output that nobody knows yet
 * @param knowledge known or unknown; a reference to what can't be used is wrong
 */
record Resolved(Optional<Reference> reference, Knowledge knowledge) {
    static final Resolved WRONG = new Resolved(Optional.empty(), Knowledge.NOTHING);

    Optional<TensorType> type() {
        return knowledge instanceof Knowledge.Known known ? Optional.of(known.type()) : Optional.empty();
    }
}
