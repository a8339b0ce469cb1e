// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.tensor.Datatype;

/** Parts brought to one type. */
record Unified(Type type, List<Typed> parts) {
    boolean isOpen() {
        return !parts.isEmpty() && parts.stream().allMatch(Typed::isOpen);
    }

    /** All parts in a datatype; for open parts. */
    Unified as(Datatype datatype) {
        List<Typed> retyped = parts.stream().map(part -> part.as(datatype)).toList();
        boolean wrong = retyped.stream().anyMatch(Typed::isWrong);
        return new Unified(wrong ? Type.Plain.WRONG : retyped.get(0).type(), retyped);
    }

    /** For the elements of a list: tensors of unknown shape are taken for one value each. */
    Unified ofElements() {
        return type instanceof Type.Unranked unranked
                ? new Unified(
                        unranked.element(), parts.stream().map(Typed::scalar).toList())
                : this;
    }
}
