// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.mehari.engine.RevisionNumbers;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mehari integration}: what the image of a pod runs. */
@Command(
        name = "integration",
        description =
                "Serves the routes that are mounted in a pod: graphs, linked with the models that are there, and all"
                        + " other routes beside them. Camel K's image contract: CAMEL_K_CONF and CAMEL_K_CONF_D name the settings.",
        defaultValueProvider = IntegrationCommand.Everywhere.class,
        footer = {
            "",
            "A graph that is refused or fails leaves the process up and not ready; models that are missing are looked for again;",
            "  curl http://127.0.0.1:9876/observe/revisions    says why, and which models are served",
            "",
            "Exit codes: 0 stopped by SIGTERM, 1 a port can't be opened, 2 a setting or the command line is wrong."
        })
final class IntegrationCommand implements Callable<Integer> {
    /** Where Camel K mounts routes. */
    private static final String MOUNTED = "/etc/camel/sources/**";

    private static final String HOME_SETTING = "mehari.home";
    /** A model that isn't there is looked for again after this, then after twice as long each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration MOST_PAUSE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(IntegrationCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--sources",
            paramLabel = "DIR",
            description = "Where the routes are, instead of where CAMEL_K_CONF says. May be repeated.")
    private List<Path> sources = new ArrayList<>();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting. May be repeated.")
    private Map<String, String> given = new LinkedHashMap<>();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where fetched models are kept, instead of the setting mehari.home.")
    @SuppressWarnings("NullAway.Init") // null unless given
    private Path home;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private AddressMixin addresses = new AddressMixin();

    /** A pod is asked from outside. */
    static final class Everywhere implements CommandLine.IDefaultValueProvider {
        private static final Set<String> HOSTS = Set.of("--host", "--management-host");

        @Override
        public @org.jspecify.annotations.Nullable String defaultValue(ArgSpec argument) {
            return argument instanceof OptionSpec option && HOSTS.contains(option.longestName()) ? "0.0.0.0" : null;
        }
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        PodSettings pod = PodSettings.of(System.getenv());
        Settings settings = Settings.of(pod.properties(), PodSettings.CONF_FOLDER, System.getenv(), given);
        IntegrationStatus status = new IntegrationStatus();
        ModelStore store = store(settings);
        Server server = Server.open(addresses, settings, RevisionNumbers::inMemory, store, Optional.of(status::toJson));
        status.watch(server.engine());
        server.endWithSigterm(err);
        try {
            run(server, pod, settings, store, status);
        } catch (RuntimeException | Error e) { // the process stays, and says so
            LOG.error("the routes can't be served", e);
            status.because("the routes can't be served: " + e);
        }
        server.await();
        return 0;
    }

    private void run(Server server, PodSettings pod, Settings settings, ModelStore store, IntegrationStatus status)
            throws InterruptedException {
        long start = System.nanoTime();
        SourceFiles found = new SourceFiles(patterns(pod));
        List<RouteFile> files = found.files().stream().map(RouteFile::read).toList();
        found.misses().forEach(LOG::warn);
        LOG.info(
                "started for {} ms, read {} in {} ms",
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(s -> System.currentTimeMillis() - s.toEpochMilli())
                        .orElse(0L),
                files.size() == 1 ? "1 file" : files.size() + " files",
                (System.nanoTime() - start) / 1_000_000);
        if (files.isEmpty()) {
            String why = "there are no routes in " + String.join(", ", patterns(pod));
            LOG.error("{}", why);
            status.because(why);
            say("not " + server.addresses());
            return;
        }
        status.because("not everything is live yet");
        Surroundings surroundings =
                new Surroundings(store, ModelRuntimes.installed(), Set.of(), FilesMixin.tapSchemes(settings));
        Integration integration = new Integration(files, surroundings, settings, status);
        if (!integration.run(server)) {
            status.because("not everything could be served; graphs and routes say why");
            say("not " + server.addresses() + "/observe/revisions says why");
            if (!comes(integration, server)) {
                return;
            }
        }
        status.ready();
        server.ready();
        say(server.addresses());
    }

    /** Tries again while models are missing. @return whether everything is live; false where nothing can come any more */
    private static boolean comes(Integration integration, Server server) throws InterruptedException {
        long pause = FIRST_PAUSE.toMillis();
        while (integration.mayCome()) {
            Thread.sleep(pause);
            if (integration.run(server)) {
                return true;
            }
            pause = Math.min(2 * pause, MOST_PAUSE.toMillis());
        }
        return false;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private List<String> patterns(PodSettings pod) {
        if (!sources.isEmpty()) {
            return sources.stream().map(Path::toString).toList();
        }
        return pod.sources().isEmpty() ? List.of(MOUNTED) : pod.sources();
    }

    private ModelStore store(Settings settings) {
        Path kept = home != null
                ? home
                : Path.of(settings.text(HOME_SETTING)
                        .filter(text -> !text.isBlank())
                        .orElseGet(() -> System.getProperty("user.home", ".") + "/.mehari"));
        return ModelStore.installed(kept.resolve("cache"), settings.flag(ModelStore.OUTSIDE_SETTING));
    }
}
