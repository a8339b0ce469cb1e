// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

/**
 * A graph as Camel YAML.
 *
 * @param id the route's id and the name of its declaration bean, {@code credit@3}
 * @param text a list: the beans, then the route; valid under Camel's schema, and whole: nothing else is read to run it
 */
public record CompiledGraph(String id, String text) {}
