// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import dev.mehari.nodes.Declaration;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The one way into a graph. Which revision is live is one volatile reference: a request reads it once and stays with what
 * it read, so a flip is atomic and nobody waits for it.
 */
final class GraphEntry implements ServedGraph {
    private final String name;
    private final ConcurrentSkipListMap<Long, GraphConsumer> revisions = new ConcurrentSkipListMap<>();
    private final Map<Long, DearThreads> dear = new ConcurrentSkipListMap<>();
    private volatile @Nullable GraphConsumer live;

    GraphEntry(String name) {
        this.name = name;
    }

    void add(GraphConsumer consumer) {
        long revision = consumer.declaration().revision();
        if (revisions.putIfAbsent(revision, consumer) != null) {
            throw new IllegalStateException("graph " + name + "@" + revision + " is loaded already");
        }
    }

    void remove(GraphConsumer consumer) {
        long revision = consumer.declaration().revision();
        revisions.remove(revision, consumer);
        DearThreads threads = dear.remove(revision);
        if (threads != null) {
            threads.close();
        }
        if (live == consumer) {
            live = null;
        }
    }

    boolean isEmpty() {
        return revisions.isEmpty();
    }

    /** Makes a loaded revision the live one. */
    void flip(long revision) {
        live = loaded(revision);
    }

    /** Lets a revision's requests run on threads of their own where they cost too much for a door's. */
    void use(long revision, DearThreads threads) {
        dear.put(revision, threads);
    }

    GraphConsumer loaded(long revision) {
        GraphConsumer consumer = revisions.get(revision);
        if (consumer == null) {
            throw InferenceException.of(
                    Kind.NOT_FOUND,
                    "graph '" + name + "' has no version '" + revision + "' loaded; loaded: "
                            + String.join(", ", versions()));
        }
        return consumer;
    }

    private GraphConsumer select(@Nullable String version) {
        if (version == null || version.isEmpty()) {
            GraphConsumer now = live;
            if (now == null) {
                throw InferenceException.of(Kind.UNAVAILABLE, "graph '" + name + "' isn't ready yet");
            }
            return now;
        }
        return loaded(number(version));
    }

    private long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw InferenceException.of(
                    Kind.NOT_FOUND,
                    "graph '" + name + "' has no such version; a version is a revision's number, loaded: "
                            + String.join(", ", versions()));
        }
    }

    int inFlight() {
        return revisions.values().stream().mapToInt(GraphConsumer::inFlight).sum();
    }

    List<Declaration.Input> inputs(@Nullable String version) {
        return select(version).declaration().inputs();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> versions() {
        return revisions.keySet().stream().map(String::valueOf).toList();
    }

    @Override
    public boolean isReady(@Nullable String version) {
        if (version == null || version.isEmpty()) {
            return live != null;
        }
        try {
            return revisions.containsKey(number(version));
        } catch (InferenceException unknown) {
            return false;
        }
    }

    @Override
    public GraphMetadata metadata(@Nullable String version) {
        Declaration declaration = select(version).declaration();
        Map<String, GraphMetadata.ModelMetadata> models = new LinkedHashMap<>();
        declaration
                .models()
                .forEach((key, model) -> models.put(
                        key,
                        new GraphMetadata.ModelMetadata(
                                model.runtime(), model.sha256().orElse(""), model.card())));
        return new GraphMetadata(
                name,
                declaration.revision(),
                declaration.identity(),
                declaration.inputs().stream()
                        .map(i -> new GraphMetadata.Input(i.name(), i.type(), i.isOptional()))
                        .toList(),
                declaration.outputs().stream()
                        .map(o -> new GraphMetadata.Output(o.name(), declaration.slotType(o.slot())))
                        .toList(),
                models);
    }

    @Override
    public void infer(@Nullable String version, Request request, Answer answer) {
        GraphConsumer consumer;
        try {
            consumer = select(version);
        } catch (InferenceException e) {
            answer.failed(e);
            return;
        }
        DearThreads threads =
                dear.isEmpty() ? null : dear.get(consumer.declaration().revision());
        if (threads == null) {
            consumer.infer(request, answer);
        } else {
            threads.infer(consumer, request, answer);
        }
    }
}
