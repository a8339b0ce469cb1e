// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What the steps of one list see: what came before in it, and what the lists around it see (rule 3). */
final class Scope {
    private final @Nullable Scope around;
    private final Map<String, Visible> own = new LinkedHashMap<>();
    private boolean open;

    private Scope(@Nullable Scope around) {
        this.around = around;
    }

    static Scope outermost() {
        return new Scope(null);
    }

    Scope inside() {
        return new Scope(this);
    }

    /** Something here has a name that couldn't be read: any unknown one may be it. */
    void open() {
        open = true;
    }

    boolean isOpen() {
        return open || (around != null && around.isOpen());
    }

    void add(Visible visible) {
        own.putIfAbsent(visible.id(), visible);
    }

    Optional<Visible> find(String id) {
        Visible visible = own.get(id);
        if (visible != null) {
            return Optional.of(visible);
        }
        return around == null ? Optional.empty() : around.find(id);
    }

    /** All, outermost first. */
    List<Visible> all() {
        List<Visible> all = around == null ? new ArrayList<>() : around.all();
        all.addAll(own.values());
        return all;
    }

    List<String> ids() {
        return all().stream().map(Visible::id).toList();
    }
}
