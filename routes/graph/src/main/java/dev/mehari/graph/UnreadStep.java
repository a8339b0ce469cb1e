// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Set;

/**
 * A step that couldn't be read, for which there is a finding. It stands in the list so that what refers to it, or what it
 * refers to, isn't reported as well.
 *
 * @param id its id; empty if it has none
 * @param mentions every word in its text that may be a name
 */
record UnreadStep(String path, String id, Set<String> mentions) implements Step {}
