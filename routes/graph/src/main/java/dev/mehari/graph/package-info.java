// SPDX-License-Identifier: Apache-2.0

/**
 * The graph file: read with lines, checked rule by rule, and resolved into what a compiler can walk. Start with
 * {@link dev.mehari.graph.GraphFiles}; what comes out is a {@link dev.mehari.graph.CheckedGraph}.
 */
@NullMarked
package dev.mehari.graph;

import org.jspecify.annotations.NullMarked;
