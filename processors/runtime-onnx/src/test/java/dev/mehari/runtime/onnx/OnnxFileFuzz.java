// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.List;

import dev.mehari.model.InvalidModelException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes, reading a file ends in a signature or in {@link InvalidModelException}; the engine sees none of it. */
class OnnxFileFuzz {
    private static final List<String> MODELS = Recorded.models("");

    private static void read(byte[] bytes) {
        try {
            OnnxFile file = OnnxFile.parse(bytes);
            // What the engine would get is itself a model that reads the same but for what was edited.
            OnnxFile.parse(file.served());
        } catch (InvalidModelException e) {
            if (e.getMessage().isEmpty()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }

    @Property(tries = 2_000)
    void readsAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 10_000)
    void readsModelsWithChangedBytes(
            @ForAll("model") String model, @ForAll @Size(min = 1, max = 4) List<Integer> places, @ForAll byte value) {
        byte[] bytes = Recorded.bytes(model);
        for (int place : places) {
            bytes[Math.floorMod(place, bytes.length)] ^= (byte) (value | 1);
        }
        read(bytes);
    }

    @Property(tries = 3_000)
    void readsModelsWithAPieceCutOutOrRepeated(
            @ForAll("model") String model, @ForAll int from, @ForAll int to, @ForAll boolean repeat) {
        byte[] bytes = Recorded.bytes(model);
        int a = Math.floorMod(from, bytes.length);
        int b = Math.floorMod(to, bytes.length);
        int start = Math.min(a, b);
        int end = Math.max(a, b);
        byte[] changed = new byte[repeat ? bytes.length + end - start : bytes.length - (end - start)];
        int kept = repeat ? end : start;
        System.arraycopy(bytes, 0, changed, 0, kept);
        System.arraycopy(bytes, repeat ? start : end, changed, kept, changed.length - kept);
        read(changed);
    }

    @Provide
    Arbitrary<String> model() {
        return Arbitraries.of(MODELS);
    }
}
