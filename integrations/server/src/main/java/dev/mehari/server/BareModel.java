// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Shape;

/** The graph file of one node that serves a bare model, made from its signature. */
final class BareModel {
    static final Set<String> RESERVED = Set.of(
            "headers",
            "params",
            "request",
            "outputs",
            "model",
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");
    private static final int LONGEST_NAME = 48;

    private BareModel() {}

    /** The name that a model's file gives its graph: {@code Credit Trees.json} is {@code credit-trees}. */
    static String graphName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        name = (dot > 0 ? name.substring(0, dot) : name)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        if (name.length() > LONGEST_NAME) {
            name = name.substring(0, LONGEST_NAME).replaceAll("-+$", "");
        }
        return name.isEmpty() ? "model" : name;
    }

    /**
     * The graph file's text.
     *
     * @throws InvalidModelException if nothing here reads the file, or its signature doesn't say enough
     */
    static String graph(Path file, ModelRuntimes runtimes) {
        ModelFile model = ModelFile.of(file);
        ModelRuntime runtime = runtimes.of(model)
                .orElseThrow(() -> new InvalidModelException("'" + file.getFileName()
                        + "' is no model that anything here reads. Known runtimes: " + runtimes.names()));
        return graph(file, model, runtime.name(), runtime.inspect(model));
    }

    private static String graph(Path file, ModelFile model, String runtime, Signature signature) {
        boolean batch = isBatch(signature);
        List<String> names = inputNames(signature);
        StringBuilder text = new StringBuilder();
        text.append("apiVersion: mehari.dev/v1alpha1\n")
                .append("kind: InferenceGraph\n")
                .append("metadata: {name: ")
                .append(graphName(file))
                .append("}\n")
                .append("spec:\n");
        if (!batch) {
            text.append("  batch: false\n");
        }
        text.append("  inputs:\n");
        for (int i = 0; i < names.size(); i++) {
            TensorSpec input = signature.inputs().get(i);
            text.append("    - {name: ")
                    .append(names.get(i))
                    .append(", datatype: ")
                    .append(input.datatype())
                    .append(", shape: ")
                    .append(declared(input, batch))
                    .append("}\n");
        }
        text.append("  models:\n    model: {runtime: ")
                .append(runtime)
                .append(", uri: ")
                .append(quoted(String.valueOf(file.getFileName())))
                .append(", sha256: \"")
                .append(model.sha256())
                .append("\"}\n  steps:\n    - model:\n        id: model\n        inputs:\n");
        for (int i = 0; i < names.size(); i++) {
            text.append("          ")
                    .append(quoted(signature.inputs().get(i).name()))
                    .append(": ")
                    .append(names.get(i))
                    .append('\n');
        }
        text.append("  outputs:\n");
        for (TensorSpec output : signature.outputs()) {
            text.append("    - {name: ")
                    .append(quoted(output.name()))
                    .append(", from: ")
                    .append(quoted("model." + output.name()))
                    .append("}\n");
        }
        return text.toString();
    }

    /** A batch unless an input or output has no first dimension, or one that is fixed above 1. */
    static boolean isBatch(Signature signature) {
        return Stream.concat(signature.inputs().stream(), signature.outputs().stream())
                .map(TensorSpec::shape)
                .allMatch(shape -> shape == null || shape.rank() > 0 && shape.dim(0) <= 1);
    }

    static Shape declared(TensorSpec input, boolean batch) {
        Shape shape = input.shape();
        if (shape == null) {
            throw new InvalidModelException("the model doesn't state the shape of its input '" + input.name()
                    + "'; write a graph file that does ('mehari serve --help' shows one)");
        }
        return batch ? shape.with(0, Shape.DYNAMIC) : shape;
    }

    /** The model's own names, made identifiers where they are none. */
    static List<String> inputNames(Signature signature) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>(RESERVED);
        for (TensorSpec input : signature.inputs()) {
            String name = input.name().replaceAll("[^A-Za-z0-9_]", "_");
            if (name.isEmpty() || !name.matches("[A-Za-z_].*")) {
                name = "_" + name;
            }
            String unique = name;
            for (int i = 2; !taken.add(unique); i++) {
                unique = name + "_" + i;
            }
            names.add(unique);
        }
        return names;
    }

    /** In double quotes as JSON has them, which YAML reads too. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
