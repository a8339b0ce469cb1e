// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import dev.mehari.maths.Op;

/**
 * Runs kernels over a tensor.
 *
 * @param inputs one, or several where the first op is concat
 * @param ops with the content of data files in place of {@code {file: …}}
 * @param output the name of its only output
 */
public record TransformNode(String id, String path, List<Reference> inputs, List<Op> ops, String output)
        implements Node {
    public TransformNode {
        inputs = List.copyOf(inputs);
        ops = List.copyOf(ops);
    }
}
