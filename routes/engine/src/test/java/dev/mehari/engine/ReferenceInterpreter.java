// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import dev.mehari.cel.StickyHash;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a graph file means, told as plainly as can be: one row, one step at a time, no Camel, no batches, no types. A value
 * is a flat list of numbers; BYTES and BOOL don't occur. It knows what {@link RandomGraph} writes and no more.
 */
final class ReferenceInterpreter {
    /** A step that fails, as the toy model {@code broken} does. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A linear function, as in the testkit's toy runtime. */
    record Toy(double bias, double... weights) {
        double[] answer(double[] x) {
            double sum = bias;
            double dot = 0;
            for (int i = 0; i < x.length; i++) {
                dot += weights[i % weights.length] * x[i];
            }
            return new double[] {(float) (sum + dot)};
        }
    }

    private static final Pattern COMPARISON = Pattern.compile("(\\S+) (<|>|>=|==|!=) (\\S+)");
    private static final List<String> CATEGORIES = List.of("lo", "hi");

    private final Map<String, Map<String, Object>> graphs = new HashMap<>();
    private final Map<String, Toy> models;
    private final Map<String, Toy> remotes;
    /** The request's, the same in nested graphs. */
    private String requestId = "";

    private Map<String, String> headers = Map.of();

    /** @param remotes what calls reach, by URI */
    ReferenceInterpreter(Map<String, Toy> models, Map<String, Toy> remotes) {
        this.models = models;
        this.remotes = remotes;
    }

    void graph(String name, String yaml) {
        Object file = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        graphs.put(name, map(map(file).get("spec")));
    }

    /** The answer to one row. @param inputs each input's row, flat */
    Map<String, double[]> answer(
            String graph, String requestId, Map<String, String> headers, Map<String, double[]> inputs) {
        this.requestId = requestId;
        this.headers = headers;
        return graph(graph, inputs);
    }

    private Map<String, double[]> graph(String name, Map<String, double[]> inputs) {
        Map<String, Object> spec = Objects.requireNonNull(graphs.get(name), name);
        Map<String, double[]> scope = new LinkedHashMap<>();
        for (Object input : list(spec.get("inputs"))) {
            String key = text(map(input).get("name"));
            double[] sent = inputs.get(key);
            scope.put(key, sent == null ? new double[] {number(map(input).get("default"))} : sent);
        }
        run(name, list(spec.get("steps")), scope);
        Map<String, double[]> outputs = new LinkedHashMap<>();
        for (Object output : list(spec.get("outputs"))) {
            outputs.put(text(map(output).get("name")), look(text(map(output).get("from")), scope));
        }
        return outputs;
    }

    private void run(String graph, List<?> steps, Map<String, double[]> scope) {
        for (Object step : steps) {
            Map.Entry<String, Object> only = map(step).entrySet().iterator().next();
            Map<String, Object> body = map(only.getValue());
            String id = text(body.get("id"));
            guarded(graph, only.getKey(), id, body, scope).forEach((name, value) -> scope.put(id + "." + name, value));
        }
    }

    /** Rule 25. */
    private Map<String, double[]> guarded(
            String graph, String kind, String id, Map<String, Object> body, Map<String, double[]> scope) {
        try {
            return step(graph, kind, id, body, scope);
        } catch (Failed e) {
            if (!body.containsKey("fallback")) {
                throw e;
            }
            Map<String, Object> fallback = map(body.get("fallback"));
            if (fallback.containsKey("steps")) {
                return branch(graph, fallback, scope);
            }
            Map<String, double[]> values = new LinkedHashMap<>();
            map(fallback.get("value")).forEach((name, value) -> values.put(name, new double[] {(float) number(value)}));
            return values;
        }
    }

    private Map<String, double[]> step(
            String graph, String kind, String id, Map<String, Object> body, Map<String, double[]> scope) {
        return switch (kind) {
            case "model" -> Map.of("p", toy(models, text(body.getOrDefault("use", id)), body, scope));
            case "call" -> Map.of("p", toy(remotes, text(body.get("uri")), body, scope));
            case "transform" -> Map.of(text(body.getOrDefault("output", "output")), transform(body, scope));
            case "choice" -> choice(graph, body, scope);
            case "ensemble" -> ensemble(graph, body, scope);
            case "cascade" -> cascade(graph, body, scope);
            case "traffic" -> traffic(graph, id, body, scope);
            case "split" -> split(graph, body, scope);
            case "graph" -> graph(text(body.get("use")), references(map(body.get("inputs")), scope));
            case "tap" -> Map.of();
            default -> throw new AssertionError(kind);
        };
    }

    private static double[] toy(
            Map<String, Toy> toys, String name, Map<String, Object> body, Map<String, double[]> scope) {
        Toy toy = toys.get(name);
        if (toy == null) {
            throw new Failed();
        }
        return toy.answer(look(text(body.get("input")), scope));
    }

