// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.mehari.engine.RevisionNumbers;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands over graph files have in common: the paths, the settings, the help. */
final class FilesMixin {
    /** The Camel schemes that a manifest's taps may send to, separated by commas. */
    static final String TAP_SCHEMES = "mehari.taps.schemes";

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "A graph file (*.graph.yaml), a folder searched for such files, or a bare model file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> paths;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting, such as mehari.models.outside-allowed=true. May be repeated.")
    private Map<String, String> given = new LinkedHashMap<>();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where revisions' numbers and fetched models are kept. Without it numbers start at 1.")
    @SuppressWarnings("NullAway.Init") // null unless given
    private Path home;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    List<Path> paths() {
        return paths;
    }

    boolean hasHome() {
        return home != null;
    }

    Path home() {
        return home != null ? home : Path.of(System.getProperty("user.home", "."), ".mehari");
    }

    Settings settings() {
        return Settings.of(Path.of(""), System.getenv(), given);
    }

    ModelStore store(Settings settings) {
        return ModelStore.installed(home().resolve("cache"), settings.flag(ModelStore.OUTSIDE_SETTING));
    }

    /** What graphs find around them here. */
    Surroundings surroundings(Settings settings) {
        return new Surroundings(store(settings), ModelRuntimes.installed(), Set.of(), tapSchemes(settings));
    }

    static Set<String> tapSchemes(Settings settings) {
        return settings.text(TAP_SCHEMES)
                .map(list -> Set.of(list.trim().split("\\s*,\\s*")))
                .orElse(Set.of());
    }

    /** The numbers of revisions, locked for this process where they are kept. */
    RevisionNumbers numbers() {
        return hasHome() ? RevisionNumbers.keptIn(home()).lock() : RevisionNumbers.inMemory();
    }

    /** Reads and checks what the paths name. @throws UsageException if one names nothing */
    CheckedFiles checked(Settings settings) {
        return CheckedFiles.of(GraphPaths.resolve(paths), surroundings(settings));
    }
}
