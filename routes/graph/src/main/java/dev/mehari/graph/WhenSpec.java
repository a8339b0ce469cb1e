// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * A branch of a choice with its condition.
 *
 * @param cel the condition as it stands (rules 14, 15)
 */
public record WhenSpec(String path, String cel, BranchSpec branch) {}
