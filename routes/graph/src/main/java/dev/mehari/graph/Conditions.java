// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mehari.cel.CelReference;
import dev.mehari.cel.CelScope;
import dev.mehari.cel.InvalidCelException;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/*
 * CONDITIONS OVER WHAT ISN'T KNOWN
 *
 * A condition may read an output whose type nobody knows yet: the half of a check that reads no models, or a model that
 * couldn't be read. It is compiled all the same, several times, with a guess for the unknown: once as numbers, once as
 * text, once as booleans. What every guess complains of doesn't depend on the guess, and is a finding; the rest waits
 * until the type is known. Where the unknown may have named columns even that would be guessing, and nothing is said.
 */
/** Checks conditions and other CEL texts (rules 14 and 15). */
final class Conditions {
    /** What a stage gives goes by this name, which no node can have. */
    private static final String STAGE = "outputs";

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final List<Datatype> GUESSES = List.of(Datatype.FP64, Datatype.BYTES, Datatype.BOOL);

    private final CheckRun run;

    Conditions(CheckRun run) {
        this.run = run;
    }

    /** The condition; empty where it is wrong, or what it reads isn't known. */
    Optional<Cel> check(String cel, String path, Scope scope) {
        return check(cel, path, scope.all(), scope.isOpen(), Cel::condition);
    }

    /** A condition that also sees what a stage gives, as {@code outputs}. */
    Optional<Cel> accept(String cel, String path, Scope scope, Gives stage) {
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        stage.outputs().forEach((name, given) -> outputs.put(name, given.knowledge()));
        List<Visible> seen = scope.all();
        seen.add(new Visible(STAGE, false, outputs, Map.of(), false, stage.others()));
        return check(cel, path, seen, scope.isOpen(), Cel::condition);
    }

    /** A text that gives text. */
    Optional<Cel> key(String cel, String path, Scope scope) {
        return check(cel, path, scope.all(), scope.isOpen(), Cel::giving);
    }

    /** @param open whether something unknown may be meant that a finding tells of: then nothing is said here */
    private Optional<Cel> check(String cel, String path, List<Visible> seen, boolean open, Cel.Compiling compiling) {
        if (cel.isEmpty()) {
            return Optional.empty();
        }
        Set<String> words = words(cel);
        Reading reading = read(cel, words, seen);
        List<InvalidCelException.Problem> problems = null;
        Optional<Cel> compiled = Optional.empty();
        for (Datatype guess : reading.isKnown() ? GUESSES.subList(0, 1) : GUESSES) {
            try {
                compiled = Optional.of(compiling.compile(cel, reading.scope(run, guess)));
                problems = List.of();
            } catch (InvalidCelException e) {
                problems = common(problems, e.problems());
            }
        }
        if (compiled.isEmpty()) {
            run.usage.tensors(words);
        }
        compiled.ifPresent(this::note);
        boolean used = refuseUnusable(compiled, cel, words, path, seen);
        if (!used && !open && problems != null && !reading.mayHaveColumns()) {
            problems.forEach(p -> run.error(
                    path,
                    p.message(),
                    p.mend(),
                    Optional.ofNullable(p.patch()).flatMap(text -> run.patch(path, text))));
        }
        return compiled.filter(c -> reading.isKnown() && !used && !open);
    }

    private void note(Cel condition) {
        condition.references().forEach(reference -> run.usage.tensor(reference.name()));
        run.headers().addAll(condition.headers());
    }

    private static List<InvalidCelException.Problem> common(
            @org.jspecify.annotations.Nullable List<InvalidCelException.Problem> before,
            List<InvalidCelException.Problem> now) {
        if (before == null) {
            return now;
        }
        return before.stream().filter(now::contains).toList();
    }

