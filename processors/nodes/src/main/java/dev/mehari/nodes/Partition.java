// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/** Some rows of a batch, on their way through the branch that was decided for them. */
record Partition(RowRules block, int branch) implements Origin {}
