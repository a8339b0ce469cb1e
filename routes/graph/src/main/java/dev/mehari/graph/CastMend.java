// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Locale;
import java.util.Optional;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/** A transform with a cast, put before a step that wants another datatype. */
final class CastMend {
    private CastMend() {}

    /**
     * The edit; empty where it would not be certain that only the datatype is wrong, or what goes lost: floats into integers.
     *
     * @param step the path of the step's body
     * @param id its id
     * @param path of the reference in it
     */
    static Optional<Patch> patch(CheckRun run, String step, String id, String path, Datatype wanted, TensorType given) {
        boolean certain = wanted.isFloat() && (given.datatype().isNumeric() || given.datatype() == Datatype.BOOL);
        GraphSource source = run.draft.graph().source();
        Optional<Value.Scalar> reference = source.scalar(path);
        if (!certain || reference.isEmpty()) {
            return Optional.empty();
        }
        String name = id + "_" + wanted.name().toLowerCase(Locale.ROOT)
                + (path.contains(".inputs") ? "_" + path.substring(path.lastIndexOf('.') + 1) : "");
        boolean taken = run.homes.containsKey(name)
                || run.spec().inputs().stream().anyMatch(input -> input.name().equals(name));
        if (taken || !NameCheck.IDENTIFIER.matcher(name).matches()) {
            return Optional.empty();
        }
        String added =
                "transform: {id: " + name + ", input: " + reference.get().raw() + ", ops: [{cast: " + wanted + "}]}";
        return source.insertStep(step, path, added, name);
    }
}
