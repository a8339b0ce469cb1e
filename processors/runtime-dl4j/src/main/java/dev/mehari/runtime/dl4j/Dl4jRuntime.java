// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.List;
import java.util.Optional;

import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;

/**
 * Runtime {@code dl4j}: MultiLayerNetwork and ComputationGraph as Deeplearning4j's {@code ModelSerializer} saves them.
 *
 * <p>A MultiLayerNetwork takes {@code input} and gives {@code output}; a ComputationGraph has its own names. Tensors are in
 * the network's precision, FP32 or FP64, in its own layout: {@code [n, features]}, {@code [n, features, time]},
 * {@code [n, channels, height, width]}, or with the channels last where the network says so. Networks answer in inference
 * mode, without dropout, masks or state between calls.
 */
public final class Dl4jRuntime implements ModelRuntime {
    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".zip");
    }

    @Override
    public boolean recognises(ModelFile file) {
        return NetworkArchive.isNetwork(file);
    }

    @Override
    public Signature inspect(ModelFile file) {
        try (NetworkArchive archive = NetworkArchive.open(file)) {
            Configuration configuration = archive.configuration();
            Optional<DenseNetwork> dense = DenseNetwork.parse(configuration);
            if (dense.isPresent()) {
                archive.requireParameters(dense.get().parameters());
                return dense.get().signature();
            }
            EngineNetwork network = EngineNetwork.parse(configuration);
            archive.requireParameters(network.parameters());
            return EngineSignature.of(network, Precision.of(configuration)).signature();
        }
    }

    @Override
    public Model load(ModelFile file) {
        try (NetworkArchive archive = NetworkArchive.open(file)) {
            Configuration configuration = archive.configuration();
            Optional<DenseNetwork> dense = DenseNetwork.parse(configuration);
            if (dense.isPresent()) {
                return load(dense.get(), archive);
            }
            return EngineModel.load(EngineNetwork.parse(configuration), Precision.of(configuration), archive);
        }
    }

    private static Model load(DenseNetwork network, NetworkArchive archive) {
        archive.requireParameters(network.parameters());
        double[] parameters = new double[(int) network.parameters()];
        archive.parameters(parameters.length, (index, value) -> parameters[index] = value);
        archive.requireUnchanged();
        return network.withParameters(parameters);
    }
}
