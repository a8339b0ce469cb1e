// SPDX-License-Identifier: Apache-2.0

/**
 * What a revision of a graph is in a cluster: its content, its number, its text, and how a ControllerRevision keeps it. Start
 * with {@link dev.mehari.operator.revision.GraphPlan}.
 */
@NullMarked
package dev.mehari.operator.revision;

import org.jspecify.annotations.NullMarked;
