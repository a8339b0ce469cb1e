// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Properties;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TapComponentsTest {
    private static CamelContext context(String key, String value) {
        DefaultCamelContext context = new DefaultCamelContext(false);
        Properties settings = new Properties();
        settings.setProperty(key, value);
        context.getPropertiesComponent().setInitialProperties(settings);
        context.build();
        return context;
    }

    private static boolean isLazy(Component component) {
        return ((DefaultComponent) component).isLazyStartProducer();
    }

    @Test
    void takesSettingsOfAComponentThatTapsSendTo() {
        CamelContext context = context("camel.component.graph.lazy-start-producer", "true");
        TapComponents.configure(context, Set.of("graph"));
        assertThat(isLazy(context.getComponent("graph"))).isTrue();
    }

    @Test
    void leavesOthersAlone() {
        CamelContext context = context("camel.component.graph.lazy-start-producer", "true");
        TapComponents.configure(context, Set.of("kafka"));
        assertThat(isLazy(context.getComponent("graph"))).isFalse();
    }

    @Test
    void namesASettingThatTheComponentHasNot() {
        CamelContext context = context("camel.component.graph.nosuch", "1");
        assertThatThrownBy(() -> TapComponents.configure(context, Set.of("graph")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nosuch");
    }

    @Test
    void namesAComponentThatIsMissing() {
        CamelContext context = context("camel.component.nosuch.brokers", "x");
        assertThatThrownBy(() -> TapComponents.configure(context, Set.of("nosuch")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nosuch");
    }
}
