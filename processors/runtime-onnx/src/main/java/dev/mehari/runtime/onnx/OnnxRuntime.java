// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.mehari.model.Digests;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;

/**
 * Serves ONNX models (one file, IR version 3 and newer, tensors and ZipMap outputs) with ONNX Runtime on the CPU.
 *
 * <p>Inputs and outputs keep their names; inputs with a default value in the file (an initialiser) aren't asked for. A ZipMap
 * output is FP32 {@code [-1, classes]} in the order of its class list.
 */
public final class OnnxRuntime implements ModelRuntime {
    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".onnx");
    }

    @Override
    public boolean recognises(ModelFile file) {
        try (RandomAccessFile in = new RandomAccessFile(file.path().toFile(), "r")) {
            return OnnxOutline.isModel(in);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Signature inspect(ModelFile file) {
        return OnnxFile.parse(read(file)).signature();
    }

    @Override
    public Model load(ModelFile file) {
        OnnxFile model = OnnxFile.parse(read(file));
        Engine engine = Engine.start();
        try {
            OrtSession session = engine.open(model.served());
            try {
                requireSame(model, session);
                return new OnnxModel(new Session(
                        engine,
                        session,
                        model.signature(),
                        model.fedNames(),
                        model.classes(),
                        new RareTexts(engine, model.rareTexts())));
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw OrtErrors.refused(e);
        }
    }

    /** The engine has read the file by itself: what it understood must be what was checked. */
    private static void requireSame(OnnxFile model, OrtSession session) throws OrtException {
        List<TensorSpec> inputs = model.signature().inputs();
        List<String> fed = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            ElementType element = ElementType.of(inputs.get(i).datatype());
            fed.add(model.fedNames().get(i) + " " + (element.javaType().isPresent() ? element : element.twin()));
        }
        List<String> given = model.signature().outputs().stream()
                .map(output -> output.name() + " " + ElementType.of(output.datatype()))
                .toList();
        requireSame("inputs", fed, session.getInputInfo().values());
        requireSame("outputs", given, session.getOutputInfo().values());
    }

    private static void requireSame(String side, List<String> ours, Collection<NodeInfo> engines) {
        List<String> theirs = engines.stream()
                .map(node -> node.getName() + " " + elementOf(node))
                .toList();
        if (!ours.equals(theirs)) {
            throw new InvalidModelException("the file says that the model's " + side + " are " + ours
                    + ", ONNX Runtime finds " + theirs + ". Export the model again");
        }
    }

    private static String elementOf(NodeInfo node) {
        return node.getInfo() instanceof TensorInfo tensor
                ? tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")
                : "of another kind";
    }

    private static byte[] read(ModelFile file) {
        byte[] bytes;
        try {
            if (Files.size(file.path()) > Integer.MAX_VALUE - 1024) {
                throw new InvalidModelException("the model file has 2 GiB or more, which no ONNX file may have");
            }
            bytes = Files.readAllBytes(file.path());
        } catch (IOException e) {
            throw new InvalidModelException(
                    "the model file can't be read (" + e.getClass().getSimpleName() + ")", e);
        }
        if (!Digests.sha256(bytes).equals(file.sha256())) {
            throw new InvalidModelException("the model file has changed since its digest was taken");
        }
        return bytes;
    }
}
