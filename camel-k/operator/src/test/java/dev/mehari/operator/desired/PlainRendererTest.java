// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

final class PlainRendererTest {
    private final Renderer renderer = new PlainRenderer();

    @Test
    void rendersWhatTheSpecSays() {
        Golden.assertSame("plain-credit.yaml", renderer.render(Samples.revision(Samples.CREDIT), 2));
    }

    @Test
    void rendersDefaults() {
        Golden.assertSame("plain-defaults.yaml", renderer.render(Samples.revision("models: {}"), 0));
    }

    @Test
    void rendersTheGraphsService() {
        GraphOwner graph = new GraphOwner("bank", "credit", Samples.UID);
        Golden.assertSame(
                "graph-service.yaml",
                List.of(
                        GraphObjects.service(graph, OptionalLong.of(7)),
                        GraphObjects.service(graph, OptionalLong.empty())));
    }
}
