// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.nodes.Prediction;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/** Jackson is the oracle for what is JSON and what it says. */
class AgainstJacksonProperties {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static InferBody read(byte[] body) {
        return RequestReader.read(body, 0, body.length, Limits.DEFAULT, BodyMemory.HEAP);
    }

    // ------------------------------------------------------------------------------------------------ valid requests

    @Property(tries = 500)
    void readsWhatJacksonWrites(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<Tensor> tensors = new ArrayList<>();
        List<String> names = new ArrayList<>();
        ArrayNode inputs = MAPPER.createArrayNode();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Tensor tensor = randomTensor(random);
            names.add("in" + i + randomText(random));
            tensors.add(tensor);
            inputs.add(toJson(names.get(names.size() - 1), tensor, random));
        }
        ObjectNode request = MAPPER.createObjectNode();
        String id = randomText(random);
        List<Runnable> members = new ArrayList<>(List.of(
                () -> request.set("inputs", inputs),
                () -> request.put("id", id),
                () -> request.set("unknown", inputs.deepCopy())));
        Collections.shuffle(members, random);
        members.forEach(Runnable::run);

        InferBody body = read(writer(random).writeValueAsBytes(request));

        assertThat(body.id()).isEqualTo(id);
        assertThat(body.inputs()).isEqualTo(NamedTensors.of(names, tensors));
    }

    private static ObjectWriter writer(Random random) {
        ObjectWriter writer = random.nextBoolean() ? MAPPER.writer() : MAPPER.writerWithDefaultPrettyPrinter();
        return random.nextBoolean() ? writer.with(JsonWriteFeature.ESCAPE_NON_ASCII) : writer;
    }

    private static String randomText(Random random) {
        return random.ints(random.nextInt(6), 0, 0x110000)
                .filter(c -> c < 0xd800 || c > 0xdfff)
                .map(c -> random.nextBoolean() ? c & 0x7f : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static Tensor randomTensor(Random random) {
        long[] dims = random.longs(random.nextInt(4), 0, 4).toArray();
        Shape shape = Shape.of(dims);
        Datatype datatype = Datatype.values()[random.nextInt(Datatype.values().length)];
        if (datatype == Datatype.BYTES) {
            String[] texts = new String[(int) shape.elements()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = randomText(random);
            }
            return Tensor.of(shape, texts);
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < builder.size(); i++) {
            long bits = random.nextLong() >> random.nextInt(64);
            switch (datatype) {
                case FP32 -> builder.setDouble(i, Float.intBitsToFloat((int) bits));
                case FP64 -> builder.setDouble(i, Double.longBitsToDouble(bits));
                case FP16, BF16 -> builder.setDouble(i, random.nextGaussian() * 100);
                default -> builder.setLong(i, bits);
            }
        }
        Tensor tensor = builder.build();
        for (int i = 0; i < tensor.size(); i++) {
            if (datatype.isFloat() && !Double.isFinite(tensor.doubleAt(i))) {
                return randomTensor(random);
            }
        }
        return tensor;
    }

    private static ObjectNode toJson(String name, Tensor tensor, Random random) {
        ObjectNode input = MAPPER.createObjectNode();
        ArrayNode shape = MAPPER.createArrayNode();
        for (long dim : tensor.shape().toArray()) {
            shape.add(dim);
        }
        boolean nested = random.nextBoolean() && tensor.shape().rank() > 1;
        ArrayNode data = nested ? nest(tensor, 0, new int[1]) : flat(tensor);
        List<Runnable> members = new ArrayList<>(List.of(
                () -> input.put("name", name),
                () -> input.put("datatype", tensor.datatype().name()),
                () -> input.set("shape", shape),
                () -> input.set("data", data)));
        Collections.shuffle(members, random);
        members.forEach(Runnable::run);
        return input;
    }

    private static ArrayNode flat(Tensor tensor) {
        ArrayNode data = MAPPER.createArrayNode();
        for (int i = 0; i < tensor.size(); i++) {
            add(data, tensor, i);
        }
        return data;
    }

    private static ArrayNode nest(Tensor tensor, int dimension, int[] next) {
        ArrayNode list = MAPPER.createArrayNode();
        for (int i = 0; i < tensor.shape().dim(dimension); i++) {
            if (dimension == tensor.shape().rank() - 1) {
                add(list, tensor, next[0]++);
            } else {
                list.add(nest(tensor, dimension + 1, next));
            }
        }
        return list;
    }

    private static void add(ArrayNode data, Tensor tensor, int i) {
        switch (tensor.datatype()) {
            case BYTES -> data.add(tensor.textAt(i));
            case BOOL -> data.add(tensor.booleanAt(i));
            case FP16, BF16, FP32 -> data.add(tensor.floatAt(i));
            case FP64 -> data.add(tensor.doubleAt(i));
            case UINT64 -> data.add(new java.math.BigInteger(Long.toUnsignedString(tensor.longAt(i))));
            default -> data.add(tensor.longAt(i));
        }
    }

    // ------------------------------------------------------------------------------------------------ broken requests

    /** A byte changed, dropped or put in: Jackson and we agree whether that is still JSON. */
    @Property(tries = 5_000)
    void agreesWithJacksonOnWhatIsJson(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        String pieces = "{}[],:\"\\ \n\t019.-+eEtruefalsnu\u00001a/bd";
        StringBuilder text = new StringBuilder(
                "{\"a\":[1,-2.5e+3,0,{\"b\":null,\"c\":\"x\\n\\u00e9\"},[],{},true,false],\"d\":{\"e\":[[\"\"]]}}");
        for (int i = random.nextInt(3) + 1; i > 0; i--) {
            int at = random.nextInt(text.length());
            char piece = pieces.charAt(random.nextInt(pieces.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, piece);
                case 1 -> text.insert(at, piece);
                default -> text.deleteCharAt(at);
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(isJsonToUs(bytes)).as(text.toString()).isEqualTo(isJsonToJackson(bytes));
    }

    private static boolean isJsonToUs(byte[] bytes) {
        try {
            JsonScanner in = new JsonScanner(bytes, 0, bytes.length);
            in.skipValue();
            in.expectEnd();
            return true;
        } catch (InferenceException e) {
            return false;
        }
    }

    private static boolean isJsonToJackson(byte[] bytes) throws IOException {
        try (JsonParser parser = JsonFactory.builder()
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build()
                .createParser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.getText();
            return parser.nextToken() == null;
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            return false;
        }
    }

    // ------------------------------------------------------------------------------------------------ answers

    @Property(tries = 500)
    void writesWhatJacksonReads(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<Tensor> tensors = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            tensors.add(randomTensor(random));
            names.add("out" + i + randomText(random));
        }
        Prediction prediction = new Prediction(
                randomText(random), "g" + randomText(random), 3, NamedTensors.of(names, tensors), randomText(random));
        JsonOutput out = new JsonOutput();
        AnswerWriter.write(prediction, OutputForm.JSON, out);

        JsonNode answer = MAPPER.readTree(out.toByteArray());
        assertThat(answer.get("model_name").textValue()).isEqualTo(prediction.graph());
        assertThat(answer.get("model_version").textValue()).isEqualTo("3");
        assertThat(answer.get("id").textValue()).isEqualTo(prediction.id());
        assertThat(answer.has("parameters")).isEqualTo(!prediction.path().isEmpty());
        // An answer's outputs are another request's inputs: the way back gives the same tensors.
        ObjectNode request = MAPPER.createObjectNode();
        request.set("inputs", answer.get("outputs"));
        byte[] echoed = out.toString()
                .substring(out.toString().indexOf(",\"outputs\":") + 1)
                .replaceFirst("\"outputs\"", "{\"inputs\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(MAPPER.readTree(echoed)).isEqualTo(request);
        assertThat(read(echoed).inputs()).isEqualTo(prediction.outputs());
    }

    @Property(tries = 500)
    void escapesTextAsJacksonUnderstands(@ForAll String text) throws IOException {
        String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        JsonOutput out = new JsonOutput();
        out.text(wellFormed);
        assertThat(MAPPER.readTree(out.toByteArray()).textValue()).isEqualTo(wellFormed);
    }
}
