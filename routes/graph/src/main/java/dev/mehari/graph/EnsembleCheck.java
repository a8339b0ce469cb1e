// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.maths.Combiner;
import dev.mehari.maths.InvalidOpException;
import dev.mehari.tensor.TensorType;

/** Checks ensembles (rules 4, 19, 20). */
final class EnsembleCheck {
    /** What people call combiners elsewhere. */
    private static final Map<String, String> SYNONYMS = Map.of("avg", "mean", "average", "mean", "majority", "vote");

    private final CheckRun run;
    private final BranchCheck branches;

    EnsembleCheck(CheckRun run, BranchCheck branches) {
        this.run = run;
        this.branches = branches;
    }

    Optional<Node> check(EnsembleStep step, Scope scope) {
        List<BranchCheck.Checked> checked = new ArrayList<>();
        for (int i = 0; i < step.branches().size(); i++) {
            BranchSpec branch = step.branches().get(i).branch();
            checked.add(branches.check(branch, step.id(), "branches[" + i + "]", scope));
        }
        List<Gives> gives = checked.stream().map(BranchCheck.Checked::gives).toList();
        Combined combined = combine(step, gives);
        Visible visible = combined.merged().visible(step.id(), false);
        scope.add(visible);
        run.publish(visible);
        Collection<Combiner> used = combined.combiners().values();
        quorum(step, used);
        weights(step, used);
        return node(step, checked, combined);
    }

    /**
     * @param combiners output → combiner, for all that are combined
     * @param merged what comes of them
     */
    private record Combined(Map<String, Combiner> combiners, Merge.Merged merged) {}

    private Combined combine(EnsembleStep step, List<Gives> gives) {
        String path = step.path() + ".combine";
        if (gives.isEmpty()
                || run.draft.isBroken(step.path())
                        && step.combine().all().isEmpty()
                        && step.combine().byOutput().isEmpty()) {
            return new Combined(Map.of(), new Merge.Merged(Map.of(), Map.of(), Optional.of(Knowledge.NOTHING)));
        }
        if (!step.combine().all().isEmpty()) {
            return all(step, gives, path);
        }
        if (step.combine().byOutput().isEmpty()) {
            run.error(path, "no output is combined", "Write a combiner for all outputs, or {output: combiner}.");
            return new Combined(Map.of(), new Merge.Merged(Map.of(), Map.of(), Optional.of(Knowledge.NOTHING)));
        }
        return byOutput(step, gives, path);
    }

    private Combined all(EnsembleStep step, List<Gives> gives, String path) {
        Optional<Combiner> combiner = combiner(step.combine().all(), path);
        Merge.Merged merged =
                Merge.of(gives, (name, types) -> combiner.map(c -> combined(name, types, c, gives, path, true))
                        .orElse(Knowledge.NOTHING));
        Map<String, Combiner> combiners = new LinkedHashMap<>();
        combiner.ifPresent(c -> merged.outputs().keySet().forEach(name -> combiners.put(name, c)));
        if (combiner.isPresent() && merged.outputs().isEmpty()) {
            // Its name is all that is known of what it combines, and quorum and weights go by it.
            combiners.put("", combiner.get());
        }
        return new Combined(combiners, merged);
    }

    private Combined byOutput(EnsembleStep step, List<Gives> gives, String path) {
        Map<String, Combiner> combiners = new LinkedHashMap<>();
        step.combine().byOutput().forEach((name, word) -> combiner(word, Place.child(path, name))
                .ifPresent(c -> combiners.put(name, c)));
        Merge.Merged given = Merge.of(gives, (name, types) -> {
            Combiner combiner = combiners.get(name);
            return combiner == null
                    ? Knowledge.NOTHING
                    : combined(name, types, combiner, gives, Place.child(path, name), false);
        });
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        for (String name : step.combine().byOutput().keySet()) {
            outputs.put(name, named(name, given, gives, Place.child(path, name)));
        }
        return new Combined(combiners, new Merge.Merged(outputs, Map.of(), Optional.empty()));
    }

