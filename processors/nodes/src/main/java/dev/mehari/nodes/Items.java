// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/**
 * The items of all rows of a batch, on their way through the steps of a split.
 *
 * @param counts how many items each row of the frame around has
 * @param most how many a row can have
 */
record Items(SplitRules block, int[] counts, int most) implements Origin {}
