// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads routes that are no graph's: those that bring requests to graphs, and others. Confined to one thread. */
final class PlainRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(PlainRoutes.class);

    private final CamelContext context;

    PlainRoutes(CamelContext context) {
        this.context = context;
    }

    /** @throws Exception whatever Camel, or a component, has against them; none of them runs then */
    void load(Path file, String text) throws Exception {
        Set<String> before = new HashSet<>();
        context.getRoutes().forEach(route -> before.add(route.getId()));
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(file.toString(), text));
        } catch (Exception | LinkageError e) {
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

    /** The innermost reason: Camel wraps it in the whole route. */
    static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }
}
