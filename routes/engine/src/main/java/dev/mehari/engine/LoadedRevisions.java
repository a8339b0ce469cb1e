// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import dev.mehari.engine.DearThreads.Cost;
import dev.mehari.model.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * WHO RUNS WHAT
 *
 * Each load has a thread of its own, "mehari-load-credit@3", and a time until it is given up. Nothing that a model or a
 * request can make hang runs under a lock, so a load that hangs hurts nobody: whoever waits for it goes on when its time is
 * over, and its thread, if it ever comes back, finds itself given up and takes away what it made.
 *
 * One thread, "mehari-revisions", looks after revisions that drain while there are any, and takes routes away.
 *
 * A revision is held (counted) by each loaded revision that runs it as a step, and for a moment by whoever wants to make it
 * live. What is held is never taken away. Revisions hold each other by digest, so there are no rings to wait in.
 */
/** The life of revisions between Camel and requests. State is guarded by the lock of this object; requests never take it. */
final class LoadedRevisions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedRevisions.class);
    private static final long DRAIN_POLL_MILLIS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final RevisionRoutes routes;
    private final GraphEntries entries;
    private final RevisionNumbers numbers;
    private final RevisionRules rules;
    private final InstantSource clock;
    private final RevisionObserver observer;
    private final Map<String, GraphLife> lives = new TreeMap<>();
    private final ScheduledThreadPoolExecutor drains;
    private boolean looking;

    LoadedRevisions(
            RevisionRoutes routes,
            GraphEntries entries,
            RevisionNumbers numbers,
            RevisionRules rules,
            InstantSource clock,
            RevisionObserver observer) {
        this.routes = routes;
        this.entries = entries;
        this.numbers = numbers;
        this.rules = rules;
        this.clock = clock;
        this.observer = observer;
        drains = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "mehari-revisions");
            thread.setDaemon(true);
            return thread;
        });
        drains.setKeepAliveTime(1, TimeUnit.SECONDS);
        drains.allowCoreThreadTimeOut(true);
        drains.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private GraphLife life(String graph) {
        return lives.computeIfAbsent(graph, name -> new GraphLife(name, rules.standby(), clock));
    }

    /** Makes a revision the live one because its graph's file says so. */
    KnownRevision deploy(KnownRevision revision) throws DeploymentException {
        long decision;
        synchronized (this) {
            GraphLife life = life(revision.graph());
            Optional<Standing> live = life.live();
            if (live.isPresent() && life.applied().equals(Optional.of(revision.identity()))) {
                life.mend(); // its file was wrong in between
                return live.get().revision;
            }
            decision = life.decide();
        }
        makeLive(revision, decision, life -> life.apply(revision.identity()));
        return revision;
    }

    KnownRevision rollback(String graph, Optional<Long> to) throws DeploymentException {
        KnownRevision target;
        long decision;
        synchronized (this) {
            GraphLife life = served(graph);
            Standing live = life.live()
                    .orElseThrow(() -> new NoRevisionException("graph '" + graph + "' has no live revision"));
            target = to.isPresent()
                    ? known(graph, to.get())
                    : numbers.before(graph, live.revision.number())
                            .orElseThrow(() -> new NoRevisionException("graph '" + graph
                                    + "' has no revision that was live before " + live.revision.id()));
            decision = life.decide();
        }
        makeLive(target, decision, GraphLife::pin);
        return target;
    }

    private interface Then {
        void of(GraphLife life);
    }

    private void makeLive(KnownRevision revision, long decision, Then then) throws DeploymentException {
        try {
            hold(revision);
        } catch (Exception | Error e) {
            String reason = reason(e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                life(revision.graph())
                        .fail(new RevisionFailure(clock.instant(), Optional.of(revision.number()), reason, List.of()));
            }
            throw new DeploymentException("graph '" + revision.graph() + "' can't be served: " + reason, e);
        }
        boolean flipped = false;
        synchronized (this) {
            GraphLife life = life(revision.graph());
            Standing standing = life.of(revision);
            if (life.isLast(decision)) {
                flipped = life.live().map(live -> live != standing).orElse(true);
                life.flip(standing);
                entry(revision).flip(revision.number());
                then.of(life);
            }
            standing.release();
            settle(life);
        }
        if (flipped) {
            LOG.info("graph {} is live", revision.id());
            observer.swapped(revision.graph(), revision.number());
            remember(revision);
        } else {
            LOG.info("graph {} is loaded; something else has been decided meanwhile", revision.id());
        }
    }

    /** Which revision was live when is only needed for a rollback: that it can't be kept must not undo a swap. */
    private void remember(KnownRevision revision) {
        try {
            numbers.live(revision.graph(), revision.number());
        } catch (RevisionsLostException e) {
            LOG.warn("that {} is live can't be kept: {}", revision.id(), e.getMessage());
        }
    }

    void undeploy(String graph) {
        synchronized (this) {
            GraphLife life = lives.get(graph);
            if (life == null) {
                return;
            }
            life.decide();
            life.withdraw();
            GraphEntry entry = entries.find(graph);
            if (entry != null) {
                entry.retireLive();
            }
            life.retireLive();
            settle(life);
        }
        LOG.info("graph {} is no longer served", graph);
    }

    synchronized void refused(String graph, RevisionFailure failure) {
        life(graph).fail(failure);
    }

    /**
     * Waits until a revision is loaded and warm, loading it if nobody does yet; from then on it stays until it is released.
     */
    private void hold(KnownRevision revision) throws Exception {
        while (true) {
            Loading mine = null;
            CompletableFuture<Void> gone;
            synchronized (this) {
                Standing standing = life(revision.graph()).of(revision);
                if (standing.state().isLoaded() && standing.gone().isDone()) {
                    standing.hold();
                    if (standing.isLeaving()) {
                        standing.leave(false);
                        entry(revision).admit(revision.number());
                    }
                    settle(life(revision.graph()));
                    return;
                }
                gone = standing.gone();
                if (gone.isDone()) {
                    mine = standing.loading();
                    if (mine == null) {
                        mine = begin(standing);
                    }
                }
            }
            if (mine == null) {
                awaitGone(revision, gone);
            } else {
                await(revision, mine);
            }
        }
    }

    private void awaitGone(KnownRevision revision, CompletableFuture<Void> gone) throws Exception {
        try {
            gone.get(rules.loadLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("what was loaded of " + revision.id()
                    + " before hasn't come to its end: a model, or a request to it, hangs");
        }
    }

    private Loading begin(Standing standing) {
        KnownRevision revision = standing.revision;
        Duration limit = rules.loadLimit();
        Loading loading = new Loading(System.nanoTime() + limit.toNanos());
        standing.load(loading);
        standing.become(RevisionState.LOADING, clock.instant());
        Thread thread = new Thread(() -> load(standing, loading), "mehari-load-" + revision.id());
        thread.setDaemon(true);
        thread.start();
        return loading;
    }

    /** Waits for a load, and gives it up when its time is over. */
    private void await(KnownRevision revision, Loading loading) throws Exception {
        try {
            while (true) {
                long left = loading.leftNanos();
                try {
                    loading.outcome.get(Math.max(0, left), TimeUnit.NANOSECONDS);
                    return;
                } catch (TimeoutException e) {
                    if (loading.leftNanos() <= 0) {
                        giveUp(revision, loading);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void giveUp(KnownRevision revision, Loading loading) {
        TimeoutException late;
        synchronized (this) {
            Standing standing = life(revision.graph()).of(revision);
            if (standing.loading() != loading) {
                return;
            }
            late = new TimeoutException("it isn't " + (standing.state() == RevisionState.WARMING ? "warm" : "loaded")
                    + " after " + rules.loadLimit().toMillis() + " ms and was given up; the setting "
                    + RevisionRules.LOAD_LIMIT_SETTING + " says how long that may take");
            loading.giveUp();
            standing.load(null);
            standing.goes();
            fail(standing, late);
        }
        LOG.warn("graph {}: {}", revision.id(), late.getMessage());
        loading.outcome.completeExceptionally(late);
    }

    private void fail(Standing standing, Throwable e) {
        standing.fail(
                new RevisionFailure(clock.instant(), Optional.of(standing.revision.number()), reason(e), List.of()));
        observer.failed(standing.revision.graph(), standing.revision.number());
    }

    /** The whole way of a load, on its thread. */
    private void load(Standing standing, Loading loading) {
        KnownRevision revision = standing.revision;
        List<KnownRevision> held = new ArrayList<>();
        Throwable failure = null;
        entries.holdBack(revision.id());
        try {
            for (Map.Entry<String, Long> child : revision.children().entrySet()) {
                KnownRevision known = known(child.getKey(), child.getValue());
                hold(known);
                held.add(known);
            }
            List<Model> models = routes.models(revision);
            try {
                routes.start(revision, rules.loadLimit());
            } finally {
                models.forEach(Model::close);
            }
            warm(standing, loading);
        } catch (Throwable e) { // whatever a model's code throws, OutOfMemoryError included, is this revision's affair
            // alone
            failure = e;
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        entries.letGo(revision.id());
        synchronized (this) {
            standing.holdChildren(held);
            if (loading.isGivenUp()) {
                standing.leave(true);
            } else if (failure == null) {
                entry(revision).admit(revision.number());
                standing.load(null);
                life(revision.graph()).loaded(standing);
                observer.loaded(revision.graph(), revision.number());
            } else {
                standing.load(null);
                standing.goes();
                standing.leave(true);
                fail(standing, failure);
            }
            look();
        }
        if (failure != null) {
            LOG.debug("graph {} can't be loaded", revision.id(), failure);
            loading.outcome.completeExceptionally(failure);
        } else {
            loading.outcome.complete(null);
        }
    }

    private void warm(Standing standing, Loading loading) throws InterruptedException {
        KnownRevision revision = standing.revision;
        GraphConsumer consumer = entry(revision).aside(revision.number());
        if (!consumer.declaration().identity().equals(revision.identity())) {
            throw new IllegalStateException("what was loaded isn't " + revision.id() + " but another revision");
        }
        synchronized (this) {
            if (!loading.isGivenUp()) {
                standing.become(RevisionState.WARMING, clock.instant());
                loading.extend(consumer.declaration().warmupLimit());
            }
        }
        Cost cost = Warmup.run(consumer);
        if (cost.isDear(1) || cost.rowNanos() > 0) {
            consumer.use(new DearThreads(revision.graph(), cost));
        }
    }

    private GraphEntry entry(KnownRevision revision) {
        GraphEntry entry = entries.find(revision.graph());
        if (entry == null) {
            throw new IllegalStateException("the route of " + revision.id() + " didn't start");
        }
        return entry;
    }

    private int inFlight(Standing standing) {
        GraphEntry entry = entries.find(standing.revision.graph());
        return entry == null ? 0 : entry.inFlight(standing.revision.number());
    }

    /** Brings states in line with who needs what, and shows those out that nobody needs. */
    private void settle(GraphLife life) {
        life.all().forEach(standing -> life.settle(standing, inFlight(standing)));
        for (Standing surplus : life.surplus()) {
            life.leaves(surplus);
            entry(surplus.revision).turnAway(surplus.revision.number());
        }
        if (life.isOver()) {
            lives.remove(life.name());
        }
        look();
    }

    /** Looks after what drains, as long as anything does. */
    private void look() {
        boolean any = lives.values().stream()
                .flatMap(life -> life.all().stream())
                .anyMatch(each -> each.state() == RevisionState.DRAINING || each.isLeaving());
        if (any && !looking && !drains.isShutdown()) {
            looking = true;
            drains.schedule(this::drain, DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void drain() {
        List<Standing> empty = new ArrayList<>();
        synchronized (this) {
            looking = false;
            for (GraphLife life : List.copyOf(lives.values())) {
                for (Standing standing : life.all()) {
                    if (standing.isLeaving() && inFlight(standing) == 0) {
                        if (standing.gone().isDone()) {
                            standing.goes();
                        }
                        empty.add(standing);
                    } else {
                        life.settle(standing, inFlight(standing));
                    }
                }
            }
        }
        empty.forEach(this::remove);
        synchronized (this) {
            look();
        }
    }

    /** Takes away a revision that leaves and has answered everything. */
    private void remove(Standing standing) {
        KnownRevision revision = standing.revision;
        try {
            routes.remove(revision.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (Exception | LinkageError e) {
            LOG.warn("the route of {} could not be taken away whole: {}", revision.id(), e.toString());
        }
        synchronized (this) {
            boolean wasLoaded = standing.state() != RevisionState.FAILED;
            GraphLife life = life(revision.graph());
            life.removed(standing);
            for (KnownRevision child : standing.children()) {
                life(child.graph()).of(child).release();
                settle(life(child.graph()));
            }
            standing.holdChildren(List.of());
            standing.gone().complete(null);
            settle(life);
            if (wasLoaded) {
                LOG.info("graph {} is no longer loaded", revision.id());
            }
            observer.removed(revision.graph(), revision.number());
        }
    }

    private GraphLife served(String graph) {
        GraphLife life = lives.get(graph);
        if (life == null) {
            throw new NoRevisionException("there is no graph '" + graph + "' here; there are: "
                    + (lives.isEmpty() ? "none" : String.join(", ", lives.keySet())));
        }
        return life;
    }

    /** A revision of a graph that is served. */
    KnownRevision known(String graph, long number) {
        return numbers.find(graph, number)
                .orElseThrow(() -> new NoRevisionException("graph '" + graph + "' has no revision " + number
                        + "; known: "
                        + numbers.all(graph).stream()
                                .map(each -> String.valueOf(each.number()))
                                .collect(Collectors.joining(", "))));
    }

    synchronized KnownRevision servedAndKnown(String graph, long number) {
        served(graph);
        return known(graph, number);
    }

    synchronized GraphRevisions revisions(String graph) {
        return view(served(graph));
    }

    synchronized List<GraphRevisions> revisions() {
        return lives.values().stream().map(this::view).toList();
    }

    private GraphRevisions view(GraphLife life) {
        List<GraphRevisions.Status> statuses = new ArrayList<>();
        for (KnownRevision known : numbers.all(life.name())) {
            Optional<Standing> standing = life.find(known.number());
            statuses.add(new GraphRevisions.Status(
                    known,
                    standing.map(Standing::state).orElse(RevisionState.KNOWN),
                    standing.map(Standing::since).orElse(known.firstSeen()),
                    standing.flatMap(Standing::failure),
                    standing.map(Standing::holders).orElse(0)));
        }
        return new GraphRevisions(
                life.name(),
                life.live().map(live -> live.revision.number()),
                life.isPinned(),
                life.lastFailure(),
                statuses);
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest && !isOurs(deepest)) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null || !(deepest instanceof Exception)
                ? deepest.toString()
                : deepest.getMessage();
    }

    private static boolean isOurs(Throwable e) {
        return e.getClass().getName().startsWith("dev.mehari.");
    }

    @Override
    public void close() {
        drains.shutdown();
        try {
            // A route that is being taken away is taken away whole.
            if (!drains.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                drains.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
