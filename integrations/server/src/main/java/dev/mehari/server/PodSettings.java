// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What an Integration's pod is told: two files of properties, named by the environment as Camel K names them. Values are taken as
 * they stand; <code>${…}</code> in them means something to others.
 *
 * @param properties those of both files; the second, the user's, counts more
 * @param sources patterns of the files with routes
 */
record PodSettings(Properties properties, List<String> sources) {
    /** Names the file with what the operator says. */
    static final String CONF = "CAMEL_K_CONF";
    /** Names the folder with {@value #USER_FILE}. */
    static final String CONF_FOLDER = "CAMEL_K_CONF_D";

    private static final String USER_FILE = "user.properties";
    private static final List<String> PATTERN_KEYS =
            List.of("camel.main.routes-include-pattern", "camel.main.routesIncludePattern");

    /** A rollback is to reach clients that keep their connections, too, and soon. */
    private static final Map<String, String> BEHIND_A_SERVICE =
            Map.of("mehari.http.connection-age", "10s", "mehari.grpc.connection-age", "10s");

    /** @throws UsageException if one of the files is there and can't be read */
    static PodSettings of(Map<String, String> environment) {
        Properties properties = new Properties();
        BEHIND_A_SERVICE.forEach(properties::setProperty);
        List<String> sources = new ArrayList<>();
        String conf = environment.getOrDefault(CONF, "");
        if (!conf.isBlank()) {
            read(Path.of(conf), properties, sources);
        }
        String folder = environment.getOrDefault(CONF_FOLDER, "");
        if (!folder.isBlank()) {
            read(Path.of(folder).resolve(USER_FILE), properties, sources);
        }
        return new PodSettings(properties, List.copyOf(sources));
    }

    private static void read(Path file, Properties into, List<String> sources) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        Properties own = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            own.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(file + " can't be read: " + e.getMessage());
        }
        for (String key : PATTERN_KEYS) {
            for (String pattern : own.getProperty(key, "").split(",")) {
                if (!pattern.isBlank() && !sources.contains(pattern.strip())) {
                    sources.add(pattern.strip());
                }
            }
        }
        into.putAll(own);
    }
}
