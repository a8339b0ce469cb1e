// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.camel.component.properties.PropertiesComponent;

/**
 * Properties of which Camel's main sees no closed one, wherever they come from: settings may name files, and Camel K mounts
 * ConfigMaps and Secrets.
 */
final class OpenProperties extends PropertiesComponent {
    @Override
    public Properties loadProperties(Predicate<String> filter) {
        return super.loadProperties(open(filter));
    }

    @Override
    public Properties loadProperties(Predicate<String> filter, Function<String, String> keys) {
        return super.loadProperties(open(filter), keys);
    }

    private static Predicate<String> open(Predicate<String> filter) {
        return key -> !ClosedSettings.isClosed(key) && filter.test(key);
    }
}
