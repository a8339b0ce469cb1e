// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.mehari.compiler.Compiler;
import dev.mehari.compiler.OpenText;
import dev.mehari.engine.DeploymentException;
import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.GraphIdentity;
import dev.mehari.graph.GraphText;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Reading;
import dev.mehari.graph.Severity;
import dev.mehari.graph.Surroundings;
import dev.mehari.server.IntegrationStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * FROM MOUNTED ROUTES TO LIVE GRAPHS
 *
 * Whoever made the routes had no models at hand. Here they are, so the graph file that each declaration carries is checked with
 * them, compiled anew, and what comes of it runs. That it is the graph that was mounted is shown by taking out of the new text
 * what only models tell: what is left must be what is mounted.
 *
 * Nothing that is wrong ends the process: a pod that stays can be asked what is wrong, one that dies again and again can't.
 * A model that can't be had may be had later: where it comes from was away for a moment, or somebody puts it there. So what was
 * refused for its models is tried again; a pod of a revision that serves elsewhere would stay out of service for good otherwise.
 */
/** Links the routes that are mounted with the models that are there, and serves them. Confined to one thread. */
final class Integration {
    private static final Logger LOG = LoggerFactory.getLogger(Integration.class);

    private final List<RouteFile> files;
    private final Surroundings surroundings;
    private final Settings settings;
    private final IntegrationStatus status;
    private final Set<DeclaredGraph> live = new HashSet<>();
    /** What is wrong with the models of graphs, as it was last told. */
    private final Map<DeclaredGraph, List<Finding>> lacking = new HashMap<>();

    private boolean routesRun;

    Integration(List<RouteFile> files, Surroundings surroundings, Settings settings, IntegrationStatus status) {
        this.files = files;
        this.surroundings = surroundings;
        this.settings = settings;
        this.status = status;
        for (RouteFile file : files) {
            file.failure().ifPresent(why -> {
                LOG.error("{}: {}", file.file(), why);
                status.routes(file.file().toString(), State.REFUSED, why);
            });
            file.declared().forEach(status::loading);
        }
    }

    /** Whether trying again may help: the models of a graph that was refused may be there by then. */
    boolean mayCome() {
        return !lacking.isEmpty();
    }

