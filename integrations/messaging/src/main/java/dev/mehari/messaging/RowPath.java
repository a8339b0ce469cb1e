// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

/** Cuts the path of a batch, such as {@code score=0,1,1}, to that of some of its rows. */
final class RowPath {
    private RowPath() {}

    /**
     * @param path as {@link dev.mehari.nodes.Prediction#path} has it: a branch per row, or one if they all went together
     * @param from the first row
     * @param to the one after the last
     */
    static String of(String path, int from, int to) {
        StringBuilder cut = new StringBuilder();
        for (String block : path.split(" ", -1)) {
            int equals = block.indexOf('=');
            String[] branches = block.substring(equals + 1).split(",", -1);
            if (cut.length() > 0) {
                cut.append(' ');
            }
            if (equals < 0 || branches.length < to) {
                cut.append(block);
                continue;
            }
            cut.append(block, 0, equals + 1).append(branches[from]);
            for (int row = from + 1; row < to && !allSame(branches, from, to); row++) {
                cut.append(',').append(branches[row]);
            }
        }
        return cut.toString();
    }

    private static boolean allSame(String[] branches, int from, int to) {
        for (int row = from + 1; row < to; row++) {
            if (!branches[row].equals(branches[from])) {
                return false;
            }
        }
        return true;
    }
}
