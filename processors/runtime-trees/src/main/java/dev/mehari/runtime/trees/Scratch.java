// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/** Working memory of one thread, shared by all models; blocks that are larger than usual get their own. */
final class Scratch {
    private static final int KEPT_VALUES = 65_536;
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private float[] values = new float[64];
    private float[] sums = new float[64];
    private double[] wideValues = new double[64];
    private double[] wideSums = new double[64];
    private long[] keys = new long[64];

    /** Numbers of leaves: of a block's rows, or of as many trees. */
    final int[] ends = new int[TreeModel.BLOCK_ROWS];

    private Scratch() {}

    static Scratch ofThread() {
        return OF_THREAD.get();
    }

    float[] values(int size) {
        if (size > values.length) {
            float[] larger = new float[size];
            if (size > KEPT_VALUES) {
                return larger;
            }
            values = larger;
        }
        return values;
    }

    float[] sums(int size) {
        if (size > sums.length) {
            float[] larger = new float[size];
            if (size > KEPT_VALUES) {
                return larger;
            }
            sums = larger;
        }
        return sums;
    }

    double[] wideValues(int size) {
        if (size > wideValues.length) {
            double[] larger = new double[size];
            if (size > KEPT_VALUES) {
                return larger;
            }
            wideValues = larger;
        }
        return wideValues;
    }

    double[] wideSums(int size) {
        if (size > wideSums.length) {
            double[] larger = new double[size];
            if (size > KEPT_VALUES) {
                return larger;
            }
            wideSums = larger;
        }
        return wideSums;
    }

    long[] keys(int size) {
        if (size > keys.length) {
            long[] larger = new long[size];
            if (size > KEPT_VALUES) {
                return larger;
            }
            keys = larger;
        }
        return keys;
    }
}
