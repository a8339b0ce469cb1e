// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator is told by its environment.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><th>Variable</th><th>Meaning</th><th>Default</th></tr>
 * <tr><td>MEHARI_WATCH_NAMESPACES</td><td>namespaces, by commas; empty watches all</td><td></td></tr>
 * <tr><td>MEHARI_RUNTIME_IMAGE</td><td>the image that new revisions run; required</td><td></td></tr>
 * <tr><td>MEHARI_RUNTIME_PULL_POLICY</td><td>{@code Always, IfNotPresent, Never}: when nodes pull that image</td>
 *     <td>IfNotPresent</td></tr>
 * <tr><td>MEHARI_RENDERER</td><td>{@code auto, camel-k, plain}; auto is Camel K where it is installed</td><td>auto</td></tr>
 * <tr><td>MEHARI_CAMEL_K_MODE</td><td>{@code auto, flows, resources}: how Camel K gets the routes; auto goes by its
 *     version</td><td>auto</td></tr>
 * <tr><td>MEHARI_RESYNC</td><td>how often each graph is looked at though nothing happened, such as 90s or 10m</td>
 *     <td>10m</td></tr>
 * <tr><td>MEHARI_LEADER_ELECTION</td><td>{@code true, false}: whether one of several operators works</td><td>true</td></tr>
 * <tr><td>MEHARI_LEASE_NAMESPACE</td><td>where the lease lies</td><td>the operator's own</td></tr>
 * <tr><td>MEHARI_PORT</td><td>of /healthz, /readyz and /metrics, on all interfaces; 0 takes a free one</td><td>8080</td></tr>
 * <tr><td>MEHARI_POD_ACCESS</td><td>{@code proxy, direct}: whether pods are asked through the API server or by their
 *     network</td><td>proxy</td></tr>
 * </table>
 *
 * @param namespaces empty watches all
 * @param renderer empty chooses
 * @param camelKMode empty chooses
 * @param leaseNamespace empty is the operator's own
 */
public record OperatorSettings(
        Set<String> namespaces,
        String image,
        String pullPolicy,
        Optional<String> renderer,
        Optional<String> camelKMode,
        Duration resync,
        boolean leaderElection,
        Optional<String> leaseNamespace,
        int port,
        Access access) {
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final int MAX_PORT = 65535;
    private static final Duration LEAST_RESYNC = Duration.ofSeconds(5);

    /** How pods are asked. */
    public enum Access {
        PROXY,
        DIRECT
    }

    public OperatorSettings {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public static OperatorSettings read(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        String image = reader.text("RUNTIME_IMAGE", "");
        if (image.isEmpty()) {
            reader.wrong("MEHARI_RUNTIME_IMAGE isn't set. Name the image that graphs run in");
        }
        OperatorSettings settings = new OperatorSettings(
                reader.names("WATCH_NAMESPACES"),
                image,
                reader.pullPolicy(),
                reader.word("RENDERER", "auto", "auto", "camel-k", "plain").filter(w -> !w.equals("auto")),
                reader.word("CAMEL_K_MODE", "auto", "auto", "flows", "resources")
                        .filter(w -> !w.equals("auto")),
                reader.resync(),
                reader.word("LEADER_ELECTION", "true", "true", "false")
                        .filter("true"::equals)
                        .isPresent(),
                Optional.of(reader.text("LEASE_NAMESPACE", "")).filter(n -> !n.isEmpty()),
                reader.port(),
                reader.word("POD_ACCESS", "proxy", "proxy", "direct")
                                .filter("direct"::equals)
                                .isPresent()
                        ? Access.DIRECT
                        : Access.PROXY);
        reader.end();
        return settings;
    }

    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> wrong = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        String text(String name, String absent) {
            String value = environment.getOrDefault("MEHARI_" + name, "").trim();
            return value.isEmpty() ? absent : value;
        }

        void wrong(String message) {
            wrong.add(message);
        }

        Set<String> names(String name) {
            Set<String> names = new TreeSet<>();
            Arrays.stream(text(name, "").split(",", -1))
                    .map(String::trim)
                    .filter(n -> !n.isEmpty())
                    .forEach(names::add);
            return names;
        }

        Optional<String> word(String name, String absent, String... known) {
            String value = text(name, absent).toLowerCase(Locale.ROOT);
            if (!List.of(known).contains(value)) {
                wrong("MEHARI_" + name + " is '" + value + "'. Write one of " + String.join(", ", known));
                return Optional.of(absent);
            }
            return Optional.of(value);
        }

        String pullPolicy() {
            String value = text("RUNTIME_PULL_POLICY", "IfNotPresent");
            Optional<String> known = PULL_POLICIES.stream()
                    .filter(policy -> policy.equalsIgnoreCase(value))
                    .findFirst();
            if (known.isEmpty()) {
                wrong("MEHARI_RUNTIME_PULL_POLICY is '" + value + "'. Write one of "
                        + String.join(", ", PULL_POLICIES));
            }
            return known.orElse("IfNotPresent");
        }

        Duration resync() {
            String value = text("RESYNC", "10m");
            try {
                Duration resync = Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
                if (resync.compareTo(LEAST_RESYNC) >= 0) {
                    return resync;
                }
            } catch (DateTimeParseException e) {
                // Told below, like one that is too short.
            }
            wrong("MEHARI_RESYNC is '" + value + "'. Write a duration of at least 5s, such as 90s or 10m");
            return LEAST_RESYNC;
        }

        int port() {
            String value = text("PORT", "8080");
            if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= MAX_PORT) {
                return Integer.parseInt(value);
            }
            wrong("MEHARI_PORT is '" + value + "'. Write a number from 0 to " + MAX_PORT);
            return 0;
        }

        void end() {
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", wrong));
            }
        }
    }
}
