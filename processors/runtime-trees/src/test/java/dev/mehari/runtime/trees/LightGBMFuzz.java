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
class LightGBMFuzz {
    private static final List<String> MODELS = List.of(
            "3.3.5/rf-classes.txt",
            "4.1.0/linear-classes.txt",
            "4.6.0/categories-missing.txt",
            "4.7.0/mixed-missing.txt",
            "4.7.0/linear.txt",
            "4.7.0/pandas.txt");
    private static final Pattern VALUE = Pattern.compile("(?<=[= ])[^= \\n]+(?=[ \\n])");
    private static final String[] VALUES = {
        "-1",
        "0",
        "1",
        "2",
        "5",
        "-2",
        "-3",
        "2147483647",
        "-2147483648",
        "4294967295",
        "99999999999999999999",
        "1e999",
        "-1e999",
        "1e-999",
        "nan",
        "inf",
        "-inf",
        "0x10",
        "",
        " ",
        "\n",
        "v2",
        "binary",
        "multiclass",
        "sqrt",
        "sigmoid:0",
        "0.5",
        "1e300",
        "9",
        "10",
        "65536"
    };

    @Property(tries = 2000)
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

    @Property(tries = 2000)
    void otherBytesAndLinesAreRefusedOrAnswered(@ForAll Random random) throws IOException {
        byte[] model = Files.readAllBytes(model(random));
        switch (random.nextInt(5)) {
            case 0 -> model = Arrays.copyOf(model, random.nextInt(model.length));
            case 1 -> model[random.nextInt(model.length)] = (byte) random.nextInt(256);
            case 2 -> model[random.nextInt(model.length)] ^= (byte) (1 << random.nextInt(8));
            case 3 -> {
                List<String> lines = Arrays.asList(new String(model, StandardCharsets.UTF_8).split("\n", -1));
                int a = random.nextInt(lines.size());
                int b = random.nextInt(lines.size());
                String line = lines.get(a);
                lines.set(a, lines.get(b));
                if (random.nextBoolean()) {
                    lines.set(b, line);
                }
                model = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                int from = random.nextInt(model.length);
                int length = random.nextInt(Math.min(200, model.length - from));
                byte[] cut = new byte[model.length - length];
                System.arraycopy(model, 0, cut, 0, from);
                System.arraycopy(model, from + length, cut, from, cut.length - from);
                model = cut;
            }
        }
        refuseOrAnswer(model, random);
    }

    private static Path model(Random random) {
        return Path.of("src/test/resources/lightgbm").resolve(MODELS.get(random.nextInt(MODELS.size())));
    }

    private static void refuseOrAnswer(byte[] content, Random random) {
        LightGBMReader.recognises(new ByteArrayInputStream(content));
        LightGBMFile file;
        try {
            file = LightGBMReader.read(new ByteArrayInputStream(content));
        } catch (InvalidModelException e) {
            assertThat(e).hasMessageMatching("(?s).{10,600}").message().doesNotContain("\n");
            return;
        }
        double[] values = new double[6 * file.features()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(5) == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextGaussian();
        }
        try (LightGBMModel model = new LightGBMModel(file)) {
            Tensor[] answers = model.infer(new Tensor[] {Tensor.of(Shape.of(6, file.features()), values)});
            assertThat(answers[0].rows()).isEqualTo(6);
        }
    }
}
