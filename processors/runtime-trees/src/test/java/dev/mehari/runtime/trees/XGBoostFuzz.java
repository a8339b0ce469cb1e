// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.mehari.model.InvalidModelException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real models, spoilt: each either is refused with words, or loads and answers. Nothing else may happen, no other
 * exception, no endless walk.
 */
class XGBoostFuzz {
    private static final List<String> MODELS = List.of(
            "1.7.6/dart-classes.json",
            "2.0.3/categories.json",
            "3.0.4/multi-softprob.json",
            "3.4.1/categories.json",
            "3.4.1/pruned.json",
            "3.4.1/reg-expectileerror-three.json",
            "2.0.3/vectors-categories.json",
            "3.4.1/vectors.json",
            "3.4.1/linear-classes.json");
    private static final List<String> UBJ_MODELS = List.of(
            "1.7.6/dart-classes.ubj",
            "2.0.3/categories.ubj",
            "3.0.4/multi-softprob.ubj",
            "3.4.1/categories.ubj",
            "3.4.1/vectors.ubj",
            "3.4.1/linear-classes.ubj");
    private static final Pattern VALUE = Pattern.compile("(?<=[\\[,:])(-?[0-9][-+.0-9E]*|\"[^\"]*\")(?=[],}])");
    private static final String[] VALUES = {
        "-1",
        "0",
        "1",
        "2",
        "5",
        "-2",
        "2147483647",
        "-2147483648",
        "4294967296",
        "1e999",
        "1E-999",
        "NaN",
        "Infinity",
        "-Infinity",
        "null",
        "true",
        "[]",
        "{}",
        "[[[]]]",
        "\"\"",
        "\"1\"",
        "\"-1\"",
        "\"99\"",
        "\"2147483647\"",
        "\"dart\"",
        "\"multi:softmax\"",
        "\"[1,2,3]\"",
        "\"1E30\"",
        "16777215",
        "0.5"
    };

    @Property(tries = 1500)
    void otherValuesAreRefusedOrAnswered(@ForAll Random random) throws IOException {
        String model = Files.readString(model(random));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            List<MatchResult> values = VALUE.matcher(model).results().toList();
            MatchResult value = values.get(random.nextInt(values.size()));
            model = model.substring(0, value.start())
                    + VALUES[random.nextInt(VALUES.length)]
                    + model.substring(value.end());
        }
        refuseOrAnswer(model.getBytes(StandardCharsets.UTF_8), random);
    }

    @Property(tries = 1500)
    void otherBytesAreRefusedOrAnswered(@ForAll Random random) throws IOException {
        refuseOrAnswer(spoilt(Files.readAllBytes(model(random)), random, "{}[],:\"0-E"), random);
    }

    @Property(tries = 3000)
    void otherBytesOfUbjAreRefusedOrAnswered(@ForAll Random random) throws IOException {
        byte[] model = Files.readAllBytes(
                Path.of("src/test/resources/xgboost").resolve(UBJ_MODELS.get(random.nextInt(UBJ_MODELS.size()))));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            model = spoilt(model, random, "{}[]$#NZTFiUIlLdDCSH\u0000\u007f\u00ff");
        }
        refuseOrAnswer(model, random);
    }

    private static byte[] spoilt(byte[] model, Random random, String marks) {
        if (model.length == 0) {
            return model;
        }
        switch (random.nextInt(4)) {
            case 0 -> model = Arrays.copyOf(model, random.nextInt(model.length));
            case 1 -> model[random.nextInt(model.length)] = (byte) random.nextInt(256);
            case 2 -> model[random.nextInt(model.length)] = (byte) marks.charAt(random.nextInt(marks.length()));
            default -> {
                int from = random.nextInt(model.length);
                int length = random.nextInt(Math.min(200, model.length - from));
                byte[] cut = new byte[model.length - length];
                System.arraycopy(model, 0, cut, 0, from);
                System.arraycopy(model, from + length, cut, from, cut.length - from);
                model = cut;
            }
        }
        return model;
    }

    private static Path model(Random random) {
        return Path.of("src/test/resources/xgboost").resolve(MODELS.get(random.nextInt(MODELS.size())));
    }

    private static void refuseOrAnswer(byte[] content, Random random) {
        XGBoostReader.recognises(new ByteArrayInputStream(content));
        XGBoostFile file;
        try {
            file = XGBoostReader.read(new ByteArrayInputStream(content));
        } catch (InvalidModelException e) {
            assertThat(e).hasMessageMatching("(?s).{10,600}").message().doesNotContain("\n");
            return;
        }
        if (file.features() > 1000 || file.groups() > 1000) {
            return;
        }
        float[] values = new float[6 * file.features()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(5) == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian();
        }
        try (XGBoostModel model = new XGBoostModel(file)) {
            Tensor[] answers = model.infer(new Tensor[] {Tensor.of(Shape.of(6, file.features()), values)});
            assertThat(answers[0].rows()).isEqualTo(6);
        }
    }
}
