// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;

/** An output that a call must answer with. */
@Structure("Datatype and shape of an output.")
public record CallOutputSpec(
        String path,
        String name,
        @Key(value = "The datatype.", required = true) Datatype datatype,

        @Key(value = "The shape; -1 is any length, and dimension 0 the batch.", required = true)
        Shape shape) {}
