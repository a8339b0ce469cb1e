// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.maths.InvalidOpException;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/** Checks timeouts and fallbacks of steps (rule 25). */
final class GuardCheck {
    private final CheckRun run;
    private final BranchCheck branches;

    GuardCheck(CheckRun run, BranchCheck branches) {
        this.run = run;
        this.branches = branches;
    }

    /**
     * @param visible what the step gives, be it by its fallback
     * @param guard empty where the step has none
     * @param sound whether nothing is wrong with it
     */
    record Guarded(Visible visible, Optional<Guard> guard, boolean sound) {}

    /**
     * @param own what the step gives when it doesn't fail
     * @param scope what its fallback sees, without the step
     */
    Guarded check(Optional<Duration> timeout, Optional<FallbackSpec> fallback, Visible own, Scope scope, String step) {
        boolean readable = !run.draft.graph().source().has(step + ".fallback") || fallback.isPresent();
        if (fallback.isEmpty()) {
            Optional<Guard> guard =
                    timeout.isPresent() ? Optional.of(new Guard(timeout, Optional.empty())) : Optional.empty();
            return new Guarded(own, guard, readable);
        }
        FallbackSpec spec = fallback.get();
        if (run.draft.isBroken(spec.path())) {
            if (spec.hasSteps()) {
                branches.check(spec.branch(), own.id(), "fallback", scope);
            }
            return new Guarded(own, Optional.empty(), false);
        }
        return spec.hasSteps() ? steps(timeout, spec, own, scope) : values(timeout, spec, own);
    }

    // ------------------------------------------------------------------------------------------------- values

    private Guarded values(Optional<Duration> timeout, FallbackSpec spec, Visible own) {
        long before = run.findings.errors();
        Map<String, Object> values = new LinkedHashMap<>();
        spec.value().forEach((name, value) -> {
            String path = Place.child(spec.path() + ".value", name);
            Knowledge knowledge = own.outputs().get(name);
            if (knowledge == null && own.others().isEmpty()) {
                unknown(name, path, own, spec);
            } else if (knowledge instanceof Knowledge.Known known) {
                fits(name, known.type(), value, path);
            }
            values.put(name, Fills.value(value));
        });
        List<String> missing = own.outputs().keySet().stream()
                .filter(name -> !spec.value().containsKey(name))
                .filter(name -> own.others().isPresent()
                        || spec.value().keySet().stream()
                                .filter(given -> !own.outputs().containsKey(given))
                                .noneMatch(given -> Words.nearest(
                                                given, own.outputs().keySet())
                                        .equals(Optional.of(name))))
                .toList();
        if (!missing.isEmpty() && own.others().isEmpty()) {
            run.error(
                    spec.path() + ".value",
                    "there is no value for " + quoted(missing) + ", and a fallback answers for all outputs of the step",
                    missing.size() == 1 ? "Add one." : "Add one for each.");
        }
        boolean sound = run.findings.errors() == before;
        Optional<Guard> guard = Optional.of(new Guard(timeout, Optional.of(new Fallback.Values(values))));
        return new Guarded(own, guard.filter(g -> sound), sound);
    }

    private void unknown(String name, String path, Visible own, FallbackSpec spec) {
        List<String> free = own.outputs().keySet().stream()
                .filter(n -> !spec.value().containsKey(n))
                .toList();
        Optional<String> meant = Words.nearest(name, free);
        run.error(
                path,
                "'" + own.id() + "' has no output '" + name + "'; "
                        + Words.known(own.outputs().keySet()),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                meant.flatMap(m -> run.draft.graph().source().key(path).flatMap(k -> k.patch(m))));
    }

    private void fits(String name, TensorType type, DefaultValue value, String path) {
        Shape shape = type.shape();
        boolean sized = shape != null && (shape.rank() == 0 || (run.batch() ? shape.with(0, 1) : shape).isConcrete());
        if (!sized) {
            run.error(
                    path,
                    "'" + name + "' is " + type + ", and a value can't fill what has no size",
                    "Write steps that give it: {steps: […]}.");
            return;
        }
        try {
            Fills.requireFit(type.datatype(), value);
        } catch (InvalidOpException e) {
            boolean text = type.datatype() == Datatype.BYTES && !(value instanceof DefaultValue.OfText);
            run.error(
                    path,
                    "output '" + name + "': " + e.getMessage(),
                    e.mend(),
                    run.draft.graph().source().scalar(path).filter(s -> text).flatMap(Value.Scalar::quote));
        }
    }

    // -------------------------------------------------------------------------------------------------- steps

    private Guarded steps(Optional<Duration> timeout, FallbackSpec spec, Visible own, Scope scope) {
        BranchCheck.Checked checked = branches.check(spec.branch(), own.id(), "fallback", scope);
        Map<String, Gives.Given> given = new LinkedHashMap<>();
        own.outputs()
                .forEach((name, knowledge) ->
                        given.put(name, new Gives.Given(Optional.of(new Reference(own.id(), name)), knowledge)));
        Gives first = new Gives("the step", given, own.others());
        List<Gives> both = List.of(first, checked.gives());
        long before = run.findings.errors();
        Merge.Merged merged = Merge.of(both);
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        own.outputs().forEach((name, knowledge) -> outputs.put(name, agreed(name, knowledge, merged, spec)));
        Visible visible = new Visible(own.id(), own.isInput(), outputs, own.partial(), own.hasBranch(), own.others());
        boolean sound = run.findings.errors() == before;
        Optional<Branch> branch = checked.branch(List.copyOf(own.outputs().keySet()));
        Optional<Guard> guard = branch.map(b -> new Guard(timeout, Optional.of(new Fallback.Steps(b))));
        return new Guarded(visible, guard.filter(g -> sound), sound && branch.isPresent());
    }

    private Knowledge agreed(String name, Knowledge own, Merge.Merged merged, FallbackSpec spec) {
        Knowledge agreed = merged.outputs().get(name);
        if (agreed == null && merged.partial().containsKey(name)) {
            run.error(
                    spec.path(),
                    "the fallback doesn't give '" + name + "', which the step gives",
                    "Let it give all outputs of the step; outputs: {" + (Plain.isSafe(name) ? name : Place.quote(name))
                            + ": reference} names them.");
            return own;
        }
        if (agreed instanceof Knowledge.Unusable unusable && !(own instanceof Knowledge.Unusable)) {
            run.error(
                    spec.path(),
                    "the fallback's '" + name + "' doesn't stand in for the step's: " + unusable.reason(),
                    unusable.mend().replace("all branches", "both"));
            return own;
        }
        return agreed == null ? own : agreed;
    }

    private static String quoted(List<String> names) {
        return String.join(", ", names.stream().map(n -> "'" + n + "'").toList());
    }
}
