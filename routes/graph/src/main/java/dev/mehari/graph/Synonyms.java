// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What keys are called elsewhere: in Camel, in Seldon's and KServe's graphs, in NumPy and in programming. */
final class Synonyms {
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("name", List.of("id")),
            Map.entry("model", List.of("use")),
            Map.entry("graph", List.of("use")),
            Map.entry("dtype", List.of("datatype")),
            Map.entry("type", List.of("datatype")),
            Map.entry("dims", List.of("shape")),
            Map.entry("columns", List.of("features")),
            Map.entry("path", List.of("uri")),
            Map.entry("file", List.of("uri")),
            Map.entry("url", List.of("uri")),
            Map.entry("location", List.of("uri")),
            Map.entry("address", List.of("uri")),
            Map.entry("storageuri", List.of("uri")),
            Map.entry("modeluri", List.of("uri")),
            Map.entry("framework", List.of("runtime")),
            Map.entry("engine", List.of("runtime")),
            Map.entry("format", List.of("runtime")),
            Map.entry("implementation", List.of("runtime")),
            Map.entry("sha", List.of("sha256")),
            Map.entry("digest", List.of("sha256")),
            Map.entry("checksum", List.of("sha256")),
            Map.entry("else", List.of("otherwise")),
            Map.entry("default", List.of("otherwise")),
            Map.entry("condition", List.of("cel", "accept")),
            Map.entry("if", List.of("cel", "accept")),
            Map.entry("expression", List.of("cel")),
            Map.entry("simple", List.of("cel")),
            Map.entry("then", List.of("steps")),
            Map.entry("do", List.of("steps")),
            Map.entry("source", List.of("from")),
            Map.entry("ref", List.of("from")),
            Map.entry("routes", List.of("arms", "branches", "when")),
            Map.entry("branches", List.of("arms", "stages")),
            Map.entry("combiner", List.of("combine")),
            Map.entry("strategy", List.of("combine")),
            Map.entry("aggregator", List.of("aggregate")),
            Map.entry("item", List.of("as")),
            Map.entry("percent", List.of("weight")),
            Map.entry("share", List.of("weight")),
            Map.entry("trafficpercent", List.of("weight")),
            Map.entry("scale", List.of("replicas")),
            Map.entry("scaling", List.of("autoscaling")),
            Map.entry("autoscale", List.of("autoscaling")),
            Map.entry("deployment", List.of("rollout")),
            Map.entry("ingress", List.of("expose")),
            Map.entry("minreplicas", List.of("min")),
            Map.entry("maxreplicas", List.of("max")),
            Map.entry("secret", List.of("credentials")),
            Map.entry("hosts", List.of("hostnames")),
            Map.entry("sectionname", List.of("listener")),
            Map.entry("retry", List.of("retries")),
            Map.entry("attempts", List.of("retries")));

    private Synonyms() {}

    /** @param free keys that may still be given there */
    static Optional<String> key(String written, Collection<String> free) {
        List<String> meant = KEYS.getOrDefault(written.toLowerCase(Locale.ROOT), List.of());
        return meant.stream().filter(free::contains).findFirst();
    }
}
