// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.jspecify.annotations.Nullable;

/**
 * One kernel of a transform as it stands.
 *
 * @param arguments plain Java: Boolean, Long, BigInteger, Double, String, List, Map; null for a kernel written without
 *     any. Constants may still be {@code {file: path#key}}
 */
public record OpSpec(String path, String kernel, @Nullable Object arguments) {
    /** Whether some of its constants stand in a data file. */
    public boolean readsFile() {
        return Constants.areInFile(this);
    }
}
