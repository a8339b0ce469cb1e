// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;
import java.util.Set;

import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;

/**
 * What a graph finds around it where it is to run: the second half of a check needs it.
 *
 * @param store brings models and data files
 * @param runtimes read the models' signatures
 * @param taps the names that the settings have for taps; {@code log} is always one
 * @param tapSchemes the schemes of endpoint URIs that taps may send to
 */
public record Surroundings(ModelStore store, ModelRuntimes runtimes, Set<String> taps, Set<String> tapSchemes) {
    public Surroundings {
        taps = Set.copyOf(taps);
        tapSchemes = Set.copyOf(tapSchemes);
    }

    /** Without taps but {@code log}. */
    public static Surroundings of(ModelStore store, ModelRuntimes runtimes) {
        return new Surroundings(store, runtimes, Set.of(), Set.of());
    }

    /** Whether there is a tap of that name; {@code log} always is. */
    boolean hasTap(String name) {
        return name.equals(TapTarget.LOG) || taps.contains(name);
    }

    static Optional<Surroundings> none() {
        return Optional.empty();
    }
}
