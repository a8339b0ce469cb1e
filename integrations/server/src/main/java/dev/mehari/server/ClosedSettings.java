// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.List;
import java.util.Locale;
import java.util.Properties;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of Camel's main that are left out wherever they come from, because their matter is Mehari's: ports, what listens to
 * debuggers and to JMX, which files are routes, when the process ends.
 */
final class ClosedSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ClosedSettings.class);

    private static final List<String> CLOSED = List.of(
            "camel.server.",
            "camel.management.",
            "camel.debug.",
            "camel.jbang.",
            "camel.devconsole.",
            "camel.main.autoconfigurationenvironment",
            "camel.main.autoconfigurationsystem",
            "camel.main.routesinclude",
            "camel.main.routesexclude",
            "camel.main.routesreload",
            "camel.main.contextreload",
            "camel.main.jmx",
            "camel.main.devconsole",
            "camel.main.duration",
            "camel.main.profile");

    /** What the image's operator always says, and nobody meant to change anything by. */
    private static final String EXPECTED = "camel.main.routesinclude";

    private ClosedSettings() {}

    /** Those that are left. */
    static Properties without(Properties all) {
        Properties open = new Properties();
        for (String key : all.stringPropertyNames()) {
            if (!isClosed(key)) {
                open.setProperty(key, all.getProperty(key));
            } else if (!plain(key).startsWith(EXPECTED)) {
                LOG.info("{} is left out: ports, debugging, reloading and the end of the process are Mehari's", key);
            }
        }
        return open;
    }

    static boolean isClosed(String key) {
        String plain = plain(key);
        return CLOSED.stream().anyMatch(plain::startsWith);
    }

    /** Camel takes {@code camel.main.jmx-enabled} and {@code camel.main.jmxEnabled} for one. */
    private static String plain(String key) {
        return key.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
