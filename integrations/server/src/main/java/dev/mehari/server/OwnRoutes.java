// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import dev.mehari.server.IntegrationStatus.State;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A CONTEXT OF THEIR OWN
 *
 * Routes that are no graph's bring requests to graphs, or do something else. They and their settings are their writer's affair, and
 * must not change how graphs answer, nor keep them from it: so they run in a second CamelContext, which Camel's main configures and
 * whose routes find the graphs of the first one. Without such routes there is no second context. At the end it is the first to
 * stop: what it has taken in is still answered by the graphs.
 */
/** Runs routes that are no graph's. Confined to one thread, but for {@link #close}. */
final class OwnRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnRoutes.class);

    /** What graphs' components look for by these names. */
    private static final List<String> SHARED = List.of("metricsRegistry", "mehariObserver", "mehariModels");

    private final DefaultCamelContext context = new DefaultCamelContext(false);
    private final List<RouteFile> files;
    private final IntegrationStatus status;
    private final Map<RouteFile, Throwable> failures = new HashMap<>();
    private final OwnMain main;

    /**
     * @param files those of which at least one entry is no graph's
     * @param settings {@code camel.*} among others
     * @param grace for messages under way at the end, where the settings say nothing
     * @param graphs whose beans the routes share
     */
    OwnRoutes(List<RouteFile> files, Properties settings, Duration grace, Registry graphs, IntegrationStatus status) {
        this.files = files;
        this.status = status;
        context.getCamelContextExtension().setRegistry(new DefaultRegistry(new GraphBeans(graphs)));
        for (String name : SHARED) {
            Object bean = graphs.lookupByName(name);
            if (bean != null) {
                context.getRegistry().bind(name, bean);
            }
        }
        main = new OwnMain(
                context,
                ClosedSettings.without(ClusterSettings.asBean(settings, System.getenv())),
                Math.max(1, Math.toIntExact(grace.toSeconds())),
                this::prepare);
    }

    /** Where they run; the engine shares its graphs with it before {@link #run}. */
    CamelContext context() {
        return context;
    }

    /** Configures the context and loads all files; the status tells of each what became of it. */
    void run() {
        try {
            main.start();
        } catch (Exception | LinkageError e) {
            String why = "the context of own routes can't be started: " + reason(e);
            LOG.error(why);
            LOG.debug("starting", e);
            files.forEach(file -> status.routes(name(file), State.FAILED, why));
            close();
            return;
        }
        List<RouteFile> left = new ArrayList<>(files);
        left.removeAll(failures.keySet());
        // A file may need what stands in one that comes later, such as a template.
        while (loadAll(left)) {
            LOG.debug("trying {} again", left);
        }
        failures.forEach((file, e) -> {
            LOG.error("{}: its routes can't be run: {}", name(file), reason(e));
            LOG.debug("{}", name(file), e);
            status.routes(name(file), State.FAILED, reason(e));
        });
    }

    /** Loads those that can be, and takes them out of the list. @return whether it is worth another try */
    private boolean loadAll(List<RouteFile> left) {
        int before = left.size();
        for (RouteFile file : List.copyOf(left)) {
            try {
                load(file);
                left.remove(file);
                failures.remove(file);
                status.routes(name(file), State.LIVE, "");
            } catch (Exception | LinkageError | StackOverflowError e) {
                failures.put(file, e);
            }
        }
        return !left.isEmpty() && left.size() < before;
    }

    /** Makes the beans of all files, before there are routes. */
    private void prepare(CamelContext started) {
        RoutesLoader loader = PluginHelper.getRoutesLoader(started);
        for (RouteFile file : files) {
            try {
                loader.preParseRoute(
                        ResourceHelper.fromString(name(file), file.others().orElse("")), false);
            } catch (Exception | LinkageError | StackOverflowError e) {
                failures.put(file, e);
            }
        }
    }

    /** @throws Exception whatever Camel, or a component, has against the routes; none of the file's runs then */
    private void load(RouteFile file) throws Exception {
        Set<String> before = new HashSet<>();
        context.getRoutes().forEach(route -> before.add(route.getId()));
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.fromString(name(file), file.others().orElse("")));
        } catch (Exception | LinkageError | StackOverflowError e) {
            takeAway(before);
            throw e;
        }
    }

    private void takeAway(Set<String> before) {
        for (Route route : List.copyOf(context.getRoutes())) {
            if (!before.contains(route.getId())) {
                try {
                    context.getRouteController().stopRoute(route.getId());
                    context.removeRoute(route.getId());
                } catch (Exception e) {
                    LOG.warn("the route {} can't be taken away: {}", route.getId(), e.toString());
                }
            }
        }
    }

    private static String name(RouteFile file) {
        return file.file().toString();
    }

    /** The innermost reason: Camel wraps it in the whole route. */
    static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    /** Takes in nothing more, finishes what was taken in, and stops. */
    @Override
    public void close() {
        try {
            main.stop();
        } catch (RuntimeException e) {
            LOG.warn("own routes can't be stopped: {}", reason(e));
        }
    }
}
