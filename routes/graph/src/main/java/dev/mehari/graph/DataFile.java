// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * A file that constants of a transform came from.
 *
 * @param uri as the graph file writes it, without {@code #key}
 * @param sha256 of its bytes
 */
public record DataFile(String uri, String sha256) {}
