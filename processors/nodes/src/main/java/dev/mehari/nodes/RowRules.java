// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How a block parts the rows of a batch among its branches (rules 5, 8 and 9) and brings their answers together again.
 * Immutable.
 */
final class RowRules {
    private final RowChooser chooser;
    private final RowOutputs outputs;

    private RowRules(RowChooser chooser, RowOutputs outputs) {
        this.chooser = chooser;
        this.outputs = outputs;
    }

    /** From the text of the {@code rows} language, once its graph is known. */
    static RowRules of(JsonNode json, Declaration declaration) {
        RowChooser chooser;
        if (json.has("arms")) {
            chooser = ArmChooser.of(json, declaration);
        } else if (json.has("accept")) {
            chooser = ConditionChooser.ofStage(json, declaration);
        } else {
            chooser = ConditionChooser.ofChoice(json, declaration);
        }
        return new RowRules(chooser, RowOutputs.of(json, declaration, chooser.branches()));
    }

    /** The condition of a branch as it stands in the route; null for one that has none. */
    @Nullable
    String text(int branch) {
        return chooser.text(branch);
    }

    /** The frames of the branches that have rows, in file order. */
    List<Inference> partition(Inference frame) {
        List<Inference> parts = parts(frame);
        Trace trace = frame.call().trace();
        if (trace != null) {
            parts.forEach(part -> outputs.tell(trace, part, condition(part)));
        }
        return parts;
    }

    private List<Inference> parts(Inference frame) {
        int count = frame.rowCount();
        if (frame.call().isWarmup()) {
            return all(frame, chooser.warmupBranch(frame));
        }
        RowChooser.Asked asked = chooser.ask(frame);
        if (count == 1 || !chooser.readsRows()) {
            return all(frame, asked.branchOf(0));
        }
        int[] branches = new int[count];
        int[] sizes = new int[chooser.branches()];
        for (int row = 0; row < count; row++) {
            branches[row] = asked.branchOf(row);
            sizes[branches[row]]++;
        }
        if (sizes[branches[0]] == count) {
            return all(frame, branches[0]);
        }
        List<Inference> parts = new ArrayList<>();
        for (int branch = 0; branch < sizes.length; branch++) {
            if (sizes[branch] > 0) {
                parts.add(frame.part(rowsOf(branches, branch, sizes[branch]), new Partition(this, branch)));
            }
        }
        return parts;
    }

    private List<Inference> all(Inference frame, int branch) {
        return List.of(frame.part(null, new Partition(this, branch)));
    }

    private static int[] rowsOf(int[] branches, int branch, int size) {
        int[] rows = new int[size];
        int at = 0;
        for (int row = 0; row < branches.length; row++) {
            if (branches[row] == branch) {
                rows[at++] = row;
            }
        }
        return rows;
    }

    private String condition(Inference part) {
        String text = chooser.text(RowOutputs.branchOf(part));
        return text == null ? "" : text;
    }

    /** Writes into {@code frame} what its parts, all answered, give for the block. */
    void merge(Inference frame, List<Inference> parts) {
        outputs.merge(frame, parts);
    }
}
