// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import dev.mehari.engine.Engine;
import dev.mehari.engine.RevisionNumbers;
import org.apache.camel.impl.DefaultCamelContext;

/** An engine without doors, for commands that ask a graph themselves. */
record LocalGraphs(DefaultCamelContext context, Engine engine) implements AutoCloseable {
    static LocalGraphs open(Settings settings, FilesMixin files) {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.disableJMX();
        context.setStreamCaching(false);
        context.getShutdownStrategy().setTimeout(1);
        context.getPropertiesComponent().setInitialProperties(settings.properties());
        context.getRegistry().bind("mehariModels", files.store(settings));
        context.build();
        context.start();
        return new LocalGraphs(context, new Engine(context, RevisionNumbers.inMemory()));
    }

    @Override
    public void close() {
        context.stop();
    }
}
