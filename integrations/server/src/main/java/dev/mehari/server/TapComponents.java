// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.LinkedHashMap;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.util.OrderedLocationProperties;

/**
 * The settings {@code camel.component.SCHEME.*} of the components that taps may send to, as Camel's main takes them. No other
 * component of Camel is used by graphs, so no other is configured where they run.
 */
final class TapComponents extends SimpleMain {
    private TapComponents(CamelContext context) {
        super(context);
    }

    /**
     * @param context built, with its properties, and not yet started
     * @throws UsageException if a setting isn't one of its component's, or there is no such component
     */
    static void configure(CamelContext context, Set<String> schemes) {
        OrderedLocationProperties given =
                (OrderedLocationProperties) context.getPropertiesComponent().loadProperties(key -> schemes.stream()
                        .anyMatch(scheme -> key.startsWith("camel.component." + scheme + ".")));
        if (given.isEmpty()) {
            return;
        }
        try {
            new TapComponents(context)
                    .doAutoConfigurationFromProperties(
                            context, given, new LinkedHashMap<>(), false, new OrderedLocationProperties());
        } catch (Exception e) {
            throw new UsageException(
                    "the components of mehari.taps.schemes can't be configured: " + OwnRoutes.reason(e));
        }
    }
}
