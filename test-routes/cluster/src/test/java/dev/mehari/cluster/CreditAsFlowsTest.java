// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The routes as the flows of the Integration, as Camel K takes them from 2.11 on. The kit's 2.10 refuses component schemes
 * that its catalogue lacks, so they are added to that.
 */
class CreditAsFlowsTest extends CamelKContract {
    private static final String CATALOGUE = "camel-catalog-quarkus-3.15.3";

    CreditAsFlowsTest() {
        super("flows");
    }

    @Override
    void prepare(Cluster cluster) {
        StringBuilder schemes = new StringBuilder();
        for (String scheme : new String[] {"infer", "tensor", "tap", "graph", "call"}) {
            schemes.append(schemes.isEmpty() ? "" : ",")
                    .append("{\"id\":\"")
                    .append(scheme)
                    .append("\",\"http\":false,\"passive\":false}");
        }
        cluster.kubectl(
                "-n",
                "camel-k",
                "patch",
                "camelcatalog",
                CATALOGUE,
                "--type=merge",
                "-p",
                "{\"spec\":{\"artifacts\":{\"mehari\":{\"groupId\":\"dev.mehari\",\"artifactId\":\"mehari-nodes\",\"schemes\":["
                        + schemes + "]}}}}");
    }

    @Test
    void showsTheRoutesInTheIntegration() {
        assertThat(integration().path("spec").path("flows")).isNotEmpty();
    }
}
