// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A graph of random steps of every kind over toy models, nested up to a depth. Each list of steps ends in one that gives
 * {@code p}, FP32 {@code [n]}, and uses all that stands in it.
 *
 * <p>Inputs: {@code x} {@code [n, 2]} with a number and a category, {@code s} {@code [n, 3, 2]} of which {@code k} items
 * count, {@code z} with a default.
 */
final class RandomGraph {
    static final List<String> MODELS = List.of("m0", "m1", "m2", "m3");
    /** Takes any number of columns. */
    static final String JOIN = "join";
    /** Fails for every row but those that a warm-up makes: only where something else answers for it. */
    static final String BROKEN = "broken";
    /** The second dimension of {@code s}. */
    static final int ITEMS = 3;

    private static final List<String> COMBINERS = List.of("mean", "median", "min", "max", "vote", "concat");
    private static final List<String> AGGREGATORS =
            List.of("mean", "sum", "min", "max", "first", "vote", "count", "list");
    private static final List<String> WEIGHTS = List.of("50 50", "33.3 66.7", "0 100", "12.25 37.75 50");

    private final Random random;
    private final List<String> children;
    private final List<String> remotes;
    private final StringBuilder yaml = new StringBuilder();
    /** What a model of two columns can read. */
    private final List<String> pairs = new ArrayList<>(List.of("x"));

    private int nodes;
    private int budget = 40;

    private RandomGraph(Random random, List<String> children, List<String> remotes) {
        this.random = random;
        this.children = children;
        this.remotes = remotes;
    }

    /**
     * @param children graphs that it may use, made by this class too
     * @param remotes URIs of models that it may call, from {@code x} {@code [n, 2]} to {@code p}
     */
    static String yaml(String name, long seed, int depth, List<String> children, List<String> remotes) {
        RandomGraph graph = new RandomGraph(new Random(seed), children, remotes);
        graph.line(0, "apiVersion: mehari.dev/v1alpha1");
        graph.line(0, "kind: InferenceGraph");
        graph.line(0, "metadata: {name: " + name + "}");
        graph.line(0, "spec:");
        graph.line(2, "warmup: {limit: 1ms}");
        graph.line(2, "inputs:");
        graph.line(4, "- {name: x, datatype: FP32, shape: [-1, 2], features: [u, {name: v, categories: [lo, hi]}]}");
        graph.line(4, "- {name: s, datatype: FP32, shape: [-1, " + ITEMS + ", 2]}");
        graph.line(4, "- {name: k, datatype: INT32, shape: [-1]}");
        graph.line(4, "- {name: z, datatype: FP32, shape: [-1], default: 2}");
        graph.line(2, "models:");
        for (String model : MODELS) {
            graph.line(4, model + ": {runtime: toy, uri: " + model + ".toy.json}");
        }
        graph.line(4, "join: {runtime: toy, uri: join.toy.json}");
        graph.line(4, "broken: {runtime: toy, uri: broken.toy.json}");
        graph.line(2, "steps:");
        String last = graph.steps(4, depth, List.of("z"));
        graph.line(2, "outputs:");
        graph.line(4, "- {name: p, from: " + last + "}");
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
        String joined = id();
        line(indent, "- transform: {id: " + joined + ", input: [" + String.join(", ", parts) + "], ops: [concat]}");
        String id = id();
        line(indent, "- model: {id: " + id + ", use: join, input: " + joined + "}");
        return id + ".p";
    }

