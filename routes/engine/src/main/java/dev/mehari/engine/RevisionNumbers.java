// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.compiler.Compiler;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Which number each revision of a graph has, and what it was made of. Numbers count up from 1; content that was a revision
 * before has its old number. Kept in a folder, one {@link RevisionFile} per graph; without a folder this process alone knows
 * them. Guarded by its own lock; only one process writes to a folder at a time.
 */
public final class RevisionNumbers implements AutoCloseable {
    private final Optional<Path> home;
    private final InstantSource clock;
    private final Map<String, Known> graphs = new HashMap<>();
    private @Nullable HomeLock lock;

    /** What is known of one graph; the lists grow, nothing in them changes. */
    private static final class Known {
        final List<KnownRevision> revisions;
        final List<Long> lives;
        long length;

        Known(RevisionFile.Content content) {
            revisions = new ArrayList<>(content.revisions());
            lives = new ArrayList<>(content.lives());
            length = content.length();
        }

        long next() {
            return 1 + revisions.stream().mapToLong(KnownRevision::number).max().orElse(0);
        }
    }

    RevisionNumbers(Optional<Path> home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
    }

    /** Numbers that start at 1 in each process. */
    public static RevisionNumbers inMemory() {
        return new RevisionNumbers(Optional.empty(), InstantSource.system());
    }

    /** Numbers that are kept in {@code home}/revisions. The folder is made, and locked, when the first is written. */
    public static RevisionNumbers keptIn(Path home) {
        return new RevisionNumbers(Optional.of(home), InstantSource.system());
    }

    /** Keeps other processes from writing to the folder, until {@link #close}. @throws RevisionsLostException if one does */
    public synchronized RevisionNumbers lock() {
        if (home.isPresent() && lock == null) {
            lock = HomeLock.take(home.get());
            graphs.clear(); // what was read before may have grown
        }
        return this;
    }

    /**
     * The revision that this content is, a new one if it never was one; the graphs that its steps run get theirs first.
     *
     * @throws RevisionsLostException if that can't be read or kept
     */
    public synchronized KnownRevision of(CheckedGraph graph) {
        String identity = GraphIdentity.of(graph);
        Optional<KnownRevision> old = find(graph.name(), identity);
        if (old.isPresent()) {
            return old.get();
        }
        lock();
        old = find(graph.name(), identity);
        return old.isPresent() ? old.get() : add(graph, identity);
    }

    /**
     * The same, with what doesn't make a revision another one brought up to date: the folder, where models lie, how this
     * version of Mehari compiles it.
     */
    synchronized KnownRevision upToDate(CheckedGraph graph) {
        KnownRevision known = of(graph);
        graph.children().values().forEach(this::upToDate);
        KnownRevision now = made(graph, known.number(), known.identity(), known.firstSeen());
        if (now.text().equals(known.text()) && now.folder().equals(known.folder())) {
            return known;
        }
        lock();
        Known locked = known(graph.name());
        write(graph.name(), locked, file -> file.append(now, locked.length));
        locked.revisions.replaceAll(old -> old.number() == now.number() ? now : old);
        return now;
    }

    /**
     * The revision of this content at a number that somebody else has given it. The graphs that its steps run have theirs
     * already, or get the next ones. For a process that keeps no numbers of its own.
     *
     * @throws IllegalArgumentException if other content has that number here
     */
    synchronized KnownRevision at(CheckedGraph graph, long number) {
        if (home.isPresent()) {
            throw new IllegalStateException("numbers are counted in the home folder, none can be given");
        }
        graph.children().values().forEach(this::of);
        String identity = GraphIdentity.of(graph);
        Optional<KnownRevision> old = find(graph.name(), number);
        if (old.isPresent()) {
            if (!old.get().identity().equals(identity)) {
                throw new IllegalArgumentException(
                        "number " + number + " of graph '" + graph.name() + "' is that of another revision");
            }
            return old.get();
        }
        KnownRevision revision = made(graph, number, identity, now());
        known(graph.name()).revisions.add(revision);
        return revision;
    }

    private KnownRevision add(CheckedGraph graph, String identity) {
        graph.children().values().forEach(this::of);
        Known known = known(graph.name());
        KnownRevision revision = made(graph, known.next(), identity, now());
        write(graph.name(), known, file -> file.append(revision, known.length));
        known.revisions.add(revision);
        return revision;
    }

    private KnownRevision made(CheckedGraph graph, long number, String identity, Instant firstSeen) {
        Map<String, Long> children = new LinkedHashMap<>();
        graph.children().forEach((name, child) -> children.put(name, of(child).number()));
        String folder = graph.graph().source().folder().toString();
        String text =
                Compiler.compile(graph, number, identity, folder, children).text();
        return KnownRevision.of(graph, number, firstSeen, children, text);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Optional<KnownRevision> find(String graph, String identity) {
        return known(graph).revisions.stream()
                .filter(revision -> revision.identity().equals(identity))
                .findFirst();
    }

    /** All of a graph's revisions, by number; empty for a graph that nothing is known of. */
    public synchronized List<KnownRevision> all(String graph) {
        return List.copyOf(known(graph).revisions);
    }

    /** The revision of that number. */
    public synchronized Optional<KnownRevision> find(String graph, long number) {
        List<KnownRevision> revisions = known(graph).revisions;
        return revisions.stream()
                .filter(revision -> revision.number() == number)
                .findFirst();
    }

    /** Remembers that a revision is live now. */
    synchronized void live(String graph, long number) {
        Known known = known(graph);
        if (!known.lives.isEmpty() && known.lives.get(known.lives.size() - 1) == number) {
            return;
        }
        lock();
        Known locked = known(graph);
        write(graph, locked, file -> file.appendLive(number, now(), locked.length));
        locked.lives.add(number);
    }

    /** The revision that was live before that one was. */
    synchronized Optional<KnownRevision> before(String graph, long number) {
        List<Long> lives = known(graph).lives;
        for (int i = lives.size() - 1; i >= 0; i--) {
            if (lives.get(i) != number) {
                return find(graph, lives.get(i));
            }
        }
        return Optional.empty();
    }

    private Known known(String graph) {
        return graphs.computeIfAbsent(
                graph,
                name -> new Known(home.map(folder -> file(folder, name).read()).orElse(RevisionFile.Content.NONE)));
    }

    private static RevisionFile file(Path home, String graph) {
        return new RevisionFile(home.resolve("revisions"), graph);
    }

    private interface Writing {
        long to(RevisionFile file) throws IOException;
    }

    private void write(String graph, Known known, Writing writing) {
        if (home.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(home.get().resolve("revisions"));
            known.length = writing.to(file(home.get(), graph));
        } catch (IOException e) {
            throw new RevisionsLostException(
                    "the revisions of graph '" + graph + "' can't be kept in the home folder " + home.get() + ": " + e,
                    e);
        }
    }

    /** Lets other processes write to the folder. */
    @Override
    public synchronized void close() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }
}
