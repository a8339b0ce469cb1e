// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.RemoteFailure;
import dev.mehari.nodes.RemoteModel;
import dev.mehari.nodes.RemoteModels;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kind of step, one inside another, answers alike under our processors and under Camel's own. */
class WholeGraphTest {
    @TempDir
    Path folder;

    /** Answers 5 for up to two rows, and isn't there for more. */
    private static final class Elsewhere implements RemoteModels, RemoteModel {
        @Override
        public boolean speaks(String scheme) {
            return true;
        }

        @Override
        public RemoteModel open(URI uri, long maxAnswerBytes) {
            return this;
        }

        @Override
        public void infer(Question question, Answer answer) {
            int rows = question.inputs().tensor(0).rows();
            if (rows > 2) {
                answer.failed(new RemoteFailure(RemoteFailure.Reason.TOO_LARGE, false, "two rows at most", null));
                return;
            }
            float[] values = new float[rows];
            Arrays.fill(values, 5);
            answer.answered(NamedTensors.of("prediction", Tensor.of(Shape.of(rows), values)));
        }

        @Override
        public void close() {}
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = WholeGraphTest.class.getResourceAsStream(name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @Test
    void answersAreTheSameWithAndWithoutOurProcessors() throws Exception {
        Path file = file("whole.graph.yaml");
        Path child = file("child.graph.yaml");
        file("trees.toy.json");
        Map<Path, Checked> checked = GraphFiles.checkAll(
                List.of(file, child),
                Surroundings.of(ModelStore.installed(folder.resolve("cache"), false), ModelRuntimes.installed()));
        CheckedGraph whole = checked.get(file).graph().orElseThrow();
        try (ToyGraph own = ToyGraph.in(folder, true);
                ToyGraph plain = ToyGraph.in(folder, false)) {
            for (ToyGraph graph : List.of(own, plain)) {
                graph.context().getRegistry().bind("elsewhere", new Elsewhere());
                graph.serve(whole);
            }
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                Request request = request(random);
                Prediction answer = own.ask("whole", request);
                Prediction camels = plain.ask("whole", request);
                assertThat(camels.outputs()).as("request %d", i).isEqualTo(answer.outputs());
                assertThat(camels.path()).as("request %d", i).isEqualTo(answer.path());
            }
        }
    }

    private static Request request(Random random) {
        int n = 1 + random.nextInt(6);
        float[] rows = new float[n * 4];
        float[] shots = new float[n * 12];
        int[] count = new int[n];
        String[] who = new String[n];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextInt(40) / 20f;
        }
        for (int i = 0; i < shots.length; i++) {
            shots[i] = random.nextInt(40) / 20f - 1;
        }
        for (int i = 0; i < n; i++) {
            count[i] = random.nextInt(4);
            who[i] = "w" + random.nextInt(50);
        }
        String user = "u" + random.nextInt(1000);
        return new Request(
                "id",
                "",
                NamedTensors.of(
                        List.of("rows", "shots", "count", "who"),
                        List.of(
                                Tensor.of(Shape.of(n, 4), rows),
                                Tensor.of(Shape.of(n, 3, 4), shots),
                                Tensor.of(Shape.of(n), count),
                                Tensor.of(Shape.of(n), who))),
                Map.of(),
                name -> name.equals("x-user") ? user : "",
                List.of(),
                Request.NO_DEADLINE);
    }
}