    private String step(int indent, int depth, List<String> visible) {
        String id = id();
        budget--;
        return switch (random.nextInt(depth > 0 && budget > 0 ? 14 : 5)) {
            case 0, 1 -> {
                line(indent, "- model: {id: " + id + ", use: " + pick(MODELS) + ", input: " + pick(pairs) + "}");
                yield id + ".p";
            }
            case 2 -> {
                String clip = "{clip: {min: -3, max: " + random.nextInt(9) + "}}";
                line(
                        indent,
                        "- transform: {id: " + id + ", input: " + pick(visible) + ", ops: [" + clip + "], output: p}");
                yield id + ".p";
            }
            case 3 -> guarded(indent, id, depth, visible);
            case 4 -> remotes.isEmpty() || random.nextBoolean() ? tapped(indent, id) : call(indent, id);
            case 5, 6 -> choice(indent, id, depth, visible);
            case 7, 8 -> ensemble(indent, id, depth, visible);
            case 9, 10 -> cascade(indent, id, depth, visible);
            case 11 -> traffic(indent, id, depth, visible);
            case 12 -> split(indent, id, depth, visible);
            default -> children.isEmpty() ? split(indent, id, depth, visible) : nested(indent, id);
        };
    }

    private String guarded(int indent, String id, int depth, List<String> visible) {
        line(indent, "- model:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "use: broken");
        line(indent + 4, "input: x");
        if (random.nextBoolean()) {
            line(indent + 4, "fallback: {value: {p: " + (random.nextInt(9) - 4) + ".5}}");
        } else {
            line(indent + 4, "fallback:");
            branch(indent + 6, depth, visible);
        }
        return id + ".p";
    }

    private String tapped(int indent, String id) {
        line(indent, "- model: {id: " + id + ", use: m0, input: x}");
        line(indent, "- tap: {id: " + id() + ", to: log}");
        return id + ".p";
    }

    private String call(int indent, String id) {
        line(indent, "- call:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "uri: " + pick(remotes));
        line(indent + 4, "input: " + pick(pairs));
        line(indent + 4, "outputs: {p: {datatype: FP32, shape: [-1]}}");
        return id + ".p";
    }

    private String choice(int indent, String id, int depth, List<String> visible) {
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
        return orBranch(indent, id);
    }

    /** What the block gives, or in one case of three that together with the branch that gave it. */
    private String orBranch(int indent, String id) {
        if (random.nextInt(3) > 0) {
            return id + ".p";
        }
        String number = id();
        line(indent, "- transform: {id: " + number + ", input: " + id + ".branch, ops: [{cast: FP32}], output: p}");
        return join(indent, List.of(id + ".p", number + ".p"));
    }

    private String ensemble(int indent, String id, int depth, List<String> visible) {
        String combiner = pick(COMBINERS);
        int count = 2 + random.nextInt(2);
        boolean weighted = combiner.equals("mean") || combiner.equals("vote");
        boolean quorum = !List.of("concat", "vote").contains(combiner) && random.nextBoolean();
        line(indent, "- ensemble:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "combine: {p: " + combiner + "}");
        if (quorum) {
            line(indent + 4, "quorum: " + (1 + random.nextInt(count)));
        }
        line(indent + 4, "branches:");
        for (int i = 0; i < count; i++) {
            if (weighted) {
                line(indent + 6, "- weight: " + (i + 1));
                line(indent + 8, "steps:");
            } else {
                line(indent + 6, "- steps:");
            }
            String last = steps(indent + 10, depth - 1, visible);
            line(indent + 8, "outputs: {p: " + (combiner.equals("vote") ? whole(indent + 10, last) : last) + "}");
        }
        if (quorum) {
            line(indent + 6, "- steps: [{model: {id: " + id() + ", use: broken, input: x}}]");
        }
        return switch (combiner) {
            case "vote" -> fraction(indent, id + ".p");
            case "concat" -> join(indent, List.of(id + ".p"));
            default -> id + ".p";
        };
    }

    /** As an integer; written among the steps before, although the line of outputs follows. */
    private String whole(int indent, String reference) {
        String id = id();
        line(
                indent,
                "- transform: {id: " + id + ", input: " + reference
                        + ", ops: [{impute: 0}, {clip: {min: -99, max: 99}}, {cast: INT32}], output: p}");
        return id + ".p";
    }

    private String fraction(int indent, String reference) {
        String id = id();
        line(indent, "- transform: {id: " + id + ", input: " + reference + ", ops: [{cast: FP32}], output: p}");
        return id + ".p";
    }

    private String cascade(int indent, String id, int depth, List<String> visible) {
        line(indent, "- cascade:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "stages:");
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            List<String> asked = new ArrayList<>(visible);
            asked.add("outputs.p");
            if (i < count - 1) {
                line(indent + 6, "- accept: \"" + condition(asked) + "\"");
                branch(indent + 8, depth, visible);
            } else {
                line(indent + 6, "- steps:");
                String last = steps(indent + 10, depth - 1, visible);
                line(indent + 8, "outputs: {p: " + last + "}");
            }
        }
        return orBranch(indent, id);
    }

    private String traffic(int indent, String id, int depth, List<String> visible) {
        line(indent, "- traffic:");
        line(indent + 4, "id: " + id);
        switch (random.nextInt(3)) {
            case 0 -> line(indent + 4, "key: header:user");
            case 1 -> line(indent + 4, "key: x.v");
            default -> {
                // the request's id
            }
        }
        line(indent + 4, "arms:");
        for (String weight : pick(WEIGHTS).split(" ")) {
            line(indent + 6, "- weight: " + weight);
            branch(indent + 8, depth, visible);
        }
        return orBranch(indent, id);
    }

    private String split(int indent, String id, int depth, List<String> visible) {
        String item = "i" + nodes++;
        String aggregator = pick(AGGREGATORS);
        boolean lengths = random.nextBoolean();
        line(indent, "- split:");
        line(indent + 4, "id: " + id);
        line(indent + 4, "input: s");
        line(indent + 4, "as: " + item);
        if (lengths) {
            line(indent + 4, "lengths: k");
        }
        line(indent + 4, "aggregate: {p: " + aggregator + "}");
        if (lengths && !aggregator.equals("count")) {
            String empty = String.valueOf(random.nextInt(5));
            line(indent + 4, "empty: " + (random.nextBoolean() ? empty : "{p: " + empty + "}"));
        }
        line(indent + 4, "steps:");
        pairs.add(item);
        String model = id();
        line(indent + 6, "- model: {id: " + model + ", use: " + pick(MODELS) + ", input: " + item + "}");
        List<String> seen = new ArrayList<>(visible);
        seen.add(model + ".p");
        String last = join(indent + 6, List.of(model + ".p", steps(indent + 6, depth - 1, seen)));
        pairs.remove(item);
        if (aggregator.equals("vote")) {
            whole(indent + 6, last);
        }
        return switch (aggregator) {
            case "vote", "count" -> fraction(indent, id + ".p");
            case "list" -> join(indent, List.of(id + ".p"));
            default -> id + ".p";
        };
    }

    private String nested(int indent, String id) {
        line(indent, "- graph: {id: " + id + ", use: " + pick(children) + ", inputs: {x: x, s: s, k: k}}");
        return id + ".p";
    }

    private void branch(int indent, int depth, List<String> visible) {
        line(indent, "steps:");
        String last = steps(indent + 2, depth - 1, visible);
        line(indent, "outputs: {p: " + last + "}");
    }

    private String condition(List<String> visible) {
        String item = pairs.get(pairs.size() - 1);
        return switch (random.nextInt(6)) {
            case 0 -> "x.u > " + (random.nextInt(10) + 5) + ".5";
            case 1 -> "x.v == 'hi'";
            case 2 -> "x.u < 10.0 && x.v != 'lo'";
            case 3 -> "headers.user == 'ann'";
            case 4 -> item.equals("x") ? "x.u >= 11.0" : item + "[0] >= 1.0";
            default -> pick(visible) + " >= " + random.nextInt(5) + ".0";
        };
    }

    private String id() {
        return "n" + nodes++;
    }

    private String pick(List<String> several) {
        return several.get(random.nextInt(several.size()));
    }

    private void line(int indent, String text) {
        yaml.append(" ".repeat(indent)).append(text).append('\n');
    }
}
