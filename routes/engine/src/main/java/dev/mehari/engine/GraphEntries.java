// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import dev.mehari.nodes.Declaration;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The graphs of one CamelContext by name. Consumers come and go with their routes; where nobody holds a revision back it is
 * live as soon as its route starts, as in a Camel application of one's own.
 *
 * <p>Changes are guarded by the lock of this object; look-ups don't take it.
 */
final class GraphEntries {
    private final Map<String, GraphEntry> entries = new ConcurrentSkipListMap<>();
    private final Set<String> heldBack = new HashSet<>();

    private GraphEntries() {}

    static GraphEntries of(CamelContext context) {
        synchronized (context.getRegistry()) {
            GraphEntries entries = context.getCamelContextExtension().getContextPlugin(GraphEntries.class);
            if (entries == null) {
                entries = new GraphEntries();
                context.getCamelContextExtension().addContextPlugin(GraphEntries.class, entries);
            }
            return entries;
        }
    }

    /** Lets routes of another context find these graphs. @throws IllegalStateException if it has graphs of its own */
    void share(CamelContext other) {
        synchronized (other.getRegistry()) {
            GraphEntries own = other.getCamelContextExtension().getContextPlugin(GraphEntries.class);
            if (own != null && own != this) {
                throw new IllegalStateException("the CamelContext '" + other.getName() + "' has graphs of its own");
            }
            other.getCamelContextExtension().addContextPlugin(GraphEntries.class, this);
        }
    }

    /** Keeps a revision aside when its route starts, until {@link GraphEntry#admit} and {@link GraphEntry#flip} say else. */
    synchronized void holdBack(String id) {
        heldBack.add(id);
    }

    synchronized void add(GraphConsumer consumer) {
        Declaration declaration = consumer.declaration();
        GraphEntry entry = entries.computeIfAbsent(declaration.graph(), GraphEntry::new);
        entry.add(consumer);
        if (!heldBack.contains(declaration.id())) {
            entry.admit(declaration.revision());
            entry.flip(declaration.revision());
        }
    }

    /** Revisions of that id are no longer kept aside. */
    synchronized void letGo(String id) {
        heldBack.remove(id);
    }

    synchronized void remove(GraphConsumer consumer) {
        GraphEntry entry = entries.get(consumer.declaration().graph());
        if (entry != null) {
            entry.remove(consumer);
            if (entry.isEmpty()) {
                entries.remove(entry.name());
            }
        }
    }

    @Nullable
    GraphEntry find(String name) {
        return entries.get(name);
    }

    /** Requests under way in all revisions of all graphs. */
    int inFlight() {
        return entries.values().stream().mapToInt(GraphEntry::inFlight).sum();
    }

    /** Those with a live revision. */
    Collection<ServedGraph> all() {
        return entries.values().stream()
                .filter(GraphEntry::isServed)
                .map(ServedGraph.class::cast)
                .toList();
    }
}
