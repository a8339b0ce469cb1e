// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * What does a row cost on the caller's thread (CPU µs, bytes of garbage) in batches of 1, 8, 64 and 1,000 rows? Not part of
 * the build; from the root, after {@code mvn test-compile}:
 *
 * <pre>
 * cp=$(mvn -q -o dependency:build-classpath -pl processors/runtime-trees -am -Dmdep.outputFile=/dev/stdout | tail -1)
 * java -cp processors/runtime-trees/target/classes:processors/runtime-trees/target/test-classes:$cp \
 *     dev.mehari.runtime.trees.TreesCost [model …]
 * </pre>
 *
 * Without files it makes complete trees: 100 of depth 6 on 20 features. Rows are normal random numbers, all different.
 */
final class TreesCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 9;
    private static final int ROWS = 1000;

    private TreesCost() {}

    public static void main(String[] files) {
        for (String file : files) {
            ModelFile model = ModelFile.of(Path.of(file));
            Model loaded = ModelRuntimes.installed().of(model).orElseThrow().load(model);
            measure(String.valueOf(model.path().getFileName()), loaded);
        }
        if (files.length == 0) {
            measure("xgboost, 100 trees of depth 6", xgboost(100, 6, 20));
            measure("lightgbm, 100 trees of depth 6", lightgbm(100, 6, 20));
        }
    }

    private static Model xgboost(int trees, int depth, int features) {
        Random random = new Random(1);
        Plantation plantation = new Plantation();
        for (int i = 0; i < trees; i++) {
            plant(plantation, plantation.tree(0), depth, features, random);
        }
        return new XGBoostModel(new XGBoostFile(features, 1, Objective.LOGISTIC, new float[] {0}, plantation.build()));
    }

    private static void plant(Plantation plantation, int place, int depth, int features, Random random) {
        if (depth == 0) {
            plantation.leaf(place, (float) random.nextGaussian() / 10);
            return;
        }
        int left =
                plantation.split(place, random.nextInt(features), (float) random.nextGaussian(), random.nextBoolean());
        plant(plantation, left, depth - 1, features, random);
        plant(plantation, left + 1, depth - 1, features, random);
    }

    private static Model lightgbm(int trees, int depth, int features) {
        Random random = new Random(1);
        int splits = (1 << depth) - 1;
        StringBuilder text = new StringBuilder(
                        "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=")
                .append(features - 1)
                .append("\nobjective=binary sigmoid:1\nfeature_names=")
                .append("f ".repeat(features))
                .append("\n\n");
        for (int tree = 0; tree < trees; tree++) {
            text.append("Tree=")
                    .append(tree)
                    .append("\nnum_leaves=")
                    .append(splits + 1)
                    .append('\n');
            text.append("split_feature=").append(list(splits, i -> random.nextInt(features)));
            text.append("threshold=").append(list(splits, i -> random.nextGaussian()));
            text.append("decision_type=").append(list(splits, i -> random.nextBoolean() ? 8 : 10));
            text.append("left_child=").append(list(splits, i -> 2 * i + 1 < splits ? 2 * i + 1 : splits - 2 * i - 2));
            text.append("right_child=").append(list(splits, i -> 2 * i + 2 < splits ? 2 * i + 2 : splits - 2 * i - 3));
            text.append("leaf_value=").append(list(splits + 1, i -> random.nextGaussian() / 10));
            text.append('\n');
        }
        text.append("end of trees\n");
        return new LightGBMModel(
                LightGBMReader.read(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8))));
    }

    private static String list(int count, IntFunction<Object> entry) {
        return IntStream.range(0, count)
                .mapToObj(entry)
                .map(String::valueOf)
                .collect(Collectors.joining(" ", "", "\n"));
    }

    private static void measure(String name, Model model) {
        Shape shape = model.signature().inputs().get(0).shape();
        int features = shape == null ? 0 : (int) shape.dim(1);
        Random random = new Random(2);
        double[] values = random.doubles(ROWS * features, -2, 2).toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        Tensor rows = model.signature().inputs().get(0).datatype() == Datatype.FP32
                ? Tensor.of(Shape.of(ROWS, features), floats)
                : Tensor.of(Shape.of(ROWS, features), values);
        for (int batch : new int[] {1, 8, 64, ROWS}) {
            Tensor[][] inputs = IntStream.range(0, ROWS / batch)
                    .mapToObj(i -> new Tensor[] {rows.slice(i * batch, (i + 1) * batch)})
                    .toArray(Tensor[][]::new);
            double[] micros = new double[ROUNDS];
            long garbage = 0;
            for (int round = -2; round < ROUNDS; round++) {
                long id = Thread.currentThread().getId();
                long bytes = THREADS.getThreadAllocatedBytes(id);
                long nanos = THREADS.getCurrentThreadCpuTime();
                int repeats = 20;
                for (int i = 0; i < repeats; i++) {
                    for (Tensor[] input : inputs) {
                        model.infer(input);
                    }
                }
                nanos = THREADS.getCurrentThreadCpuTime() - nanos;
                garbage = (THREADS.getThreadAllocatedBytes(id) - bytes) / ((long) repeats * inputs.length);
                if (round >= 0) {
                    micros[round] = nanos / 1000.0 / repeats / (inputs.length * batch);
                }
            }
            Arrays.sort(micros);
            System.out.printf(
                    "%-32s %5d rows a call: %6.2f µs a row (best %.2f), %d bytes a call%n",
                    name, batch, micros[ROUNDS / 2], micros[0], garbage);
        }
    }
}