    /** Checks and serves all graphs that aren't yet, and at first all other routes after them. @return whether everything is live */
    boolean run(Server server) throws InterruptedException {
        long start = System.nanoTime();
        Map<DeclaredGraph, CheckedGraph> checked = checked();
        long loading = System.nanoTime();
        for (Map.Entry<DeclaredGraph, CheckedGraph> each : inOrder(checked)) {
            if (!live.contains(each.getKey())) {
                deploy(each.getKey(), each.getValue(), server);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        long routes = System.nanoTime();
        boolean graphsLive = status.isWhole();
        List<RouteFile> own =
                files.stream().filter(file -> file.others().isPresent()).toList();
        if (!own.isEmpty() && !routesRun) {
            routesRun = true;
            server.runBeside(own, settings, status);
        }
        LOG.info(
                "checked in {} ms, loaded and warmed in {} ms, other routes in {} ms",
                millis(start, loading),
                millis(loading, routes),
                millis(routes, System.nanoTime()));
        return graphsLive && status.isWhole();
    }

    private static long millis(long from, long to) {
        return (to - from) / 1_000_000;
    }

    // ------------------------------------------------------------------------------------------------ check

    private Map<DeclaredGraph, CheckedGraph> checked() {
        List<DeclaredGraph> sound = new ArrayList<>();
        List<GraphText> texts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (DeclaredGraph graph : RouteFile.declared(files)) {
            text(graph, names).ifPresent(text -> {
                sound.add(graph);
                texts.add(text);
            });
        }
        List<Checked> results = GraphFiles.checkTexts(texts, surroundings);
        Map<DeclaredGraph, CheckedGraph> checked = new LinkedHashMap<>();
        for (int i = 0; i < sound.size(); i++) {
            Checked result = results.get(i);
            if (result.graph().isEmpty()) {
                refuse(sound.get(i), result.findings());
            } else {
                checked.put(sound.get(i), result.graph().get());
                right(sound.get(i), result.graph().get(), result.findings());
            }
        }
        prove(checked, results, sound);
        return checked;
    }

    /** The graph file of a declaration; empty where it is refused already. */
    private Optional<GraphText> text(DeclaredGraph graph, Set<String> names) {
        if (graph.manifest().isEmpty()) {
            refuse(
                    graph,
                    "",
                    "the declaration '" + graph.id() + "' has no manifest",
                    "Make the routes anew with 'mehari export --open' of this version.");
            return Optional.empty();
        }
        if (graph.revision() < 1) {
            refuse(
                    graph,
                    "",
                    "the declaration '" + graph.id() + "' has no revision of 1 or more",
                    "Make the routes anew.");
            return Optional.empty();
        }
        Path folder = folder(graph);
        String text = graph.manifest().get();
        Reading reading = GraphFiles.read(graph.file().toString(), text, folder);
        if (reading.graph().isEmpty()) {
            refuse(graph, reading.findings());
            return Optional.empty();
        }
        InferenceGraph manifest = reading.graph().get();
        if (!manifest.name().equals(graph.name()) || !graph.id().equals(graph.name() + "@" + graph.revision())) {
            refuse(
                    graph,
                    "metadata.name",
                    "the manifest is of graph '" + manifest.name() + "', and its declaration '" + graph.id() + "' of '"
                            + graph.name() + "@" + graph.revision() + "'",
                    "Make the routes anew.");
            return Optional.empty();
        }
        if (!names.add(graph.name())) {
            refuse(
                    graph,
                    "metadata.name",
                    "the graph '" + graph.name() + "' is mounted twice",
                    "Mount one revision of each graph.");
            return Optional.empty();
        }
        if (graph.folder().isEmpty() && settings.text(folderSetting(graph)).isEmpty()) {
            List<Finding> lost = RootlessModels.findings(manifest, graph.file().toString());
            if (!lost.isEmpty()) {
                refuse(graph, lost);
                return Optional.empty();
            }
        }
        return Optional.of(new GraphText(graph.file().toString(), text, folder));
    }

    /** Where relative URIs start: what the settings say, or a closed text; an open one knows no folder but that of its file. */
    private Path folder(DeclaredGraph graph) {
        return settings.text(folderSetting(graph))
                .or(() -> graph.folder().map(folder -> folder.replaceFirst("^\\{\\{[^:}]*:(.*)}}$", "$1")))
                .map(Path::of)
                .orElseGet(() -> graph.file().toAbsolutePath().getParent());
    }

    private static String folderSetting(DeclaredGraph graph) {
        return SettingsTable.FOLDER.replace("GRAPH", graph.name());
    }

    private void refuse(DeclaredGraph graph, String path, String message, String mend) {
        refuse(
                graph,
                List.of(new Finding(
                        graph.file().toString(), 1, path, Severity.ERROR, message, mend, Optional.empty())));
    }

    private void right(DeclaredGraph graph, CheckedGraph checked, List<Finding> findings) {
        if (!live.contains(graph)) {
            lacking.remove(graph);
            status.checked(graph, checked, findings);
        }
    }

    private void refuse(DeclaredGraph graph, List<Finding> findings) {
        if (live.contains(graph)) {
            return; // it serves what it has
        }
        boolean models = findings.stream().anyMatch(f -> f.isError() && f.path().startsWith("spec.models."));
        if (findings.equals(models ? lacking.put(graph, findings) : lacking.remove(graph))) {
            return; // as told before
        }
        findings.forEach(finding -> LOG.error("{}", finding));
        long errors = findings.stream().filter(Finding::isError).count();
        status.refused(graph, errors == 1 ? "an error was found" : errors + " errors were found", findings);
    }

    // ------------------------------------------------------------------------------------------------ prove

    private void prove(Map<DeclaredGraph, CheckedGraph> checked, List<Checked> results, List<DeclaredGraph> order) {
        Map<String, Long> numbers = new HashMap<>();
        checked.keySet().forEach(graph -> numbers.put(graph.name(), graph.revision()));
        for (int i = 0; i < order.size(); i++) {
            DeclaredGraph graph = order.get(i);
            CheckedGraph whole = checked.get(graph);
            if (whole != null) {
                List<Finding> findings = new ArrayList<>(results.get(i).findings());
                difference(graph, whole, numbers).ifPresent(findings::add);
                if (!live.contains(graph)) {
                    findings.forEach(finding -> LOG.warn("{}", finding));
                }
                right(graph, whole, findings);
            }
        }
    }

    /** A warning where what is mounted isn't what its manifest is compiled to. */
    private static Optional<Finding> difference(DeclaredGraph graph, CheckedGraph whole, Map<String, Long> numbers) {
        String how;
        try {
            String closed = Compiler.compile(whole, graph.revision(), GraphIdentity.of(whole), "", numbers)
                    .text();
            if (OpenText.areOfOneGraph(graph.entries(), RouteFile.tree(closed))) {
                return Optional.empty();
            }
            how = "the routes of '" + graph.id() + "' aren't those that its manifest is compiled to";
        } catch (RuntimeException e) { // somebody else wrote the text
            how = "the routes of '" + graph.id() + "' can't be compared with its manifest: " + e.getMessage();
        }
        return Optional.of(new Finding(
                graph.file().toString(),
                1,
                "",
                Severity.WARNING,
                how + "; what the manifest says is served",
                "Make the routes with the version of Mehari that runs them, and don't change them by hand.",
                Optional.empty()));
    }

    // ------------------------------------------------------------------------------------------------ deploy

    /** Each after those that its steps run. */
    private static List<Map.Entry<DeclaredGraph, CheckedGraph>> inOrder(Map<DeclaredGraph, CheckedGraph> checked) {
        List<Map.Entry<DeclaredGraph, CheckedGraph>> order = new ArrayList<>(checked.entrySet());
        // who uses another has more below it than that other
        order.sort((a, b) -> Integer.compare(
                a.getValue().children().size(), b.getValue().children().size()));
        return order;
    }

    private void deploy(DeclaredGraph graph, CheckedGraph checked, Server server) {
        try {
            server.engine().deploy(checked, graph.revision());
            live.add(graph);
            status.live(graph);
        } catch (DeploymentException e) {
            failed(graph, e);
        } catch (RuntimeException | Error e) { // whatever it is, it is this graph's affair
            LOG.error("graph {}", graph.id(), e);
            failed(graph, e);
        }
    }

    private void failed(DeclaredGraph graph, Throwable e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        LOG.error("{}", why);
        status.failed(graph, why);
    }
}