    private static double[] transform(Map<String, Object> body, Map<String, double[]> scope) {
        List<?> inputs = body.get("input") instanceof List<?> several ? several : List.of(text(body.get("input")));
        double[] x = inputs.stream()
                .flatMapToDouble(input -> Arrays.stream(look(text(input), scope)))
                .toArray();
        for (Object op : list(body.get("ops"))) {
            if (op instanceof Map<?, ?> map) {
                x = Arrays.stream(x).map(v -> kernel(map, v)).toArray();
            } // concat is what the line above has done
        }
        return x;
    }

    private static double kernel(Map<?, ?> op, double x) {
        if (op.containsKey("impute")) {
            return Double.isNaN(x) ? number(op.get("impute")) : x;
        } else if (op.containsKey("clip")) {
            double min = number(map(op.get("clip")).get("min"));
            double max = number(map(op.get("clip")).get("max"));
            return x < min ? min : x > max ? max : x;
        }
        return text(op.get("cast")).equals("INT32") ? (int) x : (float) x;
    }

    /** Rule 4. */
    private Map<String, double[]> branch(String graph, Object branch, Map<String, double[]> around) {
        Map<String, double[]> scope = new LinkedHashMap<>(around);
        List<?> steps = list(map(branch).get("steps"));
        run(graph, steps, scope);
        if (map(branch).containsKey("outputs")) {
            return references(map(map(branch).get("outputs")), scope);
        }
        Map<String, Object> last = map(steps.get(steps.size() - 1));
        String id = text(map(last.values().iterator().next()).get("id"));
        Map<String, double[]> given = new LinkedHashMap<>();
        scope.forEach((name, value) -> {
            if (name.startsWith(id + ".") && !name.endsWith(".branch")) {
                given.put(name.substring(id.length() + 1), value);
            }
        });
        return given;
    }

    private static Map<String, double[]> references(Map<String, Object> names, Map<String, double[]> scope) {
        Map<String, double[]> values = new LinkedHashMap<>();
        names.forEach((name, reference) -> values.put(name, look(text(reference), scope)));
        return values;
    }

    /** Rule 5. */
    private static Map<String, double[]> marked(int branch, Map<String, double[]> outputs) {
        outputs.put("branch", new double[] {branch});
        return outputs;
    }

    /** Rule 18. */
    private Map<String, double[]> choice(String graph, Map<String, Object> body, Map<String, double[]> scope) {
        List<?> when = list(body.get("when"));
        for (int i = 0; i < when.size(); i++) {
            if (holds(text(map(when.get(i)).get("cel")), scope)) {
                return marked(i, branch(graph, when.get(i), scope));
            }
        }
        return marked(when.size(), branch(graph, body.get("otherwise"), scope));
    }

    /** Rules 19 and 20. */
    private Map<String, double[]> ensemble(String graph, Map<String, Object> body, Map<String, double[]> scope) {
        List<Map<String, double[]>> answers = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        List<?> branches = list(body.get("branches"));
        for (Object branch : branches) {
            try {
                answers.add(branch(graph, branch, scope));
                weights.add(number(map(branch).getOrDefault("weight", 1)));
            } catch (Failed e) {
                if (!body.containsKey("quorum")) {
                    throw e;
                }
            }
        }
        if (answers.size() < number(body.getOrDefault("quorum", branches.size()))) {
            throw new Failed();
        }
        Map<String, double[]> outputs = new LinkedHashMap<>();
        map(body.get("combine"))
                .forEach((name, combiner) -> outputs.put(
                        name,
                        combine(
                                text(combiner),
                                answers.stream().map(a -> a.get(name)).toList(),
                                weights)));
        return outputs;
    }

    private static double[] combine(String combiner, List<double[]> answers, List<Double> weights) {
        double[] one = answers.stream().mapToDouble(a -> a[0]).toArray();
        double[] sorted = Arrays.stream(one).sorted().toArray();
        boolean nan = Arrays.stream(one).anyMatch(Double::isNaN);
        int middle = one.length / 2;
        return switch (combiner) {
            case "mean" ->
                single((float) (IntStream.range(0, one.length)
                                .mapToDouble(i -> weights.get(i) * one[i])
                                .reduce(0, Double::sum)
                        / weights.stream().reduce(0.0, Double::sum)));
            case "median" ->
                single(
                        nan
                                ? Double.NaN
                                : (float)
                                        (one.length % 2 == 1
                                                ? sorted[middle]
                                                : (sorted[middle - 1] + sorted[middle]) / 2));
            case "min" -> single(nan ? Double.NaN : sorted[0]);
            case "max" -> single(nan ? Double.NaN : sorted[one.length - 1]);
            case "vote" -> single(vote(one, weights));
            case "concat" -> answers.stream().flatMapToDouble(Arrays::stream).toArray();
            default -> throw new AssertionError(combiner);
        };
    }

    private static double vote(double[] values, List<Double> weights) {
        Map<Double, Double> votes = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            votes.merge(values[i], weights.get(i), Double::sum);
        }
        double most = votes.values().stream().mapToDouble(w -> w).max().orElseThrow();
        return votes.entrySet().stream()
                .filter(e -> e.getValue() == most)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** Rule 21. */
    private Map<String, double[]> cascade(String graph, Map<String, Object> body, Map<String, double[]> scope) {
        List<?> stages = list(body.get("stages"));
        for (int i = 0; ; i++) {
            Map<String, double[]> outputs = branch(graph, stages.get(i), scope);
            Map<String, double[]> asked = new LinkedHashMap<>(scope);
            outputs.forEach((name, value) -> asked.put("outputs." + name, value));
            Object accept = map(stages.get(i)).get("accept");
            if (accept == null || holds(text(accept), asked)) {
                return marked(i, outputs);
            }
        }
    }