    /** An output that the file names to be combined: naming is using. */
    private Knowledge named(String name, Merge.Merged given, List<Gives> gives, String path) {
        Knowledge knowledge = given.outputs().get(name);
        if (knowledge instanceof Knowledge.Unusable unusable) {
            run.error(path, "'" + name + "' can't be combined: " + unusable.reason(), unusable.mend());
            return Knowledge.NOTHING;
        }
        if (knowledge != null) {
            return knowledge;
        }
        if (given.partial().containsKey(name)) {
            run.error(
                    path,
                    "'" + name + "' can't be combined: " + given.partial().get(name),
                    "Let all branches give it.");
            return Knowledge.NOTHING;
        }
        if (given.others().isPresent()) {
            return given.others().get();
        }
        Optional<String> meant = Words.nearest(name, given.outputs().keySet());
        run.error(
                path,
                "no branch gives '" + name + "'; " + Words.known(given.outputs().keySet()),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                meant.flatMap(m -> run.draft.graph().source().key(path).flatMap(k -> k.patch(m))));
        return Knowledge.NOTHING;
    }

    private Optional<Combiner> combiner(String word, String path) {
        Optional<Combiner> combiner = Combiner.named(word);
        if (combiner.isEmpty()) {
            List<String> known =
                    Arrays.stream(Combiner.values()).map(Combiner::word).toList();
            Optional<String> meant = Optional.ofNullable(SYNONYMS.get(word)).or(() -> Words.nearest(word, known));
            run.error(
                    path,
                    "no combiner '" + word + "'; " + Words.known(known),
                    meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                    meant.flatMap(m -> run.patch(path, m)));
        }
        return combiner;
    }

    /** @param forAll whether the file names a combiner for all outputs, so that one can be left out by naming the others */
    private Knowledge combined(
            String name, List<TensorType> types, Combiner combiner, List<Gives> gives, String path, boolean forAll) {
        if (combiner != Combiner.CONCAT
                || types.stream().map(TensorType::datatype).distinct().count() > 1) {
            Knowledge agreed = Merge.agreed(gives, types);
            if (agreed instanceof Knowledge.Unusable) {
                return agreed;
            }
        }
        try {
            return new Knowledge.Known(combiner.type(types, run.batch()));
        } catch (InvalidOpException e) {
            String leaveOut = forAll ? " Or name only the outputs to combine: {output: combiner}." : "";
            run.error(path, "output '" + name + "': " + e.getMessage(), e.mend() + leaveOut);
            return Knowledge.NOTHING;
        }
    }

    private void quorum(EnsembleStep step, Collection<Combiner> combiners) {
        String path = step.path() + ".quorum";
        int count = step.branches().size();
        int quorum = step.quorum().orElse(count);
        if (count == 0) {
            return;
        }
        if (quorum > count) {
            run.error(
                    path,
                    "a quorum of " + quorum + " of "
                            + Words.count(count, "branch").replace("branchs", "branches"),
                    "Write " + count + " or less.",
                    run.draft.graph().source().scalar(path).flatMap(s -> s.replace(String.valueOf(count))));
        } else if (quorum < count && combiners.contains(Combiner.CONCAT)) {
            run.error(
                    path,
                    "concat needs the answers of all branches, and the quorum is " + quorum + " of " + count,
                    "Remove the quorum, or use another combiner.");
        }
    }

    private void weights(EnsembleStep step, Collection<Combiner> combiners) {
        if (combiners.isEmpty() || combiners.stream().anyMatch(Combiner::isWeighted)) {
            return;
        }
        String words = String.join(
                ", ", combiners.stream().map(Combiner::word).distinct().toList());
        for (WeightedBranchSpec branch : step.branches()) {
            if (branch.weight().isPresent()) {
                run.warning(
                        branch.path() + ".weight",
                        words + " doesn't look at weights",
                        "Remove it, or combine by mean or vote.");
            }
        }
    }

    private static Optional<Node> node(EnsembleStep step, List<BranchCheck.Checked> checked, Combined combined) {
        List<String> outputs = combined.merged().usable();
        List<Optional<EnsembleNode.WeightedBranch>> weighted = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            double weight = step.branches().get(i).weight().orElse(1);
            weighted.add(checked.get(i).branch(outputs).map(b -> new EnsembleNode.WeightedBranch(weight, b)));
        }
        Map<String, Combiner> combine = new LinkedHashMap<>();
        for (String name : outputs) {
            Combiner combiner = combined.combiners().get(name);
            if (combiner != null) {
                combine.put(name, combiner);
            }
        }
        return CheckRun.all(weighted)
                .map(b -> new EnsembleNode(step.id(), step.path(), b, combine, step.quorum(), step.deadline()));
    }
}