    /** Words outside of text in quotes. */
    private static Set<String> words(String cel) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(withoutTexts(cel));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** The text with a space for each character in quotes. By hand: a pattern would recurse for every escape. */
    private static String withoutTexts(String cel) {
        StringBuilder bare = new StringBuilder(cel.length());
        char quote = 0;
        for (int i = 0; i < cel.length(); i++) {
            char c = cel.charAt(i);
            boolean opens = quote == 0 && (c == '"' || c == '\'');
            bare.append(quote == 0 && !opens ? c : ' ');
            if (opens) {
                quote = c;
            } else if (quote != 0 && c == '\\') {
                bare.append(' ');
                i++;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return bare.toString();
    }

    /** The names that follow a node's id in the text: {@code id.name}, {@code id["name"]}. */
    private static Set<String> members(String cel, String id) {
        Set<String> members = new HashSet<>();
        Matcher matcher = Pattern.compile(
                        "\\b" + id + "\\s*(?:\\.\\s*([A-Za-z_][A-Za-z0-9_]*)|\\[\\s*[\"']([^\"']*)[\"'])")
                .matcher(cel);
        while (matcher.find()) {
            members.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return members;
    }

    /**
     * What a text may read.
     *
     * @param isKnown whether all that it mentions has a type
     * @param mayHaveColumns whether something unknown that it mentions may have named columns
     */
    private record Reading(
            Map<String, Map<String, Knowledge>> nodes,
            Map<String, Knowledge> inputs,
            boolean isKnown,
            boolean mayHaveColumns) {
        CelScope scope(CheckRun run, Datatype guess) {
            CelScope.Builder scope = CelScope.of(run.draft.graph().name(), run.batch());
            inputs.forEach((name, knowledge) -> scope.input(name, type(knowledge, guess)));
            nodes.forEach((id, outputs) -> {
                Map<String, TensorType> types = new LinkedHashMap<>();
                outputs.forEach((name, knowledge) -> types.put(name, type(knowledge, guess)));
                if (id.equals(STAGE)) {
                    scope.outputs(types);
                } else {
                    scope.node(id, types);
                }
            });
            return scope.build();
        }

        private static TensorType type(Knowledge knowledge, Datatype guess) {
            return knowledge instanceof Knowledge.Known known ? known.type() : new TensorType(guess, null);
        }
    }

    private Reading read(String cel, Set<String> words, List<Visible> seen) {
        Map<String, Map<String, Knowledge>> nodes = new LinkedHashMap<>();
        Map<String, Knowledge> inputs = new LinkedHashMap<>();
        boolean known = true;
        boolean columns = false;
        for (Visible visible : seen) {
            Map<String, Knowledge> outputs = outputs(visible, cel);
            if (visible.isInput()) {
                inputs.put(visible.id(), outputs.values().iterator().next());
            } else {
                nodes.put(visible.id(), outputs);
            }
            if (words.contains(visible.id())) {
                known &= outputs.values().stream().allMatch(k -> k instanceof Knowledge.Known);
                columns |= outputs.values().stream().anyMatch(Knowledge.NOTHING::equals);
            }
        }
        return new Reading(nodes, inputs, known, columns);
    }

    private Map<String, Knowledge> outputs(Visible visible, String cel) {
        Map<String, Knowledge> outputs = new LinkedHashMap<>(visible.outputs());
        visible.partial()
                .forEach((name, why) -> outputs.put(name, new Knowledge.Unusable(why, "Let all branches give it.")));
        if (visible.hasBranch()) {
            outputs.put(ChoiceNode.BRANCH, new Knowledge.Known(Visible.branchType(run.batch())));
        }
        visible.others()
                .ifPresent(others -> members(cel, visible.id()).forEach(name -> outputs.putIfAbsent(name, others)));
        return outputs;
    }

    /** Whether the text reads what can't be used; then there are findings that say so. */
    private boolean refuseUnusable(
            Optional<Cel> compiled, String cel, Set<String> words, String path, List<Visible> seen) {
        Set<CelReference> read = new HashSet<>(compiled.map(Cel::references).orElse(List.of()));
        List<Visible> mentioned =
                seen.stream().filter(v -> words.contains(v.id())).toList();
        boolean refused = false;
        for (Visible visible : mentioned) {
            if (compiled.isEmpty()) {
                members(cel, visible.id()).forEach(name -> read.add(new CelReference(visible.id(), name)));
            }
            List<String> unusable = new ArrayList<>();
            outputs(visible, cel).forEach((name, knowledge) -> {
                if (knowledge instanceof Knowledge.Unusable why
                        && read.contains(new CelReference(visible.id(), name))) {
                    unusable.add(name);
                    run.error(path, "'" + visible.id() + "." + name + "' can't be used: " + why.reason(), why.mend());
                }
            });
            refused |= !unusable.isEmpty();
        }
        return refused;
    }
}
