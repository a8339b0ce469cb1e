// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample as a Deployment, as clusters without Camel K have it. */
class CreditOnPlainTest extends CreditContract {
    CreditOnPlainTest() {
        super("renderer=plain");
    }

    @Override
    String renderer() {
        return "plain";
    }

    @Test
    void hasADeploymentOfTheGraphsOwn() {
        assertThat(space().kubectl(
                                "get", "deployment", "credit-r1", "-o", "jsonpath={.metadata.ownerReferences[*].kind}"))
                .isEqualTo("InferenceGraph");
    }
}
