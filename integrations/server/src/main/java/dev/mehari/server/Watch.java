// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.mehari.engine.DeploymentException;
import dev.mehari.engine.Engine;
import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Finding;
import dev.mehari.graph.Surroundings;
import org.jspecify.annotations.Nullable;

/*
 * HOW CHANGES ARE SEEN
 *
 * By looking: every interval the folders are searched and each file is asked for its size, time and place (FilePrint). The
 * file system's own notices are not used: network file systems and mounted ConfigMaps give none or strange ones, and who must
 * look anyway needs no second way to be wrong in. A look costs about two microseconds a file.
 *
 * A file counts once two looks a moment apart have seen it the same, so one that is being written, or is away for a moment
 * because an editor moves another in its place, is no change yet. Links are followed, so that a ConfigMap's flip of ..data
 * changes the place that a file is found at. Names that begin with a dot are passed over: ..data itself, an editor's own.
 *
 * Together with a changed file those are checked again that could have to do with it: whose text names its graph, or whose
 * graph its text names, and those that were wrong. What is deployed happens on other threads, in order for each graph, so that
 * a revision that hangs while it is loaded keeps no other graph waiting.
 */
/** Follows graph files, and the files that they use, while they change. State is confined to the thread that looks. */
final class Watch implements AutoCloseable {
    /** The setting of how often files are looked at. */
    static final String INTERVAL_SETTING = "mehari.watch.interval";

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int DEPLOYERS = 8;

    private final List<Path> paths;
    private final Surroundings surroundings;
    private final Engine engine;
    private final PrintWriter err;
    private final Duration interval;
    private final Map<Path, Watched> files = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> lanes = new HashMap<>();
    private final ExecutorService deployers = Executors.newFixedThreadPool(DEPLOYERS, work -> daemon(work, "deploy"));
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean troubleSaid;

    /** One graph file, or bare model, and what is known of it. */
    private static final class Watched {
        final Path path;
        String text = "";
        Map<Path, Optional<FilePrint>> prints = Map.of();
        /** As they are now, if that is another way than before and was so at the last look. */
        @Nullable
        Map<Path, Optional<FilePrint>> pending;

        boolean gone;
        boolean wrong;
        /** The graph's name, as far as it is known. */
        String graph;

        Watched(Path path) {
            this.path = path;
            this.graph = baseName(path);
        }
    }

    Watch(List<Path> paths, Surroundings surroundings, Engine engine, Duration interval, PrintWriter err) {
        this.paths = List.copyOf(paths);
        this.surroundings = surroundings;
        this.engine = engine;
        this.interval = interval;
        this.err = err;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "mehari-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static String baseName(Path path) {
        return BareModel.graphName(Path.of(String.valueOf(path.getFileName()).replaceFirst("\\.graph\\.yaml$", "")));
    }

    /** Looks at everything for the first time, and checks it. Changes count from here on. */
    CheckedFiles first() {
        GraphPaths found = GraphPaths.resolve(paths);
        all(found).forEach(path -> files.put(path, new Watched(path)));
        files.values().forEach(this::lookAt);
        CheckedFiles checked = CheckedFiles.of(found, surroundings);
        checked.byFile().forEach(this::learn);
        return checked;
    }

    private static Set<Path> all(GraphPaths found) {
        Set<Path> all = new LinkedHashSet<>(found.graphs());
        all.addAll(found.models());
        return all;
    }

    /** Reads a file and takes the prints that count until it changes again. */
    private void lookAt(Watched watched) {
        // Prints before text: what changes in between is seen at the next look.
        Map<Path, Optional<FilePrint>> prints = new HashMap<>();
        prints.put(watched.path, FilePrint.of(watched.path));
        watched.text = isGraph(watched.path) ? FilesOfGraph.text(watched.path) : "";
        for (Path file : FilesOfGraph.mentioned(watched.path, watched.text)) {
            prints.put(file, FilePrint.of(file));
        }
        watched.prints = prints;
        watched.pending = null;
        watched.gone = false;
    }

