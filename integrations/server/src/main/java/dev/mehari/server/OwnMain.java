// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Properties;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.util.OrderedLocationProperties;

/*
 * CAMEL'S MAIN, WITHOUT ITS PROCESS
 *
 * What camel.* settings mean is known to Camel's main alone, so it configures the context. It doesn't have the process: that is
 * Mehari's, with its ports and its end. Its steps are kept, in their order; two are different here:
 *
 *   modelineRoutes    beans of the files are made, before services are looked for among the beans
 *   configureRoutes   nothing: files are loaded one by one when the context runs, so that one can fail alone
 */
/** Configures and starts a context by the settings {@code camel.*}, as Camel's main does. */
final class OwnMain extends SimpleMain {
    /** Makes what a file declares besides routes. */
    interface Beans {
        void make(CamelContext context);
    }

    private final Beans beans;

    OwnMain(CamelContext context, Properties settings, int shutdownSeconds, Beans beans) {
        super(context);
        context.setPropertiesComponent(new OpenProperties());
        this.beans = beans;
        setInitialProperties(settings);
        // Settings are those that are given, not those of a file in some jar.
        setDefaultPropertyPlaceholderLocation("false");
        MainConfigurationProperties defaults = configure();
        defaults.setName("own-routes");
        defaults.setJmxEnabled(false);
        // Variables that are meant for somebody else, and in a cluster those of Services with odd names.
        defaults.setAutoConfigurationEnvironmentVariablesEnabled(false);
        defaults.setAutoConfigurationSystemPropertiesEnabled(false);
        defaults.setShutdownTimeout(shutdownSeconds);
        // It would print settings that may be secrets.
        defaults.setAutoConfigurationLogSummary(false);
    }

    @Override
    protected void modelineRoutes(CamelContext context) {
        beans.make(context);
    }

    @Override
    protected void doConfigureCamelContextFromMainConfiguration(
            CamelContext context, MainConfigurationProperties settings, OrderedLocationProperties configured)
            throws Exception {
        super.doConfigureCamelContextFromMainConfiguration(context, settings, configured);
        // Those that settings declare; those of files have been found.
        Set<CamelClusterService> known = context.hasServices(CamelClusterService.class);
        for (CamelClusterService service : context.getRegistry().findByType(CamelClusterService.class)) {
            if (known == null || !known.contains(service)) {
                context.addService(service);
            }
        }
    }

    @Override
    protected void configureRoutes(CamelContext context) {
        // OwnRoutes does, when the context runs.
    }
}
