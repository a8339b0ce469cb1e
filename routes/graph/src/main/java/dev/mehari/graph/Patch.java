// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An edit of a graph file's text that mends one finding: at one place of one line, {@code old} becomes
 * {@code replacement}, which may be several lines. Text edits and not edits of the tree, so that comments and layout stay; with the old text, so that
 * a patch for another state of the file can't do harm.
 *
 * @param line from 1
 * @param column from 1, counted in characters (code points) of the line
 * @param old what stands there now; empty where something is only put in
 */
public record Patch(int line, int column, String old, String replacement) {
    /** As {@code --json} prints it. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", line);
        json.put("column", column);
        json.put("old", old);
        json.put("new", replacement);
        return json;
    }
}
