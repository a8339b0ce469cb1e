// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.nio.file.Path;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigurationTest {
    private final Dl4jRuntime runtime = new Dl4jRuntime();

    @TempDir
    private Path folder;

    /** Would be made by Jackson if a configuration that names it came through. */
    public static final class Bait {
        static volatile boolean taken;

        public Bait() {
            taken = true;
        }
    }

    @Test
    void refusesClassesOfOthers() {
        String layer = "org.deeplearning4j.nn.conf.layers.ConvolutionLayer";
        assertRefused(Zips.of("image").replace(layer, Bait.class.getName())).contains(Bait.class.getName());
        assertRefused(Zips.of("image").replace(layer, "javax.swing.JEditorPane"))
                .contains("javax.swing.JEditorPane");
        assertRefused(
                Zips.of("image").replace(layer, "org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer"));
        assertRefused(Zips.of("image").replace(layer, "org.deeplearning4j.earlystopping.saver.LocalFileModelSaver"));
        assertThat(Bait.taken).isFalse();
    }

    @Test
    void refusesThemAtAnyDepth() {
        String activation = "org.nd4j.linalg.activations.impl.ActivationReLU";
        assertRefused(Zips.of("image").replace(activation, Bait.class.getName()));
        assertRefused(
                Zips.of("mixed-graph").replace("org.deeplearning4j.nn.conf.graph.MergeVertex", Bait.class.getName()));
        assertRefused(Zips.of("image")
                .replace("\"layerName\" : \"layer0\"", "\"x\" : [[{\"@class\" : \"" + Bait.class.getName() + "\"}]]"));
        assertRefused(Zips.of("image")
                .replace("\"layerName\" : \"layer0\"", "\"dist\" : {\"type\" : \"" + Bait.class.getName() + "\"}"));
        assertThat(Bait.taken).isFalse();
    }

    @Test
    void saysWhichClassItDoesNotKnow() {
        assertRefused(
                        Zips.of("image")
                                .replace(
                                        "org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor",
                                        "org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor"))
                .contains("TensorFlowCnnToFeedForwardPreProcessor");
        assertRefused(Zips.of("image")
                        .replace(
                                "org.deeplearning4j.nn.conf.layers.BatchNormalization",
                                "org.deeplearning4j.nn.conf.layers.Imaginary"))
                .contains("org.deeplearning4j.nn.conf.layers.Imaginary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "17",
                "{",
                "{}",
                "{\"confs\": []}",
                "{\"confs\": [null]}",
                "{\"confs\": [{}]}",
                "{\"confs\": [{\"layer\": null}]}",
                "{\"confs\": [{\"layer\": {}}]}",
                "{\"confs\": {}}",
                "{\"confs\": [], \"confs\": []}",
                "{\"confs\": []} {}",
                "{\"vertices\": {}, \"networkInputs\": []}",
                "{\"vertices\": {}, \"networkInputs\": [\"a\"], \"networkOutputs\": [\"a\"], \"vertexInputs\": {}}",
                "{\"vertices\": {\"a\": null}, \"networkInputs\": [\"x\"], \"networkOutputs\": [\"a\"]}",
                "{\"confs\": [{\"layer\": {\"@class\": 7}}]}",
                "{\"confs\": [{\"layer\": {\"@class\": \"org.deeplearning4j.nn.conf.layers.DenseLayer\"}}]}",
                "{\"confs\": [{\"layer\": {\"@class\": \"org.deeplearning4j.nn.conf.layers.Layer\"}}]}",
                "{\"confs\": [{\"layer\": {\"imaginary\": {}}}]}"
            })
    void refusesConfigurationsOfNoNetwork(String text) {
        assertRefused(Zips.of("dense").with("configuration.json", text));
    }

    @Test
    void refusesBrokenText() {
        assertRefused(Zips.of("dense")
                        .with("configuration.json", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .contains("no UTF-8");
        assertRefused(Zips.of("dense").with("configuration.json", "[".repeat(100_000)))
                .contains("depth");
        assertRefused(Zips.of("dense").with("configuration.json", "{\"a\": " + "9".repeat(100_000) + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"stride\" : [ 2, 2 ]  | \"stride\" : [ 0, 2 ]",
                "\"stride\" : [ 2, 2 ]  | \"stride\" : [ 2, -1 ]",
                "\"kernelSize\" : [ 3, 3 ] | \"kernelSize\" : [ 0, 3 ]",
                "\"nin\" : 2 | \"nin\" : -2",
                "\"nout\" : 4 | \"nout\" : 99999999999",
            })
    void refusesSizesThatAreNone(String from, String to) {
        assertRefused(Zips.of("image").replace(from, to)).contains("which is no size");
    }

    @Test
    void refusesLayersThatDoNotFit() {
        assertRefused(Zips.of("mixed-graph")
                        .replace(
                                "\"networkOutputs\" : [ \"class\", \"size\" ]",
                                "\"networkOutputs\" : [ \"class\", \"none\" ]"))
                .contains("none");
        assertRefused(Zips.of("mixed-graph").replace("\"known\" : [ \"facts\" ]", "\"known\" : [ \"nothing\" ]"))
                .contains("nothing");
    }

    @Test
    void refusesHalfPrecision() {
        assertRefused(Zips.of("dense").replace("\"dataType\" : \"FLOAT\"", "\"dataType\" : \"HALF\""))
                .contains("'HALF'")
                .contains("convertDataType");
    }

    private AbstractStringAssert<?> assertRefused(Zips zips) {
        ModelFile file = zips.in(folder);
        assertThatThrownBy(() -> runtime.load(file)).isInstanceOf(InvalidModelException.class);
        return assertThatThrownBy(() -> runtime.inspect(file))
                .isInstanceOf(InvalidModelException.class)
                .message();
    }
}
