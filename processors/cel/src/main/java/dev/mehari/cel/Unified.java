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
}
