// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.mehari.maths.InvalidOpException;
import dev.mehari.maths.Op;
import dev.mehari.maths.Transform;
import dev.mehari.tensor.TensorType;

/** Checks transforms (rule 17): the kernels' arguments, and that each can take what it gets. */
final class TransformCheck {
    private static final Pattern MEANT = Pattern.compile("Did you mean '(.+)'\\?");

    private final CheckRun run;
    private final Constants constants;

    TransformCheck(CheckRun run) {
        this.run = run;
        this.constants = new Constants(run);
    }

    Optional<Node> check(TransformStep step, Scope scope) {
        List<Resolved> inputs = run.references.resolveAll(step.input(), step.path() + ".input", scope, step.id());
        List<Optional<Parsed>> parsed = step.ops().stream().map(this::parse).toList();
        boolean broken = run.draft.isBroken(step.path());
        boolean joined = broken || joins(step, inputs.size());
        Optional<List<Parsed>> ops = CheckRun.all(parsed).filter(p -> joined && !broken);
        Knowledge output = ops.map(p -> output(step, p, inputs)).orElse(Knowledge.NOTHING);
        Visible visible = Visible.node(step.id(), Map.of(step.output(), output));
        scope.add(visible);
        run.publish(visible);
        Optional<List<Reference>> references =
                CheckRun.all(inputs.stream().map(Resolved::reference).toList());
        if (ops.isEmpty() || references.isEmpty()) {
            return Optional.empty();
        }
        List<Op> plain = ops.get().stream().map(Parsed::op).toList();
        return Optional.of(new TransformNode(step.id(), step.path(), references.get(), plain, step.output()));
    }

    /** @param sources see {@link Constants.Filled#sources} */
    private record Parsed(OpSpec spec, Op op, Map<String, String> sources) {}

    private Optional<Parsed> parse(OpSpec spec) {
        Optional<Constants.Filled> filled = constants.fill(spec);
        if (filled.isEmpty()) {
            return Optional.empty();
        }
        try {
            Op op = Op.parse(spec.kernel(), filled.get().arguments());
            return Optional.of(new Parsed(spec, op, filled.get().sources()));
        } catch (InvalidOpException e) {
            wrong(e, spec, filled.get().sources());
            return Optional.empty();
        }
    }

    private boolean joins(TransformStep step, int inputs) {
        boolean concatFirst =
                !step.ops().isEmpty() && step.ops().get(0).kernel().equals("concat");
        if (inputs > 1 && !concatFirst) {
            run.error(
                    step.path() + ".input",
                    Words.count(inputs, "input") + " for a transform that doesn't begin with concat",
                    "Put concat first in ops to join them, or keep one.");
            return false;
        }
        boolean sound = true;
        for (int i = 1; i < step.ops().size(); i++) {
            if (step.ops().get(i).kernel().equals("concat")) {
                run.error(
                        step.ops().get(i).path(),
                        "concat isn't the first op",
                        "Put it first: it joins the inputs of the transform.");
                sound = false;
            }
        }
        return sound;
    }

    private Knowledge output(TransformStep step, List<Parsed> ops, List<Resolved> inputs) {
        Optional<List<TensorType>> types =
                CheckRun.all(inputs.stream().map(Resolved::type).toList());
        if (types.isEmpty()) {
            boolean plain = inputs.stream()
                    .map(Resolved::knowledge)
                    .noneMatch(k -> k instanceof Knowledge.Unknown unknown && !unknown.isPlain());
            return plain ? Knowledge.OF_MODEL : Knowledge.NOTHING;
        }
        List<Op> plain = new ArrayList<>();
        ops.forEach(p -> plain.add(p.op()));
        try {
            return new Knowledge.Known(
                    Transform.of(plain, types.get(), run.batch()).output());
        } catch (InvalidOpException e) {
            Parsed wrong = ops.get(e.op());
            wrong(e, step.ops().get(e.op()), wrong.sources());
            return Knowledge.NOTHING;
        }
    }

    private void wrong(InvalidOpException e, OpSpec spec, Map<String, String> sources) {
        String path = e.path().isEmpty() ? spec.path() : spec.path() + "." + e.path();
        String source = sources.entrySet().stream()
                .filter(s -> e.path().startsWith(s.getKey()))
                .map(s -> " (in " + s.getValue() + ")")
                .findFirst()
                .orElse("");
        run.error(path, e.getMessage() + source, e.mend(), patch(spec).or(() -> named(path, e.mend())));
    }

    /** The one name that an argument was probably meant to be. */
    private Optional<Patch> named(String path, String mend) {
        Matcher matcher = MEANT.matcher(mend);
        GraphSource source = run.draft.graph().source();
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String meant = matcher.group(1);
        return Stream.of(source.scalar(path), source.key(path))
                .flatMap(Optional::stream)
                .filter(word -> Words.nearest(word.text(), List.of(meant)).isPresent())
                .findFirst()
                .flatMap(word -> word.patch(meant));
    }

    /** A kernel's word. */
    private Optional<Patch> patch(OpSpec spec) {
        if (Op.kernels().contains(spec.kernel())) {
            return Optional.empty();
        }
        GraphSource source = run.draft.graph().source();
        return Words.nearest(spec.kernel(), Op.kernels()).flatMap(meant -> source.scalar(spec.path())
                .or(() -> source.key(Place.child(spec.path(), spec.kernel())))
                .flatMap(word -> word.patch(meant)));
    }
}
