// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;

/** A folder with models of given signatures, and short ways to check graph texts beside them. */
final class Bench {
    private final Path folder;

    private Bench(Path folder) {
        this.folder = folder;
    }

    /** An empty folder. */
    static Bench empty() {
        try {
            Path folder = Files.createTempDirectory("bench");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return new Bench(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * With models {@code thin.onnx} (x FP32 [n,4] to label INT64 [n] and probabilities FP32 [n,2]), {@code trees.json}
     * (input FP32 [n,4] to prediction and margin FP32 [n]), {@code net.zip} (input FP32 [n,7] to output FP32 [n,2]),
     * {@code pair.onnx} (a FP32 [n,2] and b INT64 [n] to y FP32 [n,1]), {@code row.onnx} (x FP32 [1,4] to y FP32 [1,3])
     * and {@code text.onnx} (t BYTES [n] to class BYTES [n]).
     */
    static Bench withModels() {
        return empty().model(
                        "thin.onnx",
                        "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"label\": \"INT64 -1\", \"probabilities\": \"FP32 -1 2\"}}")
                .model(
                        "trees.json",
                        "{\"inputs\": {\"input\": \"FP32 -1 4\"}, \"outputs\": {\"prediction\": \"FP32 -1\", \"margin\": \"FP32 -1\"}}")
                .model("net.zip", "{\"inputs\": {\"input\": \"FP32 -1 7\"}, \"outputs\": {\"output\": \"FP32 -1 2\"}}")
                .model(
                        "pair.onnx",
                        "{\"inputs\": {\"a\": \"FP32 -1 2\", \"b\": \"INT64 -1\"}, \"outputs\": {\"y\": \"FP32 -1 1\"}}")
                .model("row.onnx", "{\"inputs\": {\"x\": \"FP32 1 4\"}, \"outputs\": {\"y\": \"FP32 1 3\"}}")
                .model("text.onnx", "{\"inputs\": {\"t\": \"BYTES -1\"}, \"outputs\": {\"class\": \"BYTES -1\"}}");
    }

    Bench model(String file, String signature) {
        return file(file, signature);
    }

    Bench file(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    Surroundings surroundings() {
        ModelRuntimes runtimes = new ModelRuntimes(List.of(
                new FakeRuntime("dl4j", ".zip"),
                new FakeRuntime("lightgbm"),
                new FakeRuntime("onnx", ".onnx"),
                new FakeRuntime("xgboost", ".ubj")));
        return Surroundings.of(new ModelStore(List.of(), folder.resolve("cache"), false), runtimes);
    }

    /** Both halves. */
    Checked check(String... lines) {
        return GraphFiles.check("g.graph.yaml", String.join("\n", lines), folder, surroundings());
    }

    /** The findings of both halves as people see them, without the file's name. */
    List<String> findings(String... lines) {
        return texts(check(lines).findings());
    }

    /** The findings of the first half. */
    List<String> alone(String... lines) {
        return texts(GraphFiles.read("g.graph.yaml", String.join("\n", lines), folder)
                .findings());
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream()
                .map(f -> f.toString().substring("g.graph.yaml:".length()))
                .toList();
    }

    /** The first lines of a file, before {@code spec}. */
    static String head(String spec) {
        return "apiVersion: mehari.dev/v1alpha1\nkind: InferenceGraph\nmetadata: {name: g}\nspec:\n" + spec;
    }

    /** A graph's text with one more step at the end of {@code spec.steps}. */
    static String withStep(String graph, String step) {
        return graph.replace("  outputs:", step.indent(4) + "  outputs:");
    }

    /** Where the findings of both halves are, without their words: for those whose words are another room's. */
    List<String> places(String... lines) {
        return check(lines).findings().stream()
                .map(f -> f.line() + "  " + f.path())
                .toList();
    }
}
