// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * Runs ONNX's own conformance cases (folders with {@code model.onnx} and {@code test_data_set_*}), such as Debian's package
 * libonnx-testdata or {@code onnx/backend/test/data} of the Python package, and counts what passes. Run as
 * {@link OnnxCost}, with the folders as arguments; {@code -v} prints each case that doesn't pass. With {@code -except FILE},
 * as {@code onnx-cases.sh} calls it, the exit code tells whether just the cases that the file names don't pass, each in the
 * way that it says.
 *
 * <p>Each case is asked three times, so that both the free and the pinned run answer it. Tolerance as in ONNX's own runner:
 * 1e-3 relative, 1e-7 absolute.
 */
final class ConformanceRun {
    private final Map<String, Integer> counts = new TreeMap<>();
    private final boolean verbose;

    /** By case, how it fails. */
    private final Map<String, String> exceptions;

    private final List<String> wrong = new ArrayList<>();

    private ConformanceRun(boolean verbose, Map<String, String> exceptions) {
        this.verbose = verbose;
        this.exceptions = exceptions;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> folders = new ArrayList<>(List.of(arguments));
        boolean verbose = folders.remove("-v");
        int except = folders.indexOf("-except");
        Map<String, String> exceptions = new TreeMap<>();
        if (except >= 0) {
            exceptions.putAll(exceptions(Path.of(folders.remove(except + 1))));
            folders.remove(except);
        }
        ConformanceRun run = new ConformanceRun(verbose, exceptions);
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.endsWith("model.onnx")).sorted().forEach(run::count);
            }
        }
        run.counts.forEach((verdict, count) -> System.out.printf("%6d %s%n", count, verdict));
        if (except >= 0) {
            int passed = run.counts.getOrDefault("passed", 0);
            run.wrong.forEach(System.out::println);
            System.out.printf("%d passed, %d failed%n", passed, run.wrong.size());
            System.exit(run.wrong.isEmpty() && passed > 0 ? 0 : 1);
        }
    }

    /** Lines of {@code case: verdict: reason}. */
    private static Map<String, String> exceptions(Path file) throws IOException {
        Map<String, String> exceptions = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(": ", 3);
                exceptions.put(parts[0], parts[1]);
            }
        }
        return exceptions;
    }

    private void count(Path model) {
        String[] verdict = verdict(model).split(": ", 2);
        counts.merge(verdict[0], 1, Integer::sum);
        String name = String.valueOf(model.getParent().getFileName());
        String line = name + ": " + String.join(": ", verdict);
        if (verbose && verdict.length > 1) {
            System.out.println(line);
        }
        if (!verdict[0].equals("passed") && !verdict[0].equals(exceptions.get(name))) {
            wrong.add("not as expected: " + line);
        }
    }

    private static String verdict(Path file) {
        try (Model model = new OnnxRuntime().load(ModelFile.of(file))) {
            List<Path> sets = sorted(file.getParent(), "test_data_set_");
            for (Path set : sets) {
                Tensor[] inputs = tensors(set, "input_");
                Tensor[] expected = tensors(set, "output_");
                if (inputs.length != model.signature().inputs().size()) {
                    return "not comparable: the case leaves inputs out";
                }
                for (int i = 0; i < 3; i++) {
                    String difference = difference(model.infer(inputs), expected);
                    if (!difference.isEmpty()) {
                        return "differs: " + difference;
                    }
                }
            }
            return sets.isEmpty() ? "not comparable: no data" : "passed";
        } catch (InvalidModelException e) {
            return (e.getMessage().startsWith("ONNX Runtime") ? "refused by ONNX Runtime: " : "refused by our reader: ")
                    + e.getMessage();
        } catch (InferenceException e) {
            return "not answered, " + e.kind() + ": " + e.getMessage();
        } catch (IOException | RuntimeException e) {
            return "broken: " + e;
        }
    }

    private static List<Path> sorted(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted((a, b) -> Integer.compare(number(a), number(b)))
                    .toList();
        }
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
    }

    private static Tensor[] tensors(Path set, String prefix) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (Path file : sorted(set, prefix)) {
            tensors.add(tensor(Files.readAllBytes(file)));
        }
        return tensors.toArray(Tensor[]::new);
    }

    /** A TensorProto. */
    private static Tensor tensor(byte[] bytes) {
        List<Long> dims = new ArrayList<>();
        long[] element = new long[1];
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        List<Long> integers = new ArrayList<>();
        List<byte[]> texts = new ArrayList<>();
        WireReader tensor = new WireReader(bytes, "a tensor");
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.numbers(dims::add);
                case 2 -> element[0] = tensor.number();
                case 4, 9, 10 -> raw.write(bytes, tensor.contentStart(), tensor.end() - tensor.contentStart());
                case 5, 7, 11 -> tensor.numbers(integers::add);
                case 6 -> texts.add(Arrays.copyOfRange(bytes, tensor.contentStart(), tensor.end()));
                default -> {}
            }
        }
        Datatype datatype = ElementType.numbered(element[0])
                .flatMap(ElementType::datatype)
                .orElseThrow(() -> new IllegalArgumentException("element type " + element[0]));
        Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
        if (datatype == Datatype.BYTES) {
            return Tensor.of(shape, texts.toArray(byte[][]::new));
        }
        if (integers.isEmpty()) {
            return Tensor.wrap(
                    datatype, shape, ByteBuffer.wrap(raw.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));
        }
        ByteBuffer content =
                ByteBuffer.allocate(integers.size() * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
        for (long integer : integers) {
            switch (datatype.width()) {
                case 1 -> content.put((byte) integer);
                case 2 -> content.putShort((short) integer);
                case 4 -> content.putInt((int) integer);
                default -> content.putLong(integer);
            }
        }
        return Tensor.wrap(datatype, shape, content.flip());
    }

    private static String difference(Tensor[] actual, Tensor[] expected) {
        if (actual.length != expected.length) {
            return actual.length + " outputs instead of " + expected.length;
        }
        for (int i = 0; i < actual.length; i++) {
            Tensor a = actual[i];
            Tensor e = expected[i];
            if (a.datatype() != e.datatype() || !a.shape().equals(e.shape())) {
                return "output " + i + " is " + a + " instead of " + e;
            }
            if (!e.datatype().isFloat()) {
                if (!a.equals(e)) {
                    return "output " + i + " has other values";
                }
                continue;
            }
            for (int j = 0; j < e.size(); j++) {
                double x = a.doubleAt(j);
                double y = e.doubleAt(j);
                boolean same =
                        x == y || Double.isNaN(x) && Double.isNaN(y) || Math.abs(x - y) <= 1e-7 + 1e-3 * Math.abs(y);
                if (!same) {
                    return "output " + i + "[" + j + "] is " + x + " instead of " + y;
                }
            }
        }
        return "";
    }
}
