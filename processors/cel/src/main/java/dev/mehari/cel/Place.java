// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.TensorType;

/** What a path of names leads to, where that isn't an ordinary value. */
sealed interface Place {
    /** {@code headers} */
    record Headers() implements Place {}

    /** {@code params} */
    record Params() implements Place {}

    /** {@code request} */
    record Request() implements Place {}

    /** A node, or {@code outputs}. */
    record Node(String id) implements Place {}

    /** An input, or an output of a node. */
    record Tensor(CelReference reference, TensorType type) implements Place {}

    /** A column by its feature's name. */
    record Column(Tensor tensor, int index) implements Place {}

    record Header(String name) implements Place {}

    record Param(String name) implements Place {}

    /** {@code request.id} or {@code request.caller}. */
    record OfRequest(String field) implements Place {}

    /** Something wrong that has been reported. */
    record Wrong() implements Place {}
}
