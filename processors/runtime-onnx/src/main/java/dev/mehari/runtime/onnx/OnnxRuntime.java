// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
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
                requireSame(model.fedNames(), session.getInputNames(), "input");
                requireSame(
                        model.signature().outputs().stream()
                                .map(TensorSpec::name)
                                .toList(),
                        session.getOutputNames(),
                        "output");
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
    private static void requireSame(List<String> ours, Iterable<String> engines, String side) {
        List<String> theirs = new ArrayList<>();
        engines.forEach(theirs::add);
        if (!ours.equals(theirs)) {
            throw new InvalidModelException("ONNX Runtime reads the model's " + side + "s as " + theirs + " instead of "
                    + ours + ". Export the model again");
        }
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
