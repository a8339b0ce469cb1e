// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Finding;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Serves graphs in one CamelContext, and changes them while requests flow. A revision lives: load, verify, warm, ready, one
 * atomic flip; and leaves when it is drained. One that fails on its way never becomes live.
 *
 * <p>Decisions about one graph may come from several threads at once; the last one wins. Requests take no lock.
 */
public final class Engine implements Graphs, AutoCloseable {
    private static final long DRAIN_POLL_MILLIS = 5;

    private final GraphEntries entries;
    private final RevisionNumbers numbers;
    private final LoadedRevisions loaded;
    private final InstantSource clock;
    private volatile boolean ready;

    /** With the rules that hold where nothing else is said. @param context started, and stopped by whoever made it */
    public Engine(CamelContext context, RevisionNumbers numbers) {
        this(context, numbers, RevisionRules.DEFAULT, InstantSource.system());
    }

    /** @param context started, and stopped by whoever made it */
    public Engine(CamelContext context, RevisionNumbers numbers, RevisionRules rules, InstantSource clock) {
        Set<RevisionObserver> observers = context.getRegistry().findByType(RevisionObserver.class);
        RevisionObserver observer = observers.isEmpty()
                ? RevisionObserver.NONE
                : observers.iterator().next();
        this.entries = GraphEntries.of(context);
        this.numbers = numbers;
        this.clock = clock;
        this.loaded = new LoadedRevisions(new RevisionRoutes(context), entries, numbers, rules, clock, observer);
    }

    /**
     * Lets the routes of another CamelContext ask these graphs: {@code to: graph:credit} there means the one here.
     *
     * @param other not yet started; whoever made it stops it before the engine is closed
     * @throws IllegalStateException if it has graphs of its own
     */
    public void share(CamelContext other) {
        entries.share(other);
    }

    /**
     * Makes a checked graph the live revision under its name. What the graph's file said last may be said again: a
     * revision that was rolled back to stays then.
     *
     * @return the live revision, as {@code credit@3}
     * @throws DeploymentException if it can't be numbered, loaded or warmed; the one that was live goes on
     */
    public String deploy(CheckedGraph graph) throws DeploymentException {
        return deploy(graph, () -> numbers.upToDate(graph));
    }

    /**
     * Makes a checked graph the live revision under its name, at a number that somebody else counts, such as a cluster. Graphs
     * that its steps run are deployed before it, at theirs. Only where this engine keeps no numbers of its own.
     *
     * @return the live revision, as {@code credit@7}
     * @throws IllegalArgumentException if other content has that number
     * @throws DeploymentException if it can't be loaded or warmed; the one that was live goes on
     */
    public String deploy(CheckedGraph graph, long number) throws DeploymentException {
        return deploy(graph, () -> numbers.at(graph, number));
    }

    private String deploy(CheckedGraph graph, Supplier<KnownRevision> numbering) throws DeploymentException {
        KnownRevision revision;
        try {
            revision = numbering.get();
        } catch (RevisionsLostException e) {
            loaded.refused(graph.name(), new RevisionFailure(now(), Optional.empty(), message(e), List.of()));
            throw new DeploymentException("graph '" + graph.name() + "' can't be served: " + e.getMessage(), e);
        }
        return loaded.deploy(revision).id();
    }

    /**
     * Notes that a graph's file is wrong, so that whoever asks for its revisions learns why nothing changed.
     *
     * @param name of the graph, as far as the file tells it
     */
    public void refused(String name, List<Finding> findings) {
        long errors = findings.stream().filter(Finding::isError).count();
        String message = "its file has " + (errors == 1 ? "an error" : errors + " errors") + "; what was live goes on";
        loaded.refused(name, new RevisionFailure(now(), Optional.empty(), message, findings));
    }

    private Instant now() {
        return clock.instant();
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Serves a graph no longer: requests under way are answered, new ones find nothing. No such graph is no error. */
    public void undeploy(String name) {
        loaded.undeploy(name);
    }

    /**
     * Makes another revision live, and keeps it so until the graph's file changes. One on standby is live at once; one that
     * isn't loaded is loaded and warmed first.
     *
     * @param to its number; if not given, the revision that was live before
     * @return the live revision, as {@code credit@2}
     * @throws NoRevisionException if there is no such graph or revision
     * @throws DeploymentException if it can't be loaded or warmed any more
     */
    public String rollback(String name, Optional<Long> to) throws DeploymentException {
        return loaded.rollback(name, to).id();
    }

    /** The revisions of one graph. @throws NoRevisionException if there is no such graph */
    public GraphRevisions revisions(String name) {
        return loaded.revisions(name);
    }

    /** The revisions of all graphs that are served, or whose file is wrong, by name. */
    public List<GraphRevisions> revisions() {
        return loaded.revisions();
    }

    /** What changed from one revision of a graph to another. @throws NoRevisionException if there is no such graph or revision */
    public RevisionDiff diff(String name, long from, long to) {
        return RevisionDiff.of(loaded.servedAndKnown(name, from), loaded.servedAndKnown(name, to));
    }

    /** Says that all graphs are there: {@link #isReady} holds from now on until {@link #leave}. */
    public void ready() {
        ready = true;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public @Nullable ServedGraph find(String name) {
        return entries.find(name);
    }

    @Override
    public Collection<ServedGraph> all() {
        return entries.all();
    }

    /** No longer ready; requests under way are answered and new ones too, until the doors close. */
    public void leave() {
        ready = false;
    }

    /** Whether there is a graph at all that somebody could be asking. */
    public boolean isServing() {
        return !entries.all().isEmpty();
    }

    /** Waits for the requests under way. @return whether all were answered in time */
    public boolean drain(Duration grace) throws InterruptedException {
        long end = System.nanoTime() + grace.toNanos();
        while (entries.inFlight() > 0) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
        return true;
    }

    /** Lets go of the home folder; revisions end with the CamelContext. */
    @Override
    public void close() {
        leave();
        loaded.close();
        numbers.close();
    }
}
