// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * What does a run cost on the caller's thread (CPU µs, bytes of garbage), and what does a loaded model (KB, µs)? Not part of
 * the build; from the root, after {@code mvn test-compile}:
 *
 * <pre>
 * cp=$(mvn -q -o dependency:build-classpath -pl processors/runtime-onnx -am -Dmdep.outputFile=/dev/stdout | tail -1)
 * java -Xms256m -Xmx256m -XX:+AlwaysPreTouch -cp processors/runtime-onnx/target/classes:processors/runtime-onnx/target/test-classes:$cp \
 *     dev.mehari.runtime.onnx.OnnxCost [model.onnx …]
 * </pre>
 *
 * (the heap is fixed, so that what grows is the engine's). Given models are measured with zeros, every dynamic dimension 1.
 */
final class OnnxCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS = 20_000;
    private static final int ROUNDS = 7;
    private static final int MODELS = 500;

    private OnnxCost() {}

    public static void main(String[] models) throws IOException {
        if (models.length > 0) {
            for (String model : models) {
                given(ModelFile.of(Path.of(model)));
            }
            return;
        }
        Tensor iris = Tensor.of(Shape.of(1, 4), 5.1f, 3.5f, 1.4f, 0.2f);
        run("iris_plain", iris);
        run("iris_plain", Answers.direct(iris, 0));
        run("iris_zipmap", iris);
        run("iris_texts_plain", iris);
        run("iris_forest", iris);
        run("iris_boosting", iris);
        run("line", Tensor.of(Shape.of(1, 3), 5.1f, 3.5f, 1.4f));
        run("words", Tensor.of(Shape.of(1, 1), "red"), Tensor.of(Shape.of(1, 1), "s"));
        run("identity_uint32", Tensor.filled(Datatype.UINT32, Shape.of(1, 3), 7));
        run("wide", Tensor.filled(Datatype.FP32, Shape.of(1, 3, 16, 16), 1));
        run("wide", Tensor.filled(Datatype.FP32, Shape.of(1, 3, 224, 224), 1));
        run("wide", Answers.direct(Tensor.filled(Datatype.FP32, Shape.of(1, 3, 224, 224), 1), 0));
        alternating();
        loaded("iris_plain");
        loaded("iris_forest");
    }

    private static void run(String name, Tensor... inputs) {
        try (Model model = Recorded.load(name)) {
            measure(name + " " + Arrays.toString(inputs) + (inputs[0].isDirect() ? " direct" : ""), model, inputs);
        }
    }

    private static void given(ModelFile file) {
        try (Model model = new OnnxRuntime().load(file)) {
            Tensor[] inputs = model.signature().inputs().stream()
                    .map(spec -> {
                        Shape shape = spec.shape() == null ? Shape.of(1) : spec.shape();
                        for (int i = 0; i < shape.rank(); i++) {
                            shape = shape.dim(i) == Shape.DYNAMIC ? shape.with(i, 1) : shape;
                        }
                        return Tensor.filled(spec.datatype(), shape, 0);
                    })
                    .toArray(Tensor[]::new);
            measure(file.path().getFileName() + " " + Arrays.toString(inputs), model, inputs);
        }
    }

    private static void alternating() {
        Tensor[][] batches = new Tensor[4][];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new Tensor[] {Tensor.filled(Datatype.FP32, Shape.of(i + 1, 4), 1)};
        }
        try (Model model = Recorded.load("iris_plain")) {
            int[] next = new int[1];
            measure("iris_plain, batches of 1 to 4 in turn", () -> model.infer(batches[next[0]++ & 3]));
        }
    }

    private static void measure(String what, Model model, Tensor[] inputs) {
        measure(what, () -> model.infer(inputs));
    }

    private static void measure(String what, Runnable run) {
        long limit = System.nanoTime() + 2_000_000_000L;
        int runs = 0;
        while (System.nanoTime() < limit && runs < 3 * RUNS) {
            run.run();
            runs++;
        }
        int perRound = Math.max(1, runs / 3);
        long thread = Thread.currentThread().getId();
        double[] micros = new double[ROUNDS];
        long garbage = THREADS.getThreadAllocatedBytes(thread);
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < perRound; i++) {
                run.run();
            }
            micros[round] = (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / perRound;
        }
        garbage = (THREADS.getThreadAllocatedBytes(thread) - garbage) / perRound / ROUNDS;
        Arrays.sort(micros);
        System.out.printf("%-70s %8.2f us (least %.2f) %7d B%n", what, micros[ROUNDS / 2], micros[0], garbage);
    }

    private static void loaded(String name) throws IOException {
        Recorded.load(name).close();
        List<Model> models = new ArrayList<>();
        System.gc();
        long before = residentKilobytes();
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < MODELS; i++) {
            models.add(Recorded.load(name));
        }
        long micros = (THREADS.getCurrentThreadCpuTime() - start) / 1_000 / MODELS;
        System.gc();
        long opened = residentKilobytes() - before;
        Tensor[] iris = {Tensor.of(Shape.of(1, 4), 5.1f, 3.5f, 1.4f, 0.2f)};
        models.forEach(model -> {
            for (int i = 0; i < 3; i++) {
                model.infer(iris);
            }
        });
        System.gc();
        long used = residentKilobytes() - before;
        System.out.printf(
                "%-70s %8d us to load, %d KB loaded, %d KB after runs%n",
                name + " x" + MODELS, micros, opened / MODELS, used / MODELS);
        models.forEach(Model::close);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
