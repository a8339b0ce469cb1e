// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.mehari.tensor.Tensor;

/**
 * The columns of a forest whose splits compare 64-bit floats, {@code x ≤ t} going left. The key of x is its rank: how many
 * of the thresholds that the forest has for the feature are below x. So {@code x ≤ t} if and only if the rank of x is at most
 * that of t, and the trees compare whole numbers. Features that no tree asks for cost nothing. Immutable and thread-safe.
 */
final class RankColumns {
    /** What a numeric split takes for missing. */
    enum Missing {
        /** Nothing; NaN counts as 0. */
        NONE,
        /** Zero, and NaN. */
        ZERO,
        NAN
    }

    /** What LightGBM takes for zero: {@code kZeroThreshold}, a 32-bit float. */
    private static final double ZERO = 1e-35f;

    /** A category that is in no set. */
    private static final int NO_CATEGORY = -1;

    private final int[] features;
    private final int[] thresholdsFrom;
    private final double[] thresholds;
    private final int[] zeroRanks;
    private final int[] columnsFrom;
    private final Missing[] missing;
    private final int[] missingKeys;
    private final int[] categoricalFeatures;

    private RankColumns(Collector collector) {
        int count = collector.features.size();
        features = new int[count];
        thresholdsFrom = new int[count + 1];
        columnsFrom = new int[count + 1];
        columnsFrom[0] = 1;
        int i = 0;
        for (Map.Entry<Integer, Feature> entry : collector.features.entrySet()) {
            features[i] = entry.getKey();
            thresholdsFrom[i + 1] = thresholdsFrom[i] + entry.getValue().count;
            columnsFrom[i + 1] = columnsFrom[i] + entry.getValue().columnCount();
            i++;
        }
        thresholds = new double[thresholdsFrom[count]];
        zeroRanks = new int[count];
        missing = new Missing[columnsFrom[count]];
        missingKeys = new int[columnsFrom[count]];
        i = 0;
        for (Feature feature : collector.features.values()) {
            System.arraycopy(feature.thresholds, 0, thresholds, thresholdsFrom[i], feature.count);
            zeroRanks[i] = rank(i, 0);
            i++;
            for (int kind = 0; kind < Feature.KINDS; kind++) {
                if (feature.columns[kind] != 0) {
                    missing[feature.columns[kind]] = Missing.values()[kind / 2];
                    missingKeys[feature.columns[kind]] = kind % 2 == 1 ? Forest.HIGHEST : Forest.LOWEST;
                }
            }
        }
        categoricalFeatures = collector.categorical.keySet().stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** By column, whether its keys are categories. */
    boolean[] isCategorical() {
        int numeric = columnsFrom[features.length];
        boolean[] isCategorical = new boolean[numeric + categoricalFeatures.length];
        Arrays.fill(isCategorical, numeric, isCategorical.length, true);
        return isCategorical;
    }

    private static int kind(Missing missing, boolean missingGoesRight) {
        return 2 * missing.ordinal() + (missingGoesRight && missing != Missing.NONE ? 1 : 0);
    }

    // ------------------------------------------------------------------------------------------------ keys

    /** What LightGBM reads where a row has x: tiny numbers are zero to it. */
    static double asRead(double x) {
        return Math.abs(x) <= ZERO ? 0 : x;
    }

    /** Makes {@code [count, columns]} keys of some rows. */
    void toKeys(Tensor rows, int first, int count, long[] keys) {
        int width = rows.rowSize();
        int at = 0;
        for (int row = first; row < first + count; row++) {
            keys[at++] = Forest.held(Forest.LOWEST);
            for (int i = 0; i < features.length; i++) {
                double x = rows.doubleAt(row * width + features[i]);
                boolean isNaN = Double.isNaN(x);
                boolean isZero = Math.abs(x) <= ZERO;
                int rank = isNaN || isZero ? zeroRanks[i] : rank(i, x);
                for (int column = columnsFrom[i]; column < columnsFrom[i + 1]; column++) {
                    boolean isMissing =
                            switch (missing[column]) {
                                case NONE -> false;
                                case ZERO -> isNaN || isZero;
                                case NAN -> isNaN;
                            };
                    keys[at++] = Forest.held(isMissing ? missingKeys[column] : rank);
                }
            }
            for (int feature : categoricalFeatures) {
                keys[at++] = Forest.held(category(rows.doubleAt(row * width + feature)));
            }
        }
    }

    /** How many of a feature's thresholds are below x. */
    private int rank(int feature, double x) {
        int from = thresholdsFrom[feature];
        int base = from;
        for (int count = thresholdsFrom[feature + 1] - from; count > 0; ) {
            int half = (count + 1) >>> 1;
            base = thresholds[base + half - 1] < x ? base + half : base;
            count -= half;
        }
        return base - from;
    }

    /** Fractions are cut off; NaN, negative and huge numbers are no category. */
    private static int category(double x) {
        int whole = (int) x;
        return Double.isNaN(x) || whole < 0 || whole == Integer.MAX_VALUE ? NO_CATEGORY : whole;
    }

    // ------------------------------------------------------------------------------------------------ collecting

    /** What the trees ask of one feature. */
    private static final class Feature {
        static final int KINDS = 2 * Missing.values().length;

        private double[] thresholds = new double[4];
        private int count;

        /** By kind, the column; 0 where no split is of the kind. */
        private final int[] columns = new int[KINDS];

        void add(double threshold) {
            if (count == thresholds.length) {
                thresholds = Arrays.copyOf(thresholds, 2 * count);
            }
            thresholds[count++] = threshold + 0.0; // -0.0 is 0.0
        }

        void sort() {
            Arrays.sort(thresholds, 0, count);
            int distinct = 0;
            for (int i = 0; i < count; i++) {
                if (distinct == 0 || thresholds[i] != thresholds[distinct - 1]) {
                    thresholds[distinct++] = thresholds[i];
                }
            }
            count = distinct;
        }

        int columnCount() {
            return (int) Arrays.stream(columns).filter(c -> c != 0).count();
        }
    }

    /** Hears of every split before the trees are planted, then tells their columns and limits. Confined to one thread. */
    static final class Collector {
        private final Map<Integer, Feature> features = new TreeMap<>();
        private final Map<Integer, Integer> categorical = new TreeMap<>();

        void addNumeric(int feature, Missing missing, boolean missingGoesRight, double threshold) {
            Feature known = features.computeIfAbsent(feature, f -> new Feature());
            known.add(threshold);
            known.columns[kind(missing, missingGoesRight)] = 1;
        }

        void addCategorical(int feature) {
            categorical.put(feature, 0);
        }

        /** Ends the collecting. */
        RankColumns build() {
            int column = 1;
            for (Feature feature : features.values()) {
                feature.sort();
                for (int kind = 0; kind < Feature.KINDS; kind++) {
                    if (feature.columns[kind] != 0) {
                        feature.columns[kind] = column++;
                    }
                }
            }
            for (Map.Entry<Integer, Integer> entry : categorical.entrySet()) {
                entry.setValue(column++);
            }
            return new RankColumns(this);
        }

        /** The column that a numeric split asks for. */
        int column(int feature, Missing missing, boolean missingGoesRight) {
            return known(feature).columns[kind(missing, missingGoesRight)];
        }

        /** The limit of a numeric split: the ranks below it are those of numbers up to the threshold. */
        int limit(int feature, double threshold) {
            Feature known = known(feature);
            return Arrays.binarySearch(known.thresholds, 0, known.count, threshold + 0.0) + 1;
        }

        private Feature known(int feature) {
            return Objects.requireNonNull(features.get(feature), "a feature that wasn't collected");
        }

        int categoricalColumn(int feature) {
            return Objects.requireNonNull(categorical.get(feature), "a feature that wasn't collected");
        }
    }
}
