// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The graphs that may use each other (rule 24): those that are checked together, and those in files beside a graph that names
 * one. Each is checked once. Confined to the thread of one check.
 */
final class Family {
    /** Graphs inside graphs; deeper ones nobody can follow, and a stack is finite. */
    static final int MAX_NESTING = 32;

    private static final int MAX_SIBLINGS = 1000;

    /**
     * @param path where it lies, absolute and normal, or would lie if its text were a file
     * @param findings what is wrong with it
     */
    record Member(Path path, Draft draft, Findings findings) {
        String name() {
            return draft.graph().name();
        }
    }

    private final Surroundings surroundings;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Set<Path> known = new HashSet<>();
    private final Set<Path> searched = new HashSet<>();
    private final Set<String> unreadable = new TreeSet<>();
    private final Map<Member, Optional<CheckedGraph>> checked = new IdentityHashMap<>();
    private final Map<String, Integer> nesting = new HashMap<>();
    private int depth;

    Family(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** A graph that is checked with the others; of one name, the first is the one that can be used. */
    void add(Member member) {
        known.add(member.path());
        if (!member.name().isEmpty()) {
            members.putIfAbsent(member.name(), member);
        }
    }

    Optional<CheckedGraph> check(Member member) {
        Optional<CheckedGraph> done = checked.get(member);
        if (done != null) {
            return done;
        }
        depth++;
        try {
            Optional<CheckedGraph> graph = new GraphWalk(
                            member.draft(), member.findings(), Optional.of(surroundings), Optional.of(this))
                    .check();
            checked.put(member, graph);
            graph.ifPresent(g -> nesting.put(g.name(), 1 + deepest(g)));
            return graph;
        } finally {
            depth--;
        }
    }

    private int deepest(CheckedGraph graph) {
        return graph.children().keySet().stream()
                .mapToInt(child -> nesting.getOrDefault(child, 1))
                .max()
                .orElse(0);
    }

    /** Whether one more graph inside the one that is being checked is too many. */
    boolean isTooDeep(String child) {
        return depth + nesting.getOrDefault(child, 1) > MAX_NESTING;
    }

    /** The graph of that name, for one that lies in {@code folder}. */
    Optional<Member> find(String name, Path folder) {
        if (!members.containsKey(name)) {
            search(folder.toAbsolutePath().normalize());
        }
        return Optional.ofNullable(members.get(name));
    }

    /** The names of all that were found. */
    Set<String> names() {
        return new TreeSet<>(members.keySet());
    }

    /** Names of files beside that hold no graph that could be read. */
    Set<String> unreadable() {
        return unreadable;
    }

    private void search(Path folder) {
        if (!searched.add(folder)) {
            return;
        }
        for (Path file : siblings(folder)) {
            if (!known.add(file)) {
                continue;
            }
            Findings findings = new Findings(file.toString());
            Optional<Draft> draft = GraphFiles.draft(file, findings);
            draft.map(d -> new Member(file, d, findings))
                    .filter(m -> !m.name().isEmpty())
                    .ifPresentOrElse(this::add, () -> unreadable.add(String.valueOf(file.getFileName())));
        }
    }

    private static List<Path> siblings(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> String.valueOf(f.getFileName()).endsWith(".graph.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_SIBLINGS)
                    .toList();
        } catch (IOException | java.io.UncheckedIOException nobodyLivesThere) {
            return List.of();
        }
    }

    /** The names on the shortest way by which one graph uses another, both included; none if it doesn't. */
    List<String> way(Member from, String to) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<Member> next = new ArrayDeque<>(List.of(from));
        Set<String> seen = new HashSet<>(Set.of(from.name()));
        while (!next.isEmpty()) {
            Member member = next.remove();
            for (String used : uses(member)) {
                if (used.equals(to)) {
                    List<String> way = new ArrayList<>(List.of(to));
                    for (String at = member.name(); at != null; at = cameFrom.get(at)) {
                        way.add(0, at);
                    }
                    return way;
                }
                Optional<Member> other =
                        find(used, member.draft().graph().source().folder()).filter(m -> seen.add(used));
                other.ifPresent(m -> {
                    cameFrom.put(used, member.name());
                    next.add(m);
                });
            }
        }
        return List.of();
    }

    private static Set<String> uses(Member member) {
        Set<String> uses = new TreeSet<>();
        Steps.each(member.draft().graph().spec().steps(), step -> {
            if (step instanceof GraphStep graph) {
                uses.add(graph.use());
            }
        });
        return uses;
    }
}
