// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/**
 * What a block decided for rows that go together.
 *
 * @param block the block's rules
 * @param branch the branch they take, 0 in file order, {@code otherwise} last
 */
record Partition(RowRules block, int branch) {}
