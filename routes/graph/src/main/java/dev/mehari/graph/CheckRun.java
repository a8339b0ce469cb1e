// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.mehari.tensor.TensorType;

/** What the checks of one file share. Confined to one thread, for one check. */
final class CheckRun {
    final Draft draft;
    final Findings findings;
    /** Empty in the half that reads no models. */
    final Optional<Surroundings> surroundings;

    /** The graphs that may be used; empty where no other file is looked at. */
    final Optional<Family> family;

    final Usage usage = new Usage();
    final Map<String, Home> homes;
    final ConfigMapKeys configMapKeys;
    final Models models;
    final DataFiles dataFiles;
    final References references;

    private final Map<Reference, TensorType> types = new LinkedHashMap<>();
    private final Set<String> headers = new TreeSet<>();
    private final Set<String> cookies = new TreeSet<>();

    private final Map<String, CheckedGraph> children = new LinkedHashMap<>();

    CheckRun(Draft draft, Findings findings, Optional<Surroundings> surroundings, Optional<Family> family) {
        this.draft = draft;
        this.family = family;
        this.findings = findings;
        this.surroundings = surroundings;
        this.homes = Home.all(spec().steps());
        this.configMapKeys = new ConfigMapKeys(spec().modelRoot());
        this.models = new Models(this);
        this.dataFiles = new DataFiles(surroundings, Models.base(draft.graph()));
        this.references = new References(this);
    }

    GraphSpec spec() {
        return draft.graph().spec();
    }

    boolean batch() {
        return spec().batch();
    }

    Place at(String path) {
        return draft.graph().source().place(path);
    }

    /** The edit that puts another text at a path, where its text is one that can be edited. */
    Optional<Patch> patch(String path, String text) {
        return draft.graph().source().scalar(path).flatMap(scalar -> scalar.patch(text));
    }

    void error(String path, String message, String mend) {
        findings.error(at(path), message, mend);
    }

    void error(String path, String message, String mend, Optional<Patch> patch) {
        findings.error(at(path), message, mend, patch);
    }

    void warning(String path, String message, String mend) {
        findings.warning(at(path), message, mend);
    }

    /** Writes down the types of what a node gives. */
    void publish(Visible visible) {
        visible.outputs().forEach((name, knowledge) -> {
            if (knowledge instanceof Knowledge.Known known) {
                types.put(new Reference(visible.id(), name), known.type());
            }
        });
        if (visible.hasBranch()) {
            types.put(new Reference(visible.id(), ChoiceNode.BRANCH), Visible.branchType(batch()));
        }
    }

    Map<Reference, TensorType> types() {
        return types;
    }

    Set<String> headers() {
        return headers;
    }

    Set<String> cookies() {
        return cookies;
    }

    /** A graph that a step uses: its headers and cookies are read from the same request. */
    void child(CheckedGraph child) {
        children.putAll(child.children());
        children.put(child.name(), child);
        headers.addAll(child.headers());
        cookies.addAll(child.cookies());
    }

    /** Those used, each before those that use it. */
    Map<String, CheckedGraph> children() {
        return children;
    }

    /** The values of those that are there, if all are. */
    static <T> Optional<List<T>> all(List<Optional<T>> values) {
        List<T> all = new ArrayList<>();
        for (Optional<T> value : values) {
            if (value.isEmpty()) {
                return Optional.empty();
            }
            all.add(value.get());
        }
        return Optional.of(all);
    }
}
