// SPDX-License-Identifier: Apache-2.0

package dev.mehari.telemetry;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.nodes.GraphObserver;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times graphs, nodes and taps in a Micrometer registry. Meters are looked up when a route is built; what happens
 * per request is an increment or two. Labels are names from graph files, never from requests.
 */
public final class MicrometerObserver implements GraphObserver {
    /** Bounds from what a tree costs to what a slow model costs. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(10_000),
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
    };

    private static final String SUCCESS = "success";

    private final MeterRegistry registry;

    public MicrometerObserver(MeterRegistry registry) {
        this.registry = registry;
    }

    private Timer timer(Metric metric, Tags tags) {
        return Timer.builder(metric.id())
                .description(metric.description())
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static Tags tags(String graph, long revision) {
        return Tags.of("graph", graph, "revision", Long.toString(revision));
    }

    @Override
    public GraphMeter graph(String graph, long revision) {
        return new RevisionMeter(tags(graph, revision));
    }

    @Override
    public NodeMeter node(String graph, long revision, String node, String step) {
        Tags tags = tags(graph, revision).and("node", node, "step", step);
        return new StepMeter(tags);
    }

    @Override
    public TapMeter tap(String tap) {
        Map<TapEvent, Counter> counters = new EnumMap<>(TapEvent.class);
        for (TapEvent event : TapEvent.values()) {
            counters.put(
                    event,
                    Counter.builder(Metric.TAP_SNAPSHOTS.id())
                            .description(Metric.TAP_SNAPSHOTS.description())
                            .tags("tap", tap, "event", event.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        return event -> {
            Counter counter = counters.get(event);
            if (counter != null) {
                counter.increment();
            }
        };
    }

    /** One node's runs. Events are rare, so their counters are made when first counted. */
    private final class StepMeter implements NodeMeter {
        private final Tags tags;
        private final Timer timer;
        private final Counter errors;
        private final Map<NodeEvent, Counter> events = new ConcurrentHashMap<>();

        StepMeter(Tags tags) {
            this.tags = tags;
            timer = timer(Metric.NODE_DURATION, tags);
            errors = Counter.builder(Metric.NODE_ERRORS.id())
                    .description(Metric.NODE_ERRORS.description())
                    .tags(tags)
                    .register(registry);
        }

        @Override
        public void ran(long nanos, @Nullable Throwable error) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            if (error != null) {
                errors.increment();
            }
        }

        @Override
        public void count(NodeEvent event) {
            events.computeIfAbsent(event, e -> Counter.builder(Metric.NODE_EVENTS.id())
                            .description(Metric.NODE_EVENTS.description())
                            .tags(tags.and("event", e.name().toLowerCase(Locale.ROOT)))
                            .register(registry))
                    .increment();
        }
    }

    /** One revision's requests: a timer per outcome; those as a step of another graph apart, since nobody outside sent them. */
    private final class RevisionMeter implements GraphMeter {
        private final AtomicInteger inFlight = new AtomicInteger();
        private final Timer success;
        private final Map<Kind, Timer> failures = new EnumMap<>(Kind.class);

        private final Tags tags;
        private final Map<String, Timer> nested = new ConcurrentHashMap<>();

        RevisionMeter(Tags tags) {
            this.tags = tags;
            success = timer(Metric.REQUEST_DURATION, tags.and("outcome", SUCCESS));
            for (Kind kind : Kind.values()) {
                failures.put(
                        kind,
                        timer(
                                Metric.REQUEST_DURATION,
                                tags.and("outcome", kind.name().toLowerCase(Locale.ROOT))));
            }
            Gauge.builder(Metric.REQUESTS_IN_FLIGHT.id(), inFlight, AtomicInteger::get)
                    .description(Metric.REQUESTS_IN_FLIGHT.description())
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
        }

        @Override
        public void started() {
            inFlight.incrementAndGet();
        }

        @Override
        public void finished(long nanos, @Nullable Throwable error) {
            inFlight.decrementAndGet();
            Timer timer = success;
            if (error != null) {
                timer = failures.getOrDefault(kind(error), success);
            }
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void nested(long nanos, @Nullable Throwable error) {
            String outcome = error == null ? SUCCESS : kind(error).name().toLowerCase(Locale.ROOT);
            nested.computeIfAbsent(outcome, o -> timer(Metric.NESTED_DURATION, tags.and("outcome", o)))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }

        private static Kind kind(Throwable error) {
            return error instanceof InferenceException known ? known.kind() : Kind.FAILED;
        }
    }
}
