// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A graph of random steps over toy models: choices with conditions on columns and on earlier answers, ensembles of every
 * combiner, transforms, nested up to a depth. Each list of steps ends in one that gives {@code p}, FP32 {@code [n]}.
 */
final class RandomGraph {
    static final List<String> MODELS = List.of("m0", "m1", "m2", "m3");
    /** Takes any number of columns. */
    static final String JOIN = "join";

    private static final List<String> COMBINERS = List.of("mean", "median", "min", "max");

    private final Random random;
    private final StringBuilder yaml = new StringBuilder();
    private int nodes;

    private RandomGraph(Random random) {
        this.random = random;
    }

    static String yaml(String name, long seed, int depth) {
        RandomGraph graph = new RandomGraph(new Random(seed));
        graph.yaml
                .append("apiVersion: mehari.dev/v1alpha1\nkind: InferenceGraph\nmetadata: {name: ")
                .append(name)
                .append("}\n");
        graph.yaml.append("spec:\n  warmup: {limit: 1ms}\n  inputs:\n");
        graph.yaml.append(
                "    - {name: x, datatype: FP32, shape: [-1, 2], features: [u, {name: v, categories: [lo, hi]}]}\n");
        graph.yaml.append("  models:\n");
        MODELS.forEach(m -> graph.yaml
                .append("    ")
                .append(m)
                .append(": {runtime: toy, uri: ")
                .append(m)
                .append(".toy.json}\n"));
        graph.yaml.append("    join: {runtime: toy, uri: join.toy.json}\n  steps:\n");
        String last = graph.steps(4, depth, new ArrayList<>());
        graph.yaml.append("  outputs:\n    - {name: p, from: ").append(last).append("}\n");
        return graph.yaml.toString();
    }

    /** Writes one to three steps; the reference of the last one's {@code p}. */
    private String steps(int indent, int depth, List<String> visible) {
        List<String> seen = new ArrayList<>(visible);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            seen.add(step(indent, depth, seen));
        }
        return count == 1 ? seen.get(seen.size() - 1) : join(indent, seen.subList(visible.size(), seen.size()));
    }

    /** Every step must be of use: what a list gave is brought together. */
    private String join(int indent, List<String> parts) {
        String joined = "n" + nodes++;
        String id = "n" + nodes++;
        line(indent, "- transform: {id: " + joined + ", input: [" + String.join(", ", parts) + "], ops: [concat]}");
        line(indent, "- model: {id: " + id + ", use: join, input: " + joined + "}");
        return id + ".p";
    }

    private String step(int indent, int depth, List<String> visible) {
        String id = "n" + nodes++;
        int kind = random.nextInt(depth > 0 ? 10 : 4);
        if (kind < 3 || (kind == 3 && visible.isEmpty())) {
            line(indent, "- model: {id: " + id + ", use: " + MODELS.get(random.nextInt(MODELS.size())) + ", input: x}");
        } else if (kind == 3) {
            line(
                    indent,
                    "- transform: {id: " + id + ", input: " + pick(visible) + ", ops: [{clip: {min: -3, max: "
                            + random.nextInt(9) + "}}], output: p}");
        } else if (kind < 7) {
            choice(indent, id, depth, visible);
        } else {
            ensemble(indent, id, depth, visible);
        }
        return id + ".p";
    }

    private void choice(int indent, String id, int depth, List<String> visible) {
        line(indent, "- choice:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "when:");
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            line(indent + 6, "- cel: \"" + condition(visible) + "\"");
            branch(indent + 8, depth, visible);
        }
        line(indent + 4, "otherwise:");
        branch(indent + 6, depth, visible);
    }

    private void ensemble(int indent, String id, int depth, List<String> visible) {
        line(indent, "- ensemble:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "combine: {p: " + COMBINERS.get(random.nextInt(COMBINERS.size())) + "}");
        line(indent + 4, "branches:");
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            line(indent + 6, "- steps:");
            String last = steps(indent + 10, depth - 1, visible);
            line(indent + 8, "outputs: {p: " + last + "}");
        }
    }

    private void branch(int indent, int depth, List<String> visible) {
        line(indent, "steps:");
        String last = steps(indent + 2, depth - 1, visible);
        line(indent, "outputs: {p: " + last + "}");
    }

    private String condition(List<String> visible) {
        return switch (random.nextInt(visible.isEmpty() ? 3 : 4)) {
            case 0 -> "x.u > " + (random.nextInt(10) - 5) + ".5";
            case 1 -> "x.v == 'hi'";
            case 2 -> "x.u < 0.0 && x.v != 'lo'";
            default -> pick(visible) + " >= " + random.nextInt(5) + ".0";
        };
    }

    private String pick(List<String> visible) {
        return visible.get(random.nextInt(visible.size()));
    }

    private void line(int indent, String text) {
        yaml.append(" ".repeat(indent)).append(text).append('\n');
    }
}
