// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Map;
import java.util.Set;

import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * The beans of graphs ({@code credit@7}, {@code credit@7.scale}) for another context, whose taps read them. They are found by their
 * names alone: by its type nobody asks for another context's bean.
 *
 * @param registry of the context that graphs run in
 */
record GraphBeans(Registry registry) implements BeanRepository {
    @Override
    public @Nullable Object lookupByName(String name) {
        return isGraphs(name) ? registry.lookupByName(name) : null;
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        return isGraphs(name) ? registry.lookupByNameAndType(name, type) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }

    private static boolean isGraphs(String name) {
        return name.indexOf('@') >= 0;
    }
}
