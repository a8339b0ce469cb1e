// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import org.junit.jupiter.api.Test;

final class CamelKRendererTest {
    static final CamelKVersion V2_10 = new CamelKVersion(2, 10, 1);
    static final CamelKVersion V2_11 = new CamelKVersion(2, 11, 0);

    @Test
    void mountsRoutesBefore211() {
        Golden.assertSame(
                "camel-k-2.10-credit.yaml", new CamelKRenderer(V2_10).render(Samples.revision(Samples.CREDIT), 2));
    }

    @Test
    void writesRoutesAsFlowsFrom211() {
        Golden.assertSame(
                "camel-k-2.11-credit.yaml", new CamelKRenderer(V2_11).render(Samples.revision(Samples.CREDIT), 2));
    }

    @Test
    void rendersDefaults() {
        Golden.assertSame(
                "camel-k-2.10-defaults.yaml", new CamelKRenderer(V2_10).render(Samples.revision("models: {}"), 0));
    }
}
