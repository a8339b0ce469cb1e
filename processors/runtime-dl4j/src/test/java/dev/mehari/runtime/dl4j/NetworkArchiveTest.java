// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworkArchiveTest {
    private final Dl4jRuntime runtime = new Dl4jRuntime();

    @TempDir
    private Path folder;

    /** Runs code when it is deserialised, as a gadget would. */
    static final class Canary implements Serializable {
        private static final long serialVersionUID = 1;
        static volatile boolean sang;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            sang = true;
            in.defaultReadObject();
        }
    }

    // ------------------------------------------------------------------------------------------------ zip files

    @Test
    void refusesWhatIsNoZip() {
        assertRefused(file("not a zip at all".getBytes(StandardCharsets.UTF_8))).contains("no zip file");
        assertRefused(file(new byte[0])).contains("no zip file");
    }

    @Test
    void refusesAZipThatBreaksOff() {
        byte[] whole = Zips.of("image").toBytes();
        for (int length : new int[] {30, whole.length / 2, whole.length - 30, whole.length - 1}) {
            assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void refusesAZipOfSomethingElse() {
        ModelFile other = Zips.empty().with("weights.txt", "1 2 3").in(folder);
        assertThat(runtime.recognises(other)).isFalse();
        assertRefused(other).contains("has no 'configuration.json'").contains("ModelSerializer.writeModel");
    }

    @Test
    void recognisesNetworksByTheirContent() {
        assertThat(runtime.recognises(Recorded.network("dense-graph"))).isTrue();
        assertThat(runtime.recognises(file(new byte[] {1, 2, 3}))).isFalse();
    }

    @Test
    void refusesTwoEntriesOfOneName() {
        // The names are of one length, so the second can be given the first's name in the finished file.
        byte[] zip = Zips.of("dense").with("configuration.jsoN", "{}").toBytes();
        byte[] twin = new String(zip, StandardCharsets.ISO_8859_1)
                .replace("configuration.jsoN", "configuration.json")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(file(twin)).contains("two entries named 'configuration.json'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../configuration.json", "/etc/passwd", "a/../../b", "C:\\temp", "a\\b", "odd\nname", "x\u0000y"
            })
    void refusesOddNames(String name) {
        assertRefused(Zips.of("dense").with(name, "x").in(folder))
                .contains("odd name")
                .doesNotContain("\n");
    }

    @Test
    void refusesMoreEntriesThanANetworkHas() {
        Zips zips = Zips.of("dense");
        for (int i = 0; i < 1000; i++) {
            zips.with("entry" + i, "");
        }
        assertRefused(zips.in(folder)).contains("1003 entries");
    }

    @Test
    void refusesAnEntryThatInflatesOutOfProportion() {
        assertRefused(Zips.of("dense")
                        .with("updaterState.bin", new byte[20 << 20])
                        .in(folder))
                .contains("inflates")
                .contains("more than 100 times");
    }

    @Test
    void refusesEntriesThatOverlap() {
        byte[] zip =
                Zips.of("dense").with("a", noise(5000)).with("b", noise(5000)).toBytes();
        // Both entries claim the longer part of the file in the central directory.
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 46 < zip.length; i++) {
            if (bytes.getInt(i) == 0x02014b50) {
                bytes.putInt(i + 20, zip.length - 100);
            }
        }
        assertRefused(file(zip));
    }

    @Test
    void ignoresOtherFiles() {
        ModelFile file = Zips.of("dense")
                .with("README.txt", "hello")
                .with("labels/en.txt", "a b")
                .in(folder);
        try (Model model = runtime.load(file)) {
            Dl4jRuntimeTest.assertClose(model.infer(Recorded.inputs("dense")), Recorded.outputs("dense"));
        }
    }

    // ------------------------------------------------------------------------------------------------ serialised
    // objects

    @ParameterizedTest
    @ValueSource(strings = {"preprocessor.bin", "objects/thing"})
    void neverDeserialises(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Canary());
        }
        for (String network : new String[] {"dense", "image"}) {
            assertRefused(Zips.of(network).with(entry, bytes.toByteArray()).in(folder))
                    .contains("'" + entry + "', a serialised Java object, which is never read")
                    .contains("zip -d");
        }
        assertThat(Canary.sang).isFalse();
    }

    @Test
    void refusesANormalizerThatItWouldNotApply() {
        assertRefused(Zips.of("dense").with("normalizer.bin", "x").in(folder))
                .contains("'normalizer.bin'")
                .contains("standardize");
    }

    /** Neither Java's deserialisation nor the engine's way to it is so much as named in this module. */
    @Test
    void knowsNoDeserialisation() throws Exception {
        Path classes = Path.of(Dl4jRuntime.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String code = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(code)
                        .as(file.toString())
                        .doesNotContain("java/io/ObjectInputStream")
                        .doesNotContain("ModelSerializer;")
                        .doesNotContain("org/deeplearning4j/util/")
                        .doesNotContain("NormalizerSerializer")
                        .doesNotContain("SerializationUtils");
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ parameters

    @Test
    void refusesParametersThatAreMissing() {
        for (String network : new String[] {"dense", "image"}) {
            assertRefused(Zips.of(network).without("coefficients.bin").in(folder))
                    .contains("has no 'coefficients.bin'");
        }
    }

    @Test
    void refusesParametersThatBreakOff() {
        for (String network : new String[] {"dense", "image"}) {
            byte[] all = Zips.of(network).bytes("coefficients.bin");
            for (int length : new int[] {0, 3, 40, all.length / 2, all.length - 1}) {
                ModelFile file = Zips.of(network)
                        .with("coefficients.bin", Arrays.copyOf(all, length))
                        .in(folder);
                assertThatThrownBy(() -> runtime.load(file)).isInstanceOf(InvalidModelException.class);
            }
        }
    }

    @Test
    void refusesParametersOfAnotherNetwork() {
        ModelFile file = Zips.of("dense")
                .with("coefficients.bin", Zips.of("mixed-graph").bytes("coefficients.bin"))
                .in(folder);
        assertThatThrownBy(() -> runtime.load(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("parameters, the configuration asks for 119");
    }

    @Test
    void refusesACountThatLies() {
        byte[] coefficients = Zips.of("dense").bytes("coefficients.bin").clone();
        ByteBuffer.wrap(coefficients).putLong(18, Long.MAX_VALUE); // behind MIXED_DATA_TYPES
        ModelFile file = Zips.of("dense").with("coefficients.bin", coefficients).in(folder);
        assertThatThrownBy(() -> runtime.load(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("starts with no shape");
    }

    @Test
    void refusesANetworkThatClaimsMoreThanItsFileHas() {
        ModelFile file =
                Zips.of("image").replace("\"nout\" : 6", "\"nout\" : 600000000").in(folder);
        assertThatThrownBy(() -> runtime.load(file)).isInstanceOf(InvalidModelException.class);
        assertThatThrownBy(() -> runtime.inspect(file)).isInstanceOf(InvalidModelException.class);
    }

    // ------------------------------------------------------------------------------------------------

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private ModelFile file(byte[] content) {
        return Zips.file(folder, content);
    }

    /** By both ways in, and without the path. */
    private AbstractStringAssert<?> assertRefused(ModelFile file) {
        assertThatThrownBy(() -> runtime.load(file)).isInstanceOf(InvalidModelException.class);
        AbstractThrowableAssert<?, ?> refused =
                assertThatThrownBy(() -> runtime.inspect(file)).isInstanceOf(InvalidModelException.class);
        return refused.hasMessageNotContaining(folder.toString()).message();
    }
}
