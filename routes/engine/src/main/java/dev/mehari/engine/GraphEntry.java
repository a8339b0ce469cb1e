// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import dev.mehari.nodes.Declaration;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The one way into a graph. Which revision is live is one volatile reference: a request reads it once and stays with what
 * it read, so a flip is atomic and nobody waits for it.
 */
final class GraphEntry implements ServedGraph {
    private final String name;
    /** Those that answer when they are asked for by number. */
    private final ConcurrentSkipListMap<Long, GraphConsumer> revisions = new ConcurrentSkipListMap<>();
    /** Those whose route runs and that nobody may ask yet, or any more. */
    private final Map<Long, GraphConsumer> aside = new ConcurrentHashMap<>();

    private volatile @Nullable GraphConsumer live;

    GraphEntry(String name) {
        this.name = name;
    }

    /** Takes a revision whose route has started; nobody can ask it before {@link #admit}. */
    void add(GraphConsumer consumer) {
        long revision = consumer.declaration().revision();
        if (revisions.containsKey(revision) || aside.putIfAbsent(revision, consumer) != null) {
            throw new IllegalStateException("graph " + name + "@" + revision + " is loaded already");
        }
    }

    /** Forgets a revision whose route has stopped. */
    void remove(GraphConsumer consumer) {
        long revision = consumer.declaration().revision();
        revisions.remove(revision, consumer);
        aside.remove(revision, consumer);
        if (live == consumer) {
            live = null;
        }
    }

    boolean isEmpty() {
        return revisions.isEmpty() && aside.isEmpty();
    }

    boolean isServed() {
        return live != null;
    }

    /** Lets requests for its number reach a revision. */
    void admit(long revision) {
        GraphConsumer consumer = aside(revision);
        consumer.comeBack();
        revisions.put(revision, consumer);
        aside.remove(revision);
    }

    /** Lets no new request reach a revision; those under way go on. */
    void turnAway(long revision) {
        GraphConsumer consumer = revisions.get(revision);
        if (consumer == null) {
            return;
        }
        if (live == consumer) {
            live = null;
        }
        aside.put(revision, consumer);
        revisions.remove(revision);
        consumer.leave();
    }

    /** Makes an admitted revision the live one. */
    void flip(long revision) {
        live = loaded(revision);
    }

    /** Nothing is live any more; revisions answer by their numbers still. */
    void retireLive() {
        live = null;
    }

    /** A revision whose route runs and that isn't admitted. */
    GraphConsumer aside(long revision) {
        GraphConsumer consumer = aside.get(revision);
        if (consumer == null) {
            throw new IllegalStateException("the route of " + name + "@" + revision + " didn't start");
        }
        return consumer;
    }

    /** Requests under way in a revision, admitted or not. */
    int inFlight(long revision) {
        GraphConsumer consumer = revisions.getOrDefault(revision, aside.get(revision));
        return consumer == null ? 0 : consumer.inFlight();
    }

    /** A revision whose route runs, admitted or not: a graph that it is a step of may ask it either way. */
    GraphConsumer running(long revision) {
        GraphConsumer consumer = revisions.getOrDefault(revision, aside.get(revision));
        if (consumer == null) {
            throw InferenceException.of(Kind.UNAVAILABLE, "graph " + name + "@" + revision + " isn't there");
        }
        return consumer;
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
                throw InferenceException.of(Kind.UNAVAILABLE, "graph '" + name + "' isn't ready");
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
        return revisions.values().stream().mapToInt(GraphConsumer::inFlight).sum()
                + aside.values().stream().mapToInt(GraphConsumer::inFlight).sum();
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
    public void infer(@Nullable String version, Request request, @Nullable Trace trace, Answer answer) {
        try {
            // A revision that leaves between the look and the asking is replaced, or gone, at the next look.
            while (!select(version).infer(request, trace, answer)) {
                Thread.onSpinWait();
            }
        } catch (InferenceException e) {
            answer.failed(e);
        }
    }
}
