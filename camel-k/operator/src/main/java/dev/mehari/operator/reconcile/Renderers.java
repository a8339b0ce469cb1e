// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.List;
import java.util.Optional;

import dev.mehari.operator.desired.Renderer;
import dev.mehari.operator.observe.ChildKind;
import dev.mehari.operator.observe.Children;

/**
 * The ways to run a revision that this operator has.
 *
 * @param all each with another word
 * @param forced the word of the one that new revisions get; empty takes Camel K where it is installed
 */
public record Renderers(List<Renderer> all, Optional<String> forced) {
    static final String CAMEL_K = "camel-k";
    static final String PLAIN = "plain";

    public Renderers {
        all = List.copyOf(all);
    }

    /** For a new revision. */
    String choose(Children children) {
        return forced.orElseGet(
                () -> children.knows(ChildKind.INTEGRATION) && find(CAMEL_K).isPresent() ? CAMEL_K : PLAIN);
    }

    Optional<Renderer> find(String word) {
        return all.stream().filter(r -> r.word().equals(word)).findFirst();
    }
}
