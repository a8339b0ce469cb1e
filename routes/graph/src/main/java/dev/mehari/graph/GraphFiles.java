// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Optional<Draft> draft = draft(file, findings);
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

    /** Both halves. Graphs that it uses are looked for in the files {@code *.graph.yaml} beside it. */
    public static Checked check(Path file, Surroundings surroundings) {
        return checkAll(List.of(file), surroundings).values().iterator().next();
    }

    /** Both halves, for a text. Graphs that it uses are looked for in the files {@code *.graph.yaml} of the folder. */
    public static Checked check(String name, String text, Path folder, Surroundings surroundings) {
        Findings findings = new Findings(name);
        Optional<Draft> draft = draft(name, text, folder, findings);
        Family family = new Family(surroundings);
        Optional<Family.Member> member = draft.map(d -> new Family.Member(place(name, folder), d, findings));
        member.ifPresent(family::add);
        return new Checked(member.flatMap(family::check), findings.sorted());
    }

    /**
     * Both halves for several texts that are to run in one process and may use each other. The caller sees to it that each graph
     * has a name of its own.
     *
     * @return one for each text, in order
     */
    public static List<Checked> checkTexts(List<GraphText> texts, Surroundings surroundings) {
        Family family = new Family(surroundings);
        List<Findings> findings = new ArrayList<>();
        List<Optional<Family.Member>> members = new ArrayList<>();
        for (GraphText text : texts) {
            Findings own = new Findings(text.name());
            findings.add(own);
            Path place = place(text.name(), text.folder());
            members.add(draft(text.name(), text.text(), text.folder(), own)
                    .map(draft -> new Family.Member(place, draft, own)));
        }
        members.forEach(member -> member.ifPresent(family::add));
        List<Checked> checked = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Optional<CheckedGraph> graph = members.get(i).flatMap(family::check);
            checked.add(new Checked(graph, findings.get(i).sorted()));
        }
        return checked;
    }

    /**
     * Both halves for several files that are to run in one process: they may use each other, and graphs in the files
     * {@code *.graph.yaml} beside the one that names them. Two graphs of one name are findings on both.
     *
     * @return one for each file, in order
     */
    public static Map<Path, Checked> checkAll(List<Path> files, Surroundings surroundings) {
        Map<Path, Findings> findings = new LinkedHashMap<>();
        Map<Path, Optional<Draft>> drafts = new LinkedHashMap<>();
        for (Path file : files) {
            Findings own = new Findings(file.toString());
            findings.put(file, own);
            drafts.put(file, draft(file, own));
        }
        SameName.report(drafts, findings);
        Family family = new Family(surroundings);
        Map<Path, Family.Member> members = new LinkedHashMap<>();
        drafts.forEach((file, draft) -> draft.ifPresent(d -> members.put(file, member(file, d, findings))));
        members.values().forEach(family::add);
        Map<Path, Checked> checked = new LinkedHashMap<>();
        findings.forEach((file, own) -> {
            Optional<CheckedGraph> graph =
                    Optional.ofNullable(members.get(file)).flatMap(family::check);
            checked.put(file, new Checked(graph, own.sorted()));
        });
        return checked;
    }

    private static Family.Member member(Path file, Draft draft, Map<Path, Findings> findings) {
        Findings own = Objects.requireNonNull(findings.get(file));
        return new Family.Member(file.toAbsolutePath().normalize(), draft, own);
    }

    /** Where a text would lie if it were a file, so that it isn't found beside itself. */
    private static Path place(String name, Path folder) {
        String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        try {
            return folder.resolve(file).toAbsolutePath().normalize();
        } catch (InvalidPathException noFile) {
            return folder.toAbsolutePath().normalize();
        }
    }

    /** What can be read of a file. */
    static Optional<Draft> draft(Path file, Findings findings) {
        return text(file, findings).flatMap(text -> draft(text, file, findings));
    }

    private static Reading alone(Optional<Draft> draft, Findings findings) {
        draft.ifPresent(d -> new GraphWalk(d, findings, Optional.empty(), Optional.empty()).check());
        Optional<InferenceGraph> graph = draft.map(Draft::graph).filter(g -> !findings.anyError());
        return new Reading(graph, findings.sorted());
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
