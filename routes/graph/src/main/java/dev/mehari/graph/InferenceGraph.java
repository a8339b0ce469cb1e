// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * One graph file as it stands. Names in it aren't resolved: that is a {@link CheckedGraph}.
 *
 * @param name {@code metadata.name}
 * @param source the text it was read from, with the lines
 */
public record InferenceGraph(String name, GraphSpec spec, GraphSource source) {}
