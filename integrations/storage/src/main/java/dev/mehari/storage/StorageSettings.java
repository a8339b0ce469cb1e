// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.util.Locale;
import java.util.Optional;

/** Settings of this room: system properties, else the environment ({@code MEHARI_STORAGE_HTTP_MAX_BYTES}). */
final class StorageSettings {
    private StorageSettings() {}

    /** The value, if it is set and not blank. */
    static Optional<String> of(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(System.getenv(
                        name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
