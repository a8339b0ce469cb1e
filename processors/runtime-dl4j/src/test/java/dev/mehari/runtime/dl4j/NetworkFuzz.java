// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.InferenceException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a file holds, it is a model or an {@link InvalidModelException}. */
class NetworkFuzz {
    private static final String[] NETWORKS = {
        "dense", "dense-graph", "image", "mixed-graph", "series-last-step", "words"
    };

    private final Dl4jRuntime runtime = new Dl4jRuntime();

    @Property(tries = 300)
    void flippedBytesOfAFile(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] zip = Zips.of(NETWORKS[random.nextInt(NETWORKS.length)]).toBytes();
        for (int i = random.nextInt(8); i >= 0; i--) {
            zip[random.nextInt(zip.length)] = (byte) random.nextInt();
        }
        tryToInspect(zip);
    }

    @Property(tries = 300)
    void changedWordsAndNumbersOfAConfiguration(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Zips zips = Zips.of(NETWORKS[random.nextInt(NETWORKS.length)]);
        String text = zips.text("configuration.json");
        for (int i = random.nextInt(3); i >= 0; i--) {
            text = change(text, random);
        }
        tryToInspect(zips.with("configuration.json", text).toBytes());
    }

    @Property(tries = 200)
    void changedDenseNetworks(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        String name = random.nextBoolean() ? "dense" : "dense-graph";
        Zips zips = Zips.of(name);
        zips.with("configuration.json", change(zips.text("configuration.json"), random));
        ModelFile file = file(zips.toBytes());
        try (NetworkArchive archive = NetworkArchive.open(file)) {
            if (DenseNetwork.parse(archive.configuration()).isPresent()) { // others would run native code on nonsense
                try (Model model = runtime.load(file)) {
                    model.infer(Recorded.inputs(name));
                }
            }
        } catch (InvalidModelException | InferenceException e) {
            // One of the two ways out.
        } finally {
            Files.delete(file.path());
        }
    }

    @Example
    void anEmptyObjectInEveryPlace() throws IOException {
        for (String network : NETWORKS) {
            Zips zips = Zips.of(network);
            String text = zips.text("configuration.json");
            for (int at = text.indexOf(" : "); at >= 0; at = text.indexOf(" : ", at + 1)) {
                int end = text.indexOf('\n', at);
                String line = text.substring(at, end);
                if (line.endsWith(",")) {
                    tryToInspect(zips.with("configuration.json", text.substring(0, at) + " : {}," + text.substring(end))
                            .toBytes());
                }
            }
        }
    }

    /** One token becomes another of the same text, a number, or nothing. */
    private static String change(String text, Random random) {
        String[] tokens = text.split("(?<=[\\s,:\"])|(?=[\\s,:\"])");
        int at = random.nextInt(tokens.length);
        String[] others = {
            tokens[random.nextInt(tokens.length)], "null", "-1", "0", "1e999", "99999999999", "true", "[]", "{}", ""
        };
        tokens[at] = others[random.nextInt(others.length)];
        return String.join("", tokens);
    }

    private void tryToInspect(byte[] content) throws IOException {
        ModelFile file = file(content);
        try {
            runtime.inspect(file);
        } catch (InvalidModelException e) {
            if (e.getMessage().contains(file.path().toString())) {
                throw new AssertionError("the message shows the path: " + e.getMessage(), e);
            }
        } finally {
            Files.delete(file.path());
        }
    }

    private static ModelFile file(byte[] content) throws IOException {
        Path path = Files.createTempFile("fuzz", ".zip");
        return ModelFile.of(Files.write(path, content));
    }
}
