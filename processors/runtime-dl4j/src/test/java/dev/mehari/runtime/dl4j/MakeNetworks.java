// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/**
 * Writes the networks of {@link Networks} and what Deeplearning4j itself answers into {@code src/test/resources/networks}.
 * Not part of the build: run its {@code main} from this module's folder with the test class path after changing a network.
 */
final class MakeNetworks {
    private MakeNetworks() {}

    public static void main(String[] arguments) throws IOException {
        File folder = new File("src/test/resources/networks");
        folder.mkdirs();
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put(
                "program",
                "org.deeplearning4j:deeplearning4j-nn 1.0.0-M2.1 with nd4j-native linux-x86_64, MakeNetworks.java");
        for (Map.Entry<String, Networks.Sample> entry : Networks.all().entrySet()) {
            String name = entry.getKey();
            Model network = entry.getValue().network().get();
            ModelSerializer.writeModel(network, new File(folder, name + ".zip"), name.equals("dense"));
            DataType type = network.params().dataType();
            INDArray[] inputs = Networks.inputs(name, entry.getValue(), type);
            INDArray[] outputs = network instanceof ComputationGraph graph
                    ? graph.output(inputs)
                    : new INDArray[] {((MultiLayerNetwork) network).output(inputs[0])};
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("inputs", tensors(inputs));
            answer.put("outputs", tensors(outputs));
            answers.put(name, answer);
        }
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(new File(folder, "answers.json"), answers);
    }

    private static List<Object> tensors(INDArray[] arrays) {
        List<Object> tensors = new ArrayList<>();
        for (INDArray array : arrays) {
            double[] data = array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
            tensors.add(Map.of("shape", array.shape(), "data", data));
        }
        return tensors;
    }
}
