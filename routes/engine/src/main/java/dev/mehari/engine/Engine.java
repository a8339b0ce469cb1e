// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.mehari.compiler.CompiledGraph;
import dev.mehari.compiler.Compiler;
import dev.mehari.engine.DearThreads.Cost;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphIdentity;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves graphs in one CamelContext. A revision lives: load, verify, warm, ready, one atomic flip; and leaves when it is
 * drained. One that fails on its way never becomes live.
 *
 * <p>Deployments are done one at a time, guarded by the lock of this object; requests never take it.
 */
public final class Engine implements Graphs, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long DRAIN_POLL_MILLIS = 5;

    private final CamelContext context;
    private final GraphEntries entries;
    private final RevisionNumbers numbers;
    private final List<CompiledGraph> deployed = new ArrayList<>();
    private volatile boolean ready;

    /** @param context started, and stopped by whoever made it */
    public Engine(CamelContext context, RevisionNumbers numbers) {
        this.context = context;
        this.entries = GraphEntries.of(context);
        this.numbers = numbers;
    }

    /**
     * Makes a checked graph the live revision under its name.
     *
     * @return its revision, as {@code credit@3}
     * @throws DeploymentException if it can't be loaded or warmed; nothing of it stays
     */
    public synchronized String deploy(CheckedGraph graph) throws DeploymentException {
        String identity = GraphIdentity.of(graph);
        long revision = numbers.numberOf(graph.name(), identity);
        CompiledGraph compiled = Compiler.compile(
                graph, revision, identity, graph.graph().source().folder().toString());
        entries.holdBack(compiled.id());
        try {
            Resource resource = ResourceHelper.fromString(compiled.id() + ".camel.yaml", compiled.text());
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
            GraphEntry entry = entries.find(graph.name());
            if (entry == null) {
                throw new IllegalStateException("the route of " + compiled.id() + " didn't start");
            }
            Cost cost = Warmup.run(entry.loaded(revision));
            if (cost.isDear(1) || cost.rowNanos() > 0) {
                entry.use(revision, new DearThreads(graph.name(), cost));
            }
            entry.flip(revision);
        } catch (Exception | LinkageError e) {
            remove(compiled.id());
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new DeploymentException("graph '" + graph.name() + "' can't be served: " + reason(e), e);
        }
        deployed.add(compiled);
        LOG.info("graph {} is live", compiled.id());
        return compiled.id();
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest && !isOurs(deepest)) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    private static boolean isOurs(Throwable e) {
        return e.getClass().getName().startsWith("dev.mehari.");
    }

    private void remove(String id) {
        try {
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
        } catch (Exception e) {
            LOG.warn("the route of {}, which can't be served, could not be removed: {}", id, e.toString());
        }
        context.getRegistry().unbind(id);
    }

    /** Says that all graphs are there: {@link #isReady} holds from now on until {@link #close}. */
    public void ready() {
        ready = true;
    }

    @Override
    public boolean isReady() {
        return ready && entries.all().stream().allMatch(graph -> graph.isReady(null));
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

    @Override
    public void close() {
        leave();
    }
}
