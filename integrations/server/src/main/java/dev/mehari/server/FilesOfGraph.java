// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mehari.graph.CheckedGraph;

/** The files that a graph is made of beside its own: those of models and of constants. */
final class FilesOfGraph {
    /** Larger than any graph file. */
    private static final long MOST = 4 << 20;

    /** What a graph file says of files, good enough for one that can't be checked: {@code uri: x}, {@code file: x#key}. */
    private static final Pattern MENTION =
            Pattern.compile("\\b(?:uri|file)[\"']?\\s*:\\s*(?:\"([^\"]+)\"|'([^']+)'|([^\\s,}\\]#\"']+))");

    private static final Pattern ROOT =
            Pattern.compile("\\bmodelRoot[\"']?\\s*:\\s*(?:\"([^\"]+)\"|'([^']+)'|([^\\s,}#\"']+))");

    private FilesOfGraph() {}

    /** The text of a graph file; empty if it can't be read, which a check says better. */
    static String text(Path file) {
        try {
            return Files.size(file) > MOST ? "" : Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** The local files that a text mentions. */
    static Set<Path> mentioned(Path file, String text) {
        Path folder = folder(file);
        Matcher root = ROOT.matcher(text);
        Optional<String> modelRoot = root.find() ? Optional.of(group(root)) : Optional.empty();
        Set<Path> files = new LinkedHashSet<>();
        for (Matcher mention = MENTION.matcher(text); mention.find(); ) {
            add(files, folder, modelRoot, group(mention));
        }
        return files;
    }

    /** The local files that a graph was checked with. */
    static Set<Path> of(CheckedGraph graph) {
        Path folder = graph.graph().source().folder();
        Optional<String> root = graph.graph().spec().modelRoot();
        Set<Path> files = new LinkedHashSet<>();
        graph.models().values().forEach(model -> {
            add(files, folder, root, model.spec().uri());
            files.add(model.file().path());
        });
        graph.files().forEach(data -> add(files, folder, root, data.uri()));
        return files;
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static String group(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        return "";
    }

    private static void add(Set<Path> files, Path folder, Optional<String> modelRoot, String uri) {
        int hash = uri.indexOf('#');
        String name = local(hash < 0 ? uri : uri.substring(0, hash));
        String root = modelRoot.map(FilesOfGraph::local).orElse("");
        boolean remoteRoot = modelRoot.isPresent() && root.isEmpty();
        if (name.isEmpty()) {
            return;
        }
        try {
            Path path = Path.of(name);
            if (path.isAbsolute() || !remoteRoot) {
                files.add(folder.resolve(root).resolve(path).normalize());
            }
        } catch (InvalidPathException e) {
            // no file of this machine; the check says what is wrong with it
        }
    }

    /** The path in it; empty for what lies elsewhere. */
    private static String local(String uri) {
        String path = uri.startsWith("file:") ? uri.substring("file:".length()).replaceFirst("^//(?=/)", "") : uri;
        return path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") ? "" : path;
    }
}
