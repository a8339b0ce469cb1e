// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The taps of one context by name: {@code log}, the {@link TapSink} beans of the registry, and endpoints whose scheme the
 * setting {@value #SCHEMES} allows. A tap is made when a route first asks for it. Guarded by its own lock.
 */
final class Taps implements AutoCloseable {
    /** The setting that lists the Camel schemes a manifest's tap may send to, separated by commas; none if not given. */
    static final String SCHEMES = "mehari.taps.schemes";

    private static final Logger LOG = LoggerFactory.getLogger("mehari.tap.log");

    private final CamelContext context;
    private final GraphObserver observer;
    private final Map<String, Tap> taps = new HashMap<>();

    Taps(CamelContext context, GraphObserver observer) {
        this.context = context;
        this.observer = observer;
    }

    /** @param to the endpoint, for the name {@code uri} */
    synchronized Tap find(String name, String to) {
        String key = to.isEmpty() ? name : to;
        Tap tap = taps.get(key);
        if (tap == null) {
            String scheme = to.isEmpty() ? name : to.substring(0, Math.max(0, to.indexOf(':')));
            tap = new Tap(scheme, to.isEmpty() ? named(name) : endpoint(to, scheme), observer.tap(scheme));
            taps.put(key, tap);
        }
        return tap;
    }

    private TapSink named(String name) {
        TapSink bound = context.getRegistry().lookupByNameAndType(name, TapSink.class);
        if (bound != null) {
            return bound;
        }
        if (name.equals("log")) {
            return snapshot -> LOG.info("{}", SnapshotJson.line(snapshot));
        }
        throw new IllegalArgumentException("there is no tap '" + name
                + "': 'log' always exists, others are TapSink beans in" + " Camel's registry");
    }

    private TapSink endpoint(String to, String scheme) {
        Set<String> allowed = context.getPropertiesComponent()
                .resolveProperty(SCHEMES)
                .map(list -> Arrays.stream(list.split(","))
                        .map(String::trim)
                        .filter(s -> !s.isEmpty())
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
        if (!allowed.contains(scheme)) {
            throw new IllegalArgumentException("a tap may not send to '" + scheme + ":': the setting " + SCHEMES
                    + " allows " + (allowed.isEmpty() ? "no scheme" : allowed) + "; add it there if this server may");
        }
        ProducerTemplate template = context.createProducerTemplate();
        return snapshot -> template.sendBody(to, SnapshotJson.line(snapshot));
    }

    @Override
    public synchronized void close() {
        taps.values().forEach(Tap::close);
        taps.clear();
    }
}
