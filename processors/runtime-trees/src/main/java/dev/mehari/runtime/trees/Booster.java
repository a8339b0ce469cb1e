// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/** What XGBoost calls a booster: adds up rows' margins. Immutable and thread-safe. */
interface Booster {
    /** How many values it keeps of a row while it adds up. */
    int columns();

    /**
     * Adds to {@code sums}, {@code [rows, groups]}, in the order of the library.
     *
     * @param values {@code [rows, features]}, NaN for missing
     * @param rows at most {@link TreeModel#BLOCK_ROWS}
     */
    void addTo(float[] sums, int groups, float[] values, int features, int rows, Scratch scratch);
}
