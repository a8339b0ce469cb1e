// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/**
 * What a LightGBM file holds, read and checked.
 *
 * @param features how many columns a row has
 * @param groups how many sums a row has
 * @param divisor what sums are divided by before they become predictions: the rounds where the file says
 *     {@code average_output}, else 1
 */
record LightGBMFile(
        int features,
        int groups,
        LightGBMObjective objective,
        int divisor,
        RankColumns columns,
        Forest forest,
        WideLeaves leaves) {}
