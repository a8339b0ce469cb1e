// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.tensor.TensorType;

/** What is known of a tensor while a graph is checked. */
sealed interface Knowledge {
    /** Its type. */
    record Known(TensorType type) implements Knowledge {}

    /**
     * Nothing: the model isn't read, or a finding elsewhere says why. What follows from it isn't reported.
     *
     * @param isPlain whether at least this is known, that its columns have no names
     */
    record Unknown(boolean isPlain) implements Knowledge {}

    /**
     * That nobody may use it.
     *
     * @param reason what is wrong with it, after "can't be used: "
     */
    record Unusable(String reason, String mend) implements Knowledge {}

    /** Of an output of a model that isn't read. */
    Knowledge OF_MODEL = new Unknown(true);

    /** Of something that a finding tells of. */
    Knowledge NOTHING = new Unknown(false);
}
