// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** Forests of any shape against a walker that does just what the definition of a split says. */
class ForestProperties {
    private static final float[] ODD = {
        Float.NaN,
        Float.NaN,
        0f,
        -0f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        1f,
        Math.nextUp(1f),
        Math.nextDown(1f),
        31f,
        32f,
        33.5f,
        16_777_216f
    };

    @Property(tries = 400)
    void sumsAreThoseOfAPlainWalk(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 64) int rows,
            @ForAll @IntRange(min = 0, max = 80) int trees,
            @ForAll boolean categorical) {
        Random random = new Random(seed);
        int features = 1 + random.nextInt(6);
        int groups = 1 + random.nextInt(3);
        Plantation builder = new Plantation();
        List<Node> roots = new ArrayList<>();
        List<Integer> rootGroups = new ArrayList<>();
        for (int i = 0; i < trees; i++) {
            int group = random.nextInt(groups);
            Node root = tree(random, features, random.nextInt(9), categorical);
            plant(builder, root, builder.tree(group));
            roots.add(root);
            rootGroups.add(group);
        }
        float[] x = new float[rows * features];
        for (int i = 0; i < x.length; i++) {
            x[i] = value(random);
        }

        float[] sums = new float[rows * groups];
        float[] expected = new float[rows * groups];
        Arrays.fill(sums, 0.1f);
        Arrays.fill(expected, 0.1f);
        builder.build().addTo(sums, groups, x, features, rows, Scratch.ofThread());
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < trees; i++) {
                expected[row * groups + rootGroups.get(i)] += roots.get(i).walk(x, row * features);
            }
        }
        assertThat(sums).isEqualTo(expected);
    }

    private static float value(Random random) {
        return random.nextInt(3) == 0 ? ODD[random.nextInt(ODD.length)] : (float) random.nextGaussian();
    }

    private static Node tree(Random random, int features, int depth, boolean categorical) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return new Node(-1, 0, Set.of(), false, null, null, (float) random.nextGaussian());
        }
        Node left = tree(random, features, depth - 1, categorical);
        Node right = tree(random, features, depth - 1, categorical);
        Set<Integer> set = new HashSet<>();
        if (categorical && random.nextBoolean()) {
            for (int i = 0; i < 5; i++) {
                set.add(random.nextInt(random.nextBoolean() ? 4 : 70));
            }
        }
        float threshold = value(random);
        return new Node(
                random.nextInt(features),
                Float.isNaN(threshold) ? 0 : threshold,
                set,
                random.nextBoolean(),
                left,
                right,
                0);
    }

    private static void plant(Plantation builder, Node node, int place) {
        if (node.feature < 0) {
            builder.leaf(place, node.value);
            return;
        }
        int children = node.set.isEmpty()
                ? builder.split(place, node.feature, node.threshold, !node.missingLeft)
                : builder.split(
                        place,
                        node.feature,
                        node.set.stream().mapToInt(Integer::intValue).toArray(),
                        !node.missingLeft);
        plant(builder, node.left, children);
        plant(builder, node.right, children + 1);
    }

    private record Node(
            int feature, float threshold, Set<Integer> set, boolean missingLeft, Node left, Node right, float value) {
        float walk(float[] x, int row) {
            if (feature < 0) {
                return value;
            }
            return (goesLeft(x[row + feature]) ? left : right).walk(x, row);
        }

        private boolean goesLeft(float v) {
            if (Float.isNaN(v)) {
                return missingLeft;
            }
            return set.isEmpty() ? v < threshold : v < 0 || v >= 16_777_216f || !set.contains((int) v);
        }
    }
}
