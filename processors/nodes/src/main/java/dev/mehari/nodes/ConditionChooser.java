// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Takes the branch of the first condition that holds, and the last one if none does: rules 18 and 21. */
final class ConditionChooser implements RowChooser {
    private final List<String> texts;
    private final BoundCondition[] conditions;
    private final boolean readsRows;
    private final WarmupTurn turn;

    private ConditionChooser(List<String> texts, BoundCondition[] conditions, WarmupTurn turn) {
        this.texts = texts;
        this.conditions = conditions;
        this.turn = turn;
        boolean any = false;
        for (BoundCondition condition : conditions) {
            any |= condition.readsRows();
        }
        this.readsRows = any;
    }

    /** The conditions of a choice, {@code when}. */
    static ConditionChooser ofChoice(JsonNode json, Declaration declaration) {
        List<String> texts = Json.list(json.path("when"));
        BoundCondition[] conditions = new BoundCondition[texts.size()];
        for (int i = 0; i < conditions.length; i++) {
            String where = json.path("block").asText() + ".when[" + i + "]";
            conditions[i] = BoundCondition.bind(texts.get(i), declaration, where);
        }
        return new ConditionChooser(texts, conditions, WarmupTurn.of(json, conditions.length + 1));
    }

    /** The condition that ends a cascade after one stage, {@code accept}. Made rows always go through all stages. */
    static ConditionChooser ofStage(JsonNode json, Declaration declaration) {
        Map<String, Integer> stage = new HashMap<>();
        json.path("outputs")
                .fields()
                .forEachRemaining(
                        e -> stage.put(e.getKey(), declaration.slot(e.getValue().asText())));
        String text = json.path("accept").asText();
        String where =
                json.path("block").asText() + ".stages[" + json.path("stage").asInt() + "].accept";
        BoundCondition[] accept = {BoundCondition.bind(text, declaration, stage, where)};
        return new ConditionChooser(List.of(text), accept, WarmupTurn.always(1));
    }

    @Override
    public int branches() {
        return conditions.length + 1;
    }

    @Override
    public boolean readsRows() {
        return readsRows;
    }

    @Override
    public Asked ask(Inference frame) {
        CelRow[] rows = new CelRow[conditions.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = conditions[i].rowOf(frame);
        }
        return row -> {
            for (int i = 0; i < rows.length; i++) {
                if (conditions[i].test(rows[i], row)) {
                    return i;
                }
            }
            return rows.length;
        };
    }

    @Override
    public int warmupBranch(Inference frame) {
        for (BoundCondition condition : conditions) {
            condition.warm(condition.rowOf(frame));
        }
        int branch = turn.of(frame);
        // Of two branches with one condition only the first can ever be taken.
        return branch < conditions.length ? texts.indexOf(texts.get(branch)) : branch;
    }

    @Override
    public @Nullable String text(int branch) {
        return branch < texts.size() ? texts.get(branch) : null;
    }
}
