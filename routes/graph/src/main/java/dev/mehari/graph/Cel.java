// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Set;

import dev.mehari.cel.CelCondition;
import dev.mehari.cel.CelReference;
import dev.mehari.cel.CelScope;
import dev.mehari.cel.CelText;

/**
 * A checked CEL text, whether it says yes or no or gives text.
 *
 * @param text safe inside Camel's texts
 */
record Cel(String text, boolean readsRows, List<CelReference> references, Set<String> headers) {
    /** How a text becomes one of these. */
    interface Compiling {
        /** @throws dev.mehari.cel.InvalidCelException if it can't */
        Cel compile(String cel, CelScope scope);
    }

    static Cel condition(String cel, CelScope scope) {
        CelCondition condition = CelCondition.compile(cel, scope);
        return new Cel(condition.text(), condition.readsRows(), condition.references(), condition.headers());
    }

    static Cel giving(String cel, CelScope scope) {
        CelText text = CelText.compile(cel, scope);
        return new Cel(text.text(), text.readsRows(), text.references(), text.headers());
    }
}
