// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/**
 * What an XGBoost file holds, read and checked.
 *
 * @param features how many columns a row has
 * @param groups how many sums a row has: classes, targets or quantiles
 * @param base one margin per group, from which the sums begin
 */
record XGBoostFile(int features, int groups, Objective objective, float[] base, Booster booster) {}
