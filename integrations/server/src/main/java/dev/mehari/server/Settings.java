// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The settings {@code mehari.*}: from {@code application.properties} in the working folder, over them the environment
 * ({@code MEHARI_TAPS_SCHEMES} is {@code mehari.taps.schemes}), over them {@code --set}.
 */
final class Settings {
    private static final String PREFIX = "mehari.";
    private static final String ENVIRONMENT_PREFIX = "MEHARI_";

    private final Properties properties = new Properties();

    private Settings() {}

    /** @throws UsageException if {@code application.properties} can't be read */
    static Settings of(Path folder, Map<String, String> environment, Map<String, String> given) {
        Settings settings = new Settings();
        Path file = folder.resolve("application.properties");
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                settings.properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new UsageException("application.properties can't be read: " + e.getMessage());
            }
        }
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                settings.properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        given.forEach((name, value) -> settings.properties.put(name.startsWith(PREFIX) ? name : PREFIX + name, value));
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
