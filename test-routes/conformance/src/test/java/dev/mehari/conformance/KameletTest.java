// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.mehari.nodes.Snapshot;
import dev.mehari.nodes.TapSink;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Our Kamelets in routes of one's own, as Camel finds them in a folder. */
@Timeout(60)
class KameletTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Sample IRIS = new Sample("iris");
    private static final Sample CREDIT = new Sample("credit");
    private static final BlockingQueue<Snapshot> SEEN = new LinkedBlockingQueue<>();

    private static Main main;
    private static ProducerTemplate camel;

    private static final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            String model = IRIS.folder().resolve("iris.onnx").toString();
            from("direct:flower").to("kamelet:mehari-infer-action?uri=file:" + model);
            from("direct:forged").to("kamelet:mehari-infer-action?uri=file:" + model + "&runtime=onnx");
            from("direct:applicant").to("kamelet:mehari-graph-action?graph=credit");
            from("direct:watched")
                    .to("kamelet:mehari-graph-action?graph=credit")
                    .to("kamelet:mehari-tap-sink?tap=listener");
            from("direct:logged").to("graph:credit").to("kamelet:mehari-tap-sink");
            from("direct:untold").to("kamelet:mehari-tap-sink");
        }
    }

    @BeforeAll
    static void startTheApplication() {
        main = new Main();
        main.bind("listener", (TapSink) SEEN::add);
        main.addInitialProperty(
                "camel.component.kamelet.location", "file:" + Room.root().resolve("camel-k/packaging/kamelets"));
        main.configure().withJmxEnabled(false).withRoutesIncludePattern("file:" + CREDIT.folder() + "/*.graph.yaml");
        main.configure().addRoutesBuilder(new Routes());
        main.start();
        camel = main.getCamelContext().createProducerTemplate();
    }

    @AfterAll
    static void stopTheApplication() {
        main.stop();
    }

    @Test
    void inferAnswersByAModel() {
        for (String route : List.of("direct:flower", "direct:forged")) {
            Map<?, ?> answer = camel.requestBody(route, IRIS.referenceTable(), Map.class);

            assertThat(answer.get("label"))
                    .isEqualTo(camel.requestBody("direct:flower", IRIS.referenceTable(), Map.class)
                            .get("label"));
        }
    }

    @Test
    void graphAnswersByAGraph() {
        Map<?, ?> answer = camel.requestBody("direct:applicant", CREDIT.requestMap(), Map.class);

        assertThat(answer.keySet()).map(String::valueOf).containsExactlyElementsOf(CREDIT.outputs());
    }

    @Test
    void tapShowsPredictionsToAListenerAndPassesThemOn() throws InterruptedException {
        Map<?, ?> answer = camel.requestBody("direct:watched", CREDIT.requestMap(), Map.class);
        Snapshot seen = SEEN.poll(SOON.toSeconds(), TimeUnit.SECONDS);

        assertThat(seen).isNotNull();
        assertThat(seen.outputs().names()).containsExactlyElementsOf(CREDIT.outputs());
        assertThat(seen.declaration().graph()).isEqualTo("credit");
        assertThat(seen.path()).isEqualTo("score=0,1,1");
        assertThat(answer.keySet()).map(String::valueOf).containsExactlyElementsOf(CREDIT.outputs());
    }

    @Test
    void tapWritesToTheLogWhereNothingElseIsSaid() {
        assertThat(camel.requestBody("direct:logged", CREDIT.requestMap(), Map.class))
                .hasSize(2);
    }

    @Test
    void tapSaysSoOfAMessageThatIsNoPrediction() {
        assertThatThrownBy(() -> camel.requestBody("direct:untold", "a text", Map.class))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .hasMessageContaining("put it right after 'to: graph:NAME'");
    }
}
