// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/** Checks calls (rule 24). The other server isn't asked: what it gives is declared. */
final class CallCheck {
    private final CheckRun run;
    private final GuardCheck guards;

    CallCheck(CheckRun run, GuardCheck guards) {
        this.run = run;
        this.guards = guards;
    }

    Optional<Node> check(CallStep step, Scope scope) {
        GivenInputs given = GivenInputs.resolve(step.input(), step.inputs(), step.path(), step.id(), scope, run);
        Optional<String> uri =
                step.uri().isEmpty() ? Optional.empty() : new CallUri(run, step.path() + ".uri").check(step.uri());
        Map<String, TensorType> types = new LinkedHashMap<>();
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        boolean sound = !run.draft.isBroken(step.path());
        for (CallOutputSpec output : step.outputs()) {
            Optional<TensorType> type = type(output);
            outputs.put(output.name(), type.<Knowledge>map(Knowledge.Known::new).orElse(Knowledge.NOTHING));
            type.ifPresent(t -> types.put(output.name(), t));
            sound &= type.isPresent();
        }
        Optional<Knowledge> others =
                run.draft.isBroken(step.path()) ? Optional.of(Knowledge.OF_MODEL) : Optional.empty();
        Visible own = new Visible(step.id(), false, outputs, Map.of(), false, others);
        GuardCheck.Guarded guarded = guards.check(step.timeout(), step.fallback(), own, scope, step.path());
        scope.add(guarded.visible());
        run.publish(guarded.visible());
        Optional<List<ModelNode.ModelInput>> inputs = given.asTheyAre();
        if (!sound || !guarded.sound() || uri.isEmpty() || inputs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new CallNode(step.id(), step.path(), uri.get(), inputs.get(), types, step.retries(), guarded.guard()));
    }

    private Optional<TensorType> type(CallOutputSpec output) {
        Shape shape = output.shape();
        if (run.batch() && (shape.rank() == 0 || shape.dim(0) != Shape.DYNAMIC)) {
            String rest = shape.rank() == 0
                    ? ""
                    : shape.toString().substring(1, shape.toString().length() - 1);
            run.error(
                    output.path() + ".shape",
                    "dimension 0 of " + shape + " isn't the batch, and each row gets its answer",
                    "Write " + (rest.isEmpty() ? "[-1]" : "[-1, " + rest + "]") + " for one answer per row"
                            + (shape.rank() > 0 && shape.dim(0) == 1 ? ", or [-1" + rest.substring(1) + "]." : "."));
            return Optional.empty();
        }
        return Optional.of(new TensorType(output.datatype(), shape));
    }
}
