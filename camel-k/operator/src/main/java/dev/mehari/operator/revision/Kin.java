// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.graph.Finding;
import dev.mehari.graph.InferenceGraph;

/**
 * A graph and all that it uses, each before those that use it, the graph itself last.
 *
 * @param members by name, in that order
 * @param problem what hinders: a graph that isn't there, is refused, or uses itself
 */
public record Kin(Map<String, Member> members, Optional<String> problem) {

    /**
     * One of them.
     *
     * @param spec as applied
     */
    public record Member(InferenceGraph graph, JsonNode spec, String identity) {}

    /**
     * @param graph itself, checked
     * @param specs the spec of another graph of the namespace
     */
    public static Kin of(InferenceGraph graph, JsonNode spec, Function<String, Optional<JsonNode>> specs) {
        Walk walk = new Walk(specs);
        walk.add(graph, spec, new ArrayList<>());
        return new Kin(walk.members, Optional.ofNullable(walk.problems.isEmpty() ? null : walk.problems.get(0)));
    }

    /** Of a member. */
    public String identity(String name) {
        return Objects.requireNonNull(members.get(name)).identity();
    }

    /** What the graph's models and data files are found by beside its own: the content of the specs that it uses, by name. */
    public SortedMap<String, JsonNode> children(String name) {
        SortedMap<String, JsonNode> children = new TreeMap<>();
        members.forEach((other, member) -> {
            if (!other.equals(name)) {
                children.put(other, SpecContent.of(member.spec()));
            }
        });
        return children;
    }

    private static final class Walk {
        private final Function<String, Optional<JsonNode>> specs;
        private final Map<String, Member> members = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        Walk(Function<String, Optional<JsonNode>> specs) {
            this.specs = specs;
        }

        void add(InferenceGraph graph, JsonNode spec, List<String> path) {
            path.add(graph.name());
            SortedMap<String, String> children = new TreeMap<>();
            for (String name : SpecContent.children(spec)) {
                child(name, path).ifPresent(member -> children.put(name, member.identity()));
            }
            path.remove(path.size() - 1);
            members.put(graph.name(), new Member(graph, spec, SpecContent.identity(spec, children)));
        }

        private Optional<Member> child(String name, List<String> path) {
            if (path.contains(name)) {
                problems.add("'" + path.get(path.size() - 1) + "' uses '" + name + "', which uses it: a ring ("
                        + String.join(" → ", path) + " → " + name + "). Cut it");
                return Optional.empty();
            }
            Member known = members.get(name);
            if (known != null) {
                return Optional.of(known);
            }
            Optional<JsonNode> spec = specs.apply(name);
            if (spec.isEmpty()) {
                problems.add("it uses the graph '" + name + "', which isn't in the namespace. Apply it");
                return Optional.empty();
            }
            GraphCheck.Checked checked = GraphCheck.check(name, spec.get());
            if (checked.graph().isEmpty()) {
                String first = checked.findings().stream()
                        .filter(Finding::isError)
                        .findFirst()
                        .map(f -> f.path() + ": " + f.message())
                        .orElse("it can't be read");
                problems.add("it uses the graph '" + name + "', which is refused (" + first + "). Mend it there");
                return Optional.empty();
            }
            add(checked.graph().get(), spec.get(), path);
            return Optional.ofNullable(members.get(name));
        }
    }
}
