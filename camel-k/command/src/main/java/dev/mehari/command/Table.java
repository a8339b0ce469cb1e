// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.List;

/** Rows of text under each other, as a terminal shows them. */
final class Table {
    private static final int DIGEST_SHOWN = 12;

    private Table() {}

    /** @param rows the heading first, all as wide as it is */
    static void print(PrintWriter out, List<List<String>> rows) {
        int columns = rows.get(0).size();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(r -> r.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** As much of a digest as people compare. */
    static String shortened(String digest) {
        return digest.length() <= DIGEST_SHOWN ? digest : digest.substring(0, DIGEST_SHOWN);
    }
}
