// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The settings {@code mehari.*}: from {@code application.properties} in the working folder, over them the environment
 * ({@code MEHARI_TAPS_SCHEMES} is {@code mehari.taps.schemes}), over them {@code --set}.
 */
final class Settings {
    private static final String PREFIX = "mehari.";

    private final Properties properties = new Properties();
    /** Those that no part but the one that asks for them may see, and nothing may print. */
    private final Map<String, String> secrets = new HashMap<>();

    private Settings() {}

    /** @throws UsageException if {@code application.properties} can't be read, or a setting is unknown */
    static Settings of(Path folder, Map<String, String> environment, Map<String, String> given) {
        Properties own = new Properties();
        Path file = folder.resolve("application.properties");
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                own.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new UsageException("application.properties can't be read: " + e.getMessage());
            }
        }
        return of(own, "application.properties", environment, given);
    }

    /** @param where the properties come from, for messages @throws UsageException if a setting is unknown */
    static Settings of(Properties own, String where, Map<String, String> environment, Map<String, String> given) {
        Settings settings = new Settings();
        SettingsTable table = SettingsTable.installed();
        settings.properties.putAll(own);
        settings.properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> table.require(name, where));
        environment.forEach((name, value) ->
                table.ofEnvironment(name).ifPresent(setting -> settings.properties.put(setting, value)));
        given.forEach((name, value) -> {
            String whole = name.startsWith(PREFIX) ? name : PREFIX + name;
            table.require(whole, "--set");
            settings.properties.put(whole, value);
        });
        for (String secret : table.secrets()) {
            Object value = settings.properties.remove(secret);
            if (value != null) {
                settings.secrets.put(secret, value.toString());
            }
        }
        settings.publish();
        return settings;
    }

    /** Parts that ServiceLoader finds, such as model sources, read their settings as system properties. */
    private void publish() {
        properties.forEach((name, value) -> {
            if (String.valueOf(name).startsWith(PREFIX)) {
                System.setProperty(String.valueOf(name), String.valueOf(value));
            }
        });
    }

    Properties properties() {
        return properties;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(properties.getProperty(name));
    }

    /** A setting that is a secret. */
    Optional<String> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    boolean flag(String name) {
        return text(name).map(Boolean::parseBoolean).orElse(false);
    }

    /** @throws UsageException if it is no whole number of 1 or more */
    int count(String name, int fallback) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.get().trim());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new UsageException("setting " + name + " is '" + text.get() + "', it takes a whole number");
        }
        throw new UsageException("setting " + name + " is '" + text.get() + "', it takes 1 or more");
    }
}