    private static boolean isGraph(Path path) {
        return String.valueOf(path.getFileName()).endsWith(GraphPaths.SUFFIX);
    }

    private void learn(Path path, Checked checked) {
        Watched watched = files.get(path);
        if (watched == null) {
            return;
        }
        watched.wrong = checked.graph().isEmpty();
        checked.graph().ifPresent(graph -> {
            watched.graph = graph.name();
            for (Path file : FilesOfGraph.of(graph)) {
                watched.prints.computeIfAbsent(file, FilePrint::of);
            }
        });
    }

    /** Follows changes until {@link #close}. */
    void start() {
        daemon(this::run, "watch").start();
    }

    private void run() {
        try {
            boolean restless = false;
            while (!closed.await((restless ? QUIET : interval).toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    restless = look();
                } catch (RuntimeException | LinkageError e) {
                    say("watching: " + e + "; what is live goes on");
                    restless = false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String line) {
        err.println("mehari: " + line);
        err.flush();
    }

    /** @return whether something has changed and must be looked at again soon */
    boolean look() {
        Optional<Set<Path>> found = search();
        if (found.isEmpty()) {
            return false;
        }
        Set<Path> ready = new LinkedHashSet<>();
        boolean restless = false;
        for (Path path : found.get()) {
            Watched watched = files.computeIfAbsent(path, Watched::new);
            watched.gone = false;
            Map<Path, Optional<FilePrint>> now = new HashMap<>();
            now.put(path, FilePrint.of(path));
            watched.prints.keySet().forEach(file -> now.put(file, FilePrint.of(file)));
            if (now.equals(watched.prints)) {
                watched.pending = null;
            } else if (now.equals(watched.pending)) {
                ready.add(path);
            } else {
                watched.pending = now;
                restless = true;
            }
        }
        Set<Watched> gone = new HashSet<>();
        for (Watched watched : files.values()) {
            if (!found.get().contains(watched.path)) {
                if (watched.gone) {
                    gone.add(watched);
                } else {
                    watched.gone = true;
                    restless = true;
                }
            }
        }
        if (!ready.isEmpty() || !gone.isEmpty()) {
            change(ready, gone);
        }
        return restless;
    }

    /** The files that there are; empty if a folder can't be read, which is no reason to stop serving what was in it. */
    private Optional<Set<Path>> search() {
        Set<Path> found = new LinkedHashSet<>();
        for (Path path : paths) {
            Path parent = path.toAbsolutePath().getParent();
            boolean folder = Files.isDirectory(path);
            if (!folder && (isFolderGone(path) || (parent != null && !Files.isReadable(parent)))) {
                trouble(path);
                return Optional.empty();
            }
            if (!folder) {
                if (Files.exists(path)) {
                    found.add(path);
                }
                continue;
            }
            Optional<List<Path>> inside = GraphPaths.search(path);
            if (inside.isEmpty()) {
                trouble(path);
                return Optional.empty();
            }
            found.addAll(inside.get());
        }
        troubleSaid = false;
        return Optional.of(found);
    }

    /** Whether what was named is gone, and was a folder: graphs were found below it. */
    private boolean isFolderGone(Path path) {
        return !Files.exists(path)
                && files.keySet().stream().anyMatch(file -> !file.equals(path) && file.startsWith(path));
    }

    private void trouble(Path path) {
        if (!troubleSaid) {
            say("'" + path + "' can't be read; what is live goes on until it can");
            troubleSaid = true;
        }
    }

    private void change(Set<Path> ready, Set<Watched> gone) {
        Set<String> names = new HashSet<>();
        gone.forEach(watched -> {
            names.add(watched.graph);
            files.remove(watched.path);
        });
        Set<Path> again = affected(ready, names);
        Map<Path, String> before = new HashMap<>();
        again.forEach(path -> {
            Watched watched = files.get(path);
            if (watched != null) {
                before.put(path, watched.graph);
                lookAt(watched);
            }
        });
        CheckedFiles checked = CheckedFiles.of(GraphPaths.sorted(again), surroundings);
        checked.byFile().forEach(this::learn);
        checked.byFile().forEach((path, each) -> apply(path, each, before.getOrDefault(path, "")));
        gone.forEach(watched -> withdraw(watched.graph));
    }

    /** Those to be checked again: the changed ones, those that may have to do with them, those that were wrong. */
    private Set<Path> affected(Set<Path> ready, Set<String> goneNames) {
        Set<Path> again = new LinkedHashSet<>(ready);
        files.values().stream().filter(watched -> watched.wrong).forEach(watched -> again.add(watched.path));
        ready.forEach(path -> {
            Watched watched = files.get(path);
            if (watched != null && isGraph(path)) {
                watched.text = FilesOfGraph.text(path);
            }
        });
        boolean grown = true;
        Set<String> names = new HashSet<>(goneNames);
        while (grown) {
            grown = false;
            again.forEach(path -> Optional.ofNullable(files.get(path)).ifPresent(watched -> names.add(watched.graph)));
            for (Watched other : files.values()) {
                if (!again.contains(other.path)
                        && (names.contains(other.graph)
                                || names.stream().anyMatch(name -> mentions(other.text, name))
                                || again.stream()
                                        .map(files::get)
                                        .anyMatch(each -> each != null && mentions(each.text, other.graph)))) {
                    again.add(other.path);
                    grown = true;
                }
            }
        }
        return again;
    }

    private static boolean mentions(String text, String name) {
        return text.contains(name)
                && Pattern.compile(
                                "\\b(?:use|graph|name)[\"']?\\s*:\\s*[\"']?" + Pattern.quote(name) + "(?![A-Za-z0-9-])")
                        .matcher(text)
                        .find();
    }

    private void apply(Path path, Checked checked, String before) {
        checked.findings().forEach(finding -> err.println(finding));
        err.flush();
        Watched watched = files.get(path);
        if (watched == null) {
            return;
        }
        if (checked.graph().isEmpty()) {
            engine.refused(watched.graph, checked.findings());
            if (checked.findings().stream().anyMatch(Finding::isError)) {
                say("the change of " + path + " isn't live; what was live goes on");
            }
            return;
        }
        CheckedGraph graph = checked.graph().get();
        if (!before.isEmpty() && !before.equals(graph.name())) {
            withdraw(before);
        }
        inLane(graph.name(), () -> {
            try {
                engine.deploy(graph);
            } catch (DeploymentException e) {
                say(e.getMessage() + "; what was live goes on");
            }
        });
    }

    /** Stops serving a graph, unless another file has it. */
    private void withdraw(String graph) {
        if (files.values().stream().noneMatch(watched -> watched.graph.equals(graph))) {
            // At once, whatever its lane waits for; and again behind that, which must not bring it back.
            engine.undeploy(graph);
            inLane(graph, () -> engine.undeploy(graph));
        }
    }

    private void inLane(String graph, Runnable work) {
        lanes.values().removeIf(CompletableFuture::isDone);
        CompletableFuture<Void> before = lanes.getOrDefault(graph, CompletableFuture.completedFuture(null));
        lanes.put(graph, before.thenRunAsync(() -> guarded(graph, work), deployers));
    }

    private void guarded(String graph, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            say("graph '" + graph + "': " + e + "; what was live goes on");
        }
    }

    /** Waits until what was seen so far is deployed, or not. For tests. */
    void settle() {
        CompletableFuture.allOf(lanes.values().toArray(CompletableFuture[]::new))
                .join();
    }

    @Override
    public void close() {
        closed.countDown();
        deployers.shutdownNow();
    }
}
