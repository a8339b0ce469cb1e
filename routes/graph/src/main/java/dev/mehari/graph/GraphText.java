// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;

/**
 * The text of a graph file that isn't a file.
 *
 * @param name what findings call it
 * @param folder where relative URIs start, and where other graphs are looked for that it uses
 */
public record GraphText(String name, String text, Path folder) {}
