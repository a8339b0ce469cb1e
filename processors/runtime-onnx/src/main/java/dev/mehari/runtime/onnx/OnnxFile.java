// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/*
 * What a model file says of itself, and what the engine gets to read of it. Most models are served byte for byte. Some
 * are edited first, because ONNX Runtime's Java interface can't carry what they take or give:
 *
 * - ZipMap outputs become tensors: see ZipMaps.
 * - Linear models get a guard where a request could reach them with the wrong width: see ColumnGuards.
 * - Inputs of UINT16, UINT32 and UINT64. The interface makes no such tensors, but it makes their signed twins of the same
 *   bits. So the engine's input becomes the twin under another name, and a Cast node, which keeps the bits, makes the
 *   original of it. Outputs of these types need nothing: reading them works.
 */
final class OnnxFile {
    private static final int NODE = 1;
    private static final int INPUT = 11;

    /** The most dimensions of a text output that the engine's Java interface can read. */
    private static final int MAX_TEXT_RANK = 8;

    private final ModelReader model;
    private final GraphEdit edit = new GraphEdit();
    private final Signature signature;
    private final List<String> fedNames = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();

    private OnnxFile(ModelReader model) {
        this.model = model;
        List<TensorSpec> inputs = new ArrayList<>();
        for (ModelReader.Value input : model.inputs()) {
            inputs.add(input(input));
        }
        List<TensorSpec> outputs = new ArrayList<>();
        ZipMaps zipMaps = null;
        for (ModelReader.Value output : model.outputs()) {
            if (output.type() instanceof ValueType.OfMaps) {
                zipMaps = zipMaps == null ? new ZipMaps(model) : zipMaps;
                int count = zipMaps.unzip(output.name(), edit);
                outputs.add(new TensorSpec(output.name(), Datatype.FP32, Shape.of(Shape.DYNAMIC, count)));
                classes.add(count);
            } else {
                outputs.add(withBatch(inputs, output(output)));
                classes.add(0);
            }
        }
        if (zipMaps != null) {
            zipMaps.retype(edit);
        }
        if (!model.narrow().isEmpty()) {
            ColumnGuards guards = new ColumnGuards(model);
            model.narrow().forEach(node -> guards.guard(node, edit));
        }
        if (outputs.isEmpty()) {
            throw new InvalidModelException("the model has no outputs");
        }
        this.signature = new Signature(inputs, outputs);
    }

    /** @throws InvalidModelException if the file is broken or can't be served */
    static OnnxFile parse(byte[] bytes) {
        return new OnnxFile(ModelReader.read(bytes));
    }

    Signature signature() {
        return signature;
    }

    /** The engine's names for the inputs, in the signature's order. */
    List<String> fedNames() {
        return fedNames;
    }

    /** For each output the number of classes if it came from ZipMap, else 0. */
    List<Integer> classes() {
        return classes;
    }

    /** The texts in the file that have characters above U+FFFF, if the model gives texts. */
    List<String> rareTexts() {
        boolean gives = signature.outputs().stream().anyMatch(output -> output.datatype() == Datatype.BYTES);
        return gives ? model.rareTexts() : List.of();
    }

    /** The model as the engine gets it. */
    byte[] served() {
        return edit.isEmpty() ? model.bytes() : edit.applyTo(model);
    }

    private TensorSpec input(ModelReader.Value input) {
        String where = "input '" + input.name() + "'";
        ValueType.OfTensor tensor = requireTensor(input, where);
        ElementType element = element(tensor, where);
        if (element.javaType().isPresent()) {
            fedNames.add(input.name());
        } else {
            fedNames.add(feedTwin(input, tensor, element));
        }
        return new TensorSpec(input.name(), datatype(element, where), tensor.shape());
    }

    private String feedTwin(ModelReader.Value input, ValueType.OfTensor tensor, ElementType element) {
        String fed = "mehari.bits/" + input.name();
        WireWriter to =
                new WireWriter().text(1, "to").number(3, element.number()).number(20, 2); // name, i, type INT
        edit.replace(
                input.start(),
                input.end(),
                new WireWriter().message(INPUT, TypedValue.of(fed, element.twin(), tensor.shape())));
        edit.add(new WireWriter()
                .message(
                        NODE,
                        new WireWriter()
                                .text(1, fed)
                                .text(2, input.name())
                                .text(4, "Cast")
                                .message(5, to)));
        return fed;
    }

    private static TensorSpec output(ModelReader.Value output) {
        String where = "output '" + output.name() + "'";
        ValueType.OfTensor tensor = requireTensor(output, where);
        Datatype datatype = datatype(element(tensor, where), where);
        if (datatype == Datatype.BYTES
                && tensor.shape() != null
                && tensor.shape().rank() > MAX_TEXT_RANK) {
            throw new InvalidModelException(
                    where + " holds texts in " + tensor.shape().rank()
                            + " dimensions; ONNX Runtime's Java interface reads " + MAX_TEXT_RANK + " at most");
        }
        return new TensorSpec(output.name(), datatype, tensor.shape());
    }

    /**
     * The output as it really comes. LightGBM's converter says that there is one label, whatever the batch; so where all
     * inputs have an open first dimension, a first dimension of 1 isn't believed. ONNX Runtime doesn't hold outputs to their
     * shapes.
     */
    private static TensorSpec withBatch(List<TensorSpec> inputs, TensorSpec output) {
        Shape shape = output.shape();
        boolean batch =
                !inputs.isEmpty() && inputs.stream().allMatch(input -> startsWith(input.shape(), Shape.DYNAMIC));
        return shape != null && batch && startsWith(shape, 1)
                ? new TensorSpec(output.name(), output.datatype(), shape.with(0, Shape.DYNAMIC))
                : output;
    }

    private static boolean startsWith(@Nullable Shape shape, long length) {
        return shape != null && shape.rank() > 0 && shape.dim(0) == length;
    }

    private static ValueType.OfTensor requireTensor(ModelReader.Value value, String where) {
        // ONNX Runtime's Java interface carries names as "modified UTF-8", which differs from UTF-8 here.
        if (value.name().isEmpty() || value.name().chars().anyMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
            throw new InvalidModelException(
                    where + " has a name that can't be used: it is empty, or has NUL or characters "
                            + "above U+FFFF. Rename it");
        }
        ValueType type = value.type();
        if (type instanceof ValueType.OfTensor tensor) {
            return tensor;
        }
        if (type == null || type.equals(new ValueType.Other("of no type"))) {
            throw new InvalidModelException(
                    where + " has no type in the file. Run onnx.shape_inference.infer_shapes on the model");
        }
        String words = type instanceof ValueType.Other other ? other.words() : "a sequence of maps";
        throw new InvalidModelException(where + " is " + words + "; only tensors can be served");
    }

    private static ElementType element(ValueType.OfTensor tensor, String where) {
        return ElementType.numbered(tensor.element())
                .orElseThrow(() ->
                        new InvalidModelException(where + " has an unknown element type, number " + tensor.element()));
    }

    private static Datatype datatype(ElementType element, String where) {
        return element.datatype()
                .orElseThrow(() -> new InvalidModelException(where + " holds " + element
                        + ", which the Open Inference Protocol doesn't have. Cast it inside the model"));
    }
}
