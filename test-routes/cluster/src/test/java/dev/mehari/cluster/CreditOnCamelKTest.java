// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The routes in a ConfigMap that Camel K only mounts, as it must be before its 2.11. */
class CreditOnCamelKTest extends CamelKContract {
    CreditOnCamelKTest() {
        super("resources");
    }

    @Test
    void keepsTheRoutesWhereNobodyChangesThem() {
        assertThat(space().kubectl("get", "configmap", "credit-r1-routes", "-o", "jsonpath={.immutable}"))
                .isEqualTo("true");
    }
}