    /** Rule 22. */
    private Map<String, double[]> traffic(
            String graph, String id, Map<String, Object> body, Map<String, double[]> scope) {
        String key = text(body.getOrDefault("key", ""));
        String value = key.startsWith("header:")
                ? headers.getOrDefault(key.substring("header:".length()), "")
                : key.equals("x.v") ? category(scope.get("x")[1]) : "";
        double at = 100 * StickyHash.unit(graph + "/" + id, value.isEmpty() ? requestId : value);
        List<?> arms = list(body.get("arms"));
        double cumulated = 0;
        for (int i = 0; ; i++) {
            cumulated += number(map(arms.get(i)).get("weight"));
            if (cumulated > at) {
                return marked(i, branch(graph, arms.get(i), scope));
            }
        }
    }

    /** Rule 23. */
    private Map<String, double[]> split(String graph, Map<String, Object> body, Map<String, double[]> scope) {
        double[] all = look(text(body.get("input")), scope);
        int count = body.containsKey("lengths") ? (int) look(text(body.get("lengths")), scope)[0] : RandomGraph.ITEMS;
        int width = all.length / RandomGraph.ITEMS;
        List<Map<String, double[]>> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, double[]> inside = new LinkedHashMap<>(scope);
            inside.put(text(body.get("as")), Arrays.copyOfRange(all, i * width, (i + 1) * width));
            items.add(branch(graph, body, inside));
        }
        Map<String, double[]> outputs = new LinkedHashMap<>();
        map(body.get("aggregate")).forEach((name, how) -> {
            double[] values = items.stream().mapToDouble(i -> i.get(name)[0]).toArray();
            Object empty = body.get("empty");
            if (empty instanceof Map<?, ?> byName) {
                empty = byName.get(name);
            } else if (how.equals("sum")) {
                empty = null; // one value is for those that require it
            }
            outputs.put(name, aggregate(text(how), values, empty));
        });
        return outputs;
    }

    private static double[] aggregate(String how, double[] values, Object empty) {
        boolean none = values.length == 0;
        return switch (how) {
            case "count" -> single(values.length);
            case "sum" ->
                single(
                        none
                                ? empty == null ? 0 : number(empty)
                                : (float) DoubleStream.of(values).reduce(0, Double::sum));
            case "first" -> single(none ? number(empty) : values[0]);
            case "list" ->
                DoubleStream.concat(
                                DoubleStream.of(values), DoubleStream.generate(() -> empty == null ? 0 : number(empty)))
                        .limit(RandomGraph.ITEMS)
                        .toArray();
            default ->
                none
                        ? single(number(empty))
                        : combine(
                                how,
                                Arrays.stream(values)
                                        .mapToObj(ReferenceInterpreter::single)
                                        .toList(),
                                Arrays.stream(values).mapToObj(v -> 1.0).toList());
        };
    }

    private boolean holds(String cel, Map<String, double[]> scope) {
        return Arrays.stream(cel.split(" && ")).allMatch(part -> compares(part, scope));
    }

    private boolean compares(String text, Map<String, double[]> scope) {
        Matcher comparison = COMPARISON.matcher(text);
        if (!comparison.matches()) {
            throw new AssertionError(text);
        }
        String left = comparison.group(1);
        String right = comparison.group(3);
        if (right.startsWith("'")) {
            String value = left.startsWith("headers.")
                    ? headers.getOrDefault(left.substring("headers.".length()), "")
                    : category(scope.get("x")[1]);
            return value.equals(right.substring(1, right.length() - 1))
                    == comparison.group(2).equals("==");
        }
        double a = left.equals("x.u") ? scope.get("x")[0] : look(left, scope)[0];
        double b = Double.parseDouble(right);
        return switch (comparison.group(2)) {
            case "<" -> a < b;
            case ">" -> a > b;
            case ">=" -> a >= b;
            default -> throw new AssertionError(text);
        };
    }

    private static String category(double value) {
        return Double.isNaN(value) ? "" : CATEGORIES.get((int) value);
    }

    /** A reference (rule 2), or the first element of one. */
    private static double[] look(String reference, Map<String, double[]> scope) {
        String name = reference.replace("[0]", "");
        double[] value = scope.get(name);
        if (value == null) {
            value = scope.entrySet().stream()
                    .filter(e ->
                            e.getKey().startsWith(name + ".") && !e.getKey().endsWith(".branch"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(reference + " of " + scope.keySet()));
        }
        return value;
    }

    private static double[] single(double value) {
        return new double[] {value};
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    private static List<?> list(Object value) {
        return (List<?>) Objects.requireNonNull(value);
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    private static double number(Object value) {
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }
}
