// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks names (rule 1). */
final class NameCheck {
    static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    static final Pattern GRAPH_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    static final int MAX_GRAPH_NAME = 48;

    /** Words that CEL reserves (language definition, section Syntax). */
    static final Set<String> RESERVED = Set.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "false",
            "for",
            "function",
            "if",
            "import",
            "in",
            "let",
            "loop",
            "namespace",
            "null",
            "package",
            "return",
            "true",
            "var",
            "void",
            "while");

    /** Names that mean something else in conditions. */
    static final Set<String> TAKEN = Set.of("headers", "params", "request", "outputs");

    private final CheckRun run;
    private final Map<String, Integer> lines = new HashMap<>();

    NameCheck(CheckRun run) {
        this.run = run;
    }

    void check() {
        graphName(run.draft.graph().name());
        for (int i = 0; i < run.spec().inputs().size(); i++) {
            shared(run.spec().inputs().get(i).name(), "spec.inputs[" + i + "].name");
        }
        Steps.each(run.spec().steps(), step -> {
            if (!(step instanceof UnreadStep)) {
                shared(step.id(), step.path() + ".id");
            }
            if (step instanceof SplitStep split) {
                shared(split.as(), step.path() + ".as");
            }
        });
        run.spec().models().keySet().forEach(key -> identifier(key, Place.child("spec.models", key)));
    }

    private void graphName(String name) {
        String path = "metadata.name";
        if (name.isEmpty()) {
            return;
        }
        if (!GRAPH_NAME.matcher(name).matches()) {
            Optional<String> better = Optional.of(name.toLowerCase(Locale.ROOT).replaceAll("[_ .]+", "-"))
                    .filter(b -> GRAPH_NAME.matcher(b).matches() && b.length() <= MAX_GRAPH_NAME);
            run.error(
                    path,
                    "'" + name + "' can't be a graph's name: lower-case letters, digits and '-', none at the ends",
                    better.map(b -> "Did you mean '" + b + "'?").orElse("Write a name such as credit-risk."),
                    better.flatMap(b -> run.patch(path, b)));
        } else if (name.length() > MAX_GRAPH_NAME) {
            run.error(
                    path,
                    "the name has " + name.length() + " characters, at most " + MAX_GRAPH_NAME + " are allowed",
                    "Shorten it.");
        }
    }

    /** A name in the space that inputs and nodes share. */
    private void shared(String name, String path) {
        if (name.isEmpty()) {
            return;
        }
        if (TAKEN.contains(name)) {
            run.error(
                    path,
                    "the name '" + name + "' is taken: conditions read the request by it",
                    "Choose another name.");
            return;
        }
        identifier(name, path);
        int line = run.at(path).line();
        Integer first = lines.putIfAbsent(name, line);
        if (first != null) {
            run.error(
                    path,
                    "the name '" + name + "' is given twice, first in line " + first,
                    "Choose another: inputs and nodes share one name space, also inside blocks.");
        }
    }

    private void identifier(String name, String path) {
        if (RESERVED.contains(name)) {
            run.error(path, "the name '" + name + "' is reserved in conditions", "Choose another name.");
        } else if (!IDENTIFIER.matcher(name).matches()) {
            String better = name.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^([0-9])", "_$1");
            run.error(
                    path,
                    "the name '" + name + "' isn't an identifier: letters, digits and '_', no digit first",
                    IDENTIFIER.matcher(better).matches()
                            ? "Write '" + better + "', also where it is used."
                            : "Choose another name.");
        }
    }
}
