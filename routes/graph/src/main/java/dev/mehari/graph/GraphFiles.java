// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Graph files to graphs. Nothing is thrown for a wrong file: whatever is wrong is a {@link Finding}, and all findings
 * come at once.
 *
 * <p>A check has two halves. {@link #read} is the first: everything that the file says alone. {@link #check} does both:
 * the models' signatures are read from their files, and shapes and types are checked end to end.
 */
public final class GraphFiles {
    /** Size of the largest graph file. A cluster keeps objects of up to about as much. */
    public static final int MAX_BYTES = 1 << 20;

    private GraphFiles() {}

    /** Reads a file and checks what it says alone. Findings name it as {@code file} is written. */
    public static Reading read(Path file) {
        Findings findings = new Findings(file.toString());
        Optional<Draft> draft = text(file, findings).flatMap(text -> draft(text, file, findings));
        return alone(draft, findings);
    }

    /**
     * Reads the text of a file and checks what it says alone.
     *
     * @param name the file's name, for findings
     * @param folder where relative URIs start
     */
    public static Reading read(String name, String text, Path folder) {
        Findings findings = new Findings(name);
        return alone(draft(name, text, folder, findings), findings);
    }

    /** Both halves. */
    public static Checked check(Path file, Surroundings surroundings) {
        Findings findings = new Findings(file.toString());
        Optional<Draft> draft = text(file, findings).flatMap(text -> draft(text, file, findings));
        return withModels(draft, findings, surroundings);
    }

    /** Both halves, for a text. */
    public static Checked check(String name, String text, Path folder, Surroundings surroundings) {
        Findings findings = new Findings(name);
        return withModels(draft(name, text, folder, findings), findings, surroundings);
    }

    /**
     * Both halves for several files that are to run in one process: two graphs of one name are findings on both.
     *
     * @return one for each file, in order
     */
    public static Map<Path, Checked> checkAll(List<Path> files, Surroundings surroundings) {
        Map<Path, Findings> findings = new LinkedHashMap<>();
        Map<Path, Optional<Draft>> drafts = new LinkedHashMap<>();
        for (Path file : files) {
            Findings own = new Findings(file.toString());
            findings.put(file, own);
            drafts.put(file, text(file, own).flatMap(text -> draft(text, file, own)));
        }
        SameName.report(drafts, findings);
        Map<Path, Checked> checked = new LinkedHashMap<>();
        findings.forEach((file, own) ->
                checked.put(file, withModels(drafts.getOrDefault(file, Optional.empty()), own, surroundings)));
        return checked;
    }

    private static Reading alone(Optional<Draft> draft, Findings findings) {
        draft.ifPresent(d -> new GraphWalk(d, findings, Optional.empty()).check());
        Optional<InferenceGraph> graph = draft.map(Draft::graph).filter(g -> !findings.anyError());
        return new Reading(graph, findings.sorted());
    }

    private static Checked withModels(Optional<Draft> draft, Findings findings, Surroundings surroundings) {
        Optional<CheckedGraph> graph =
                draft.flatMap(d -> new GraphWalk(d, findings, Optional.of(surroundings)).check());
        return new Checked(graph, findings.sorted());
    }

    private static Optional<Draft> draft(String text, Path file, Findings findings) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
        return draft(file.toString(), text, folder, findings);
    }

    private static Optional<Draft> draft(String name, String text, Path folder, Findings findings) {
        if (text.length() > MAX_BYTES) {
            tooLarge(findings);
            return Optional.empty();
        }
        String marked = withoutMark(text, findings);
        return YamlReader.read(marked, findings).flatMap(v -> GraphReader.read(v, name, text, folder, findings));
    }

    private static String withoutMark(String text, Findings findings) {
        if (!text.startsWith("\uFEFF")) {
            return text;
        }
        findings.warning(new Place("", 1), "the file begins with a byte order mark", "Save it as UTF-8 without one.");
        return text.substring(1);
    }

    private static void tooLarge(Findings findings) {
        findings.error(
                new Place("", 1),
                "the file is larger than " + (MAX_BYTES >> 10) + " KiB",
                "Split the graph, or move constants into data files.");
    }

    private static Optional<String> text(Path file, Findings findings) {
        try {
            byte[] bytes = bytes(file);
            if (bytes.length > MAX_BYTES) {
                tooLarge(findings);
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            findings.error(new Place("", 1), "the file isn't UTF-8", "Save it as UTF-8.");
        } catch (IOException e) {
            String reason = Files.exists(file) ? "the file can't be read" : "there is no such file";
            findings.error(new Place("", 1), reason, "");
        }
        return Optional.empty();
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }
}
