// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** Shows what is known at its place; changes nothing. */
public record TapNode(String id, String path, TapTarget to) implements Node {}
