// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/**
 * {@code gblinear}: a bias and the weighted values of a row, those that are missing left out.
 *
 * @param weights {@code [features + 1, groups]}, the biases last
 */
record LinearBooster(float[] weights) implements Booster {
    @Override
    public int columns() {
        return 1;
    }

    @Override
    public void addTo(float[] sums, int groups, float[] values, int features, int rows, Scratch scratch) {
        for (int row = 0; row < rows; row++) {
            for (int group = 0; group < groups; group++) {
                float sum = sums[row * groups + group] + weights[features * groups + group];
                for (int feature = 0; feature < features; feature++) {
                    float x = values[row * features + feature];
                    if (!Float.isNaN(x)) {
                        sum += x * weights[feature * groups + group];
                    }
                }
                sums[row * groups + group] = sum;
            }
        }
    }
}
