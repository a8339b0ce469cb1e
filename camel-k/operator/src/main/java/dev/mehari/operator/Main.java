// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.io.IOException;

import dev.mehari.crd.GraphResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.OperatorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator. Its settings come from the environment: {@link OperatorSettings}. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Runs until the process is asked to end, or loses its lease. */
    public static void main(String[] arguments) throws IOException {
        OperatorSettings settings;
        try {
            settings = OperatorSettings.read(System.getenv());
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            System.exit(2);
            return;
        }
        KubernetesClient client = new KubernetesClientBuilder().build();
        GraphOperator operator = new GraphOperator(settings, client);
        HealthServer health = new HealthServer(settings.port(), operator::isReady, operator::metrics);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            operator.close();
                            health.close();
                            client.close();
                        },
                        "stop"));
        try {
            operator.start();
        } catch (OperatorException e) {
            LOG.error(
                    "can't start: {}. Is the CRD {} installed, and may the operator list it and what graphs own?",
                    e.getMessage(),
                    GraphResource.FULL_NAME,
                    e);
            System.exit(1);
        }
        LOG.info(
                "looks after graphs in {}; health on port {}",
                settings.namespaces().isEmpty() ? "all namespaces" : settings.namespaces(),
                health.port());
    }
}
