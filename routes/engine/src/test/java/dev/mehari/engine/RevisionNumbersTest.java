// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import dev.mehari.graph.CheckedGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is kept of revisions, and what becomes of it after crashes and accidents. */
class RevisionNumbersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private ToyGraph toys;
    private TwoNodes two;

    @BeforeEach
    void makeModels() throws Exception {
        toys = ToyGraph.in(folder, true);
        two = new TwoNodes(toys, "two");
    }

    @AfterEach
    void close() {
        toys.close();
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Path file() {
        return home().resolve("revisions/two.revisions");
    }

    private RevisionNumbers numbers() {
        return new RevisionNumbers(Optional.of(home()), () -> NOW);
    }

    private void number(CheckedGraph... graphs) {
        try (RevisionNumbers numbers = numbers()) {
            for (CheckedGraph graph : graphs) {
                numbers.of(graph);
            }
        }
    }

    @Test
    void takesANumberThatOthersCount() throws Exception {
        try (RevisionNumbers numbers = RevisionNumbers.inMemory()) {
            assertThat(numbers.at(two.state(1), 7).id()).isEqualTo("two@7");
            assertThat(numbers.find("two", 7)).isPresent();
            assertThat(numbers.find("two", 1)).isEmpty();
            assertThat(numbers.of(two.state(1)).number()).isEqualTo(7);
            assertThat(numbers.of(two.state(2)).number()).isEqualTo(8);
        }
    }

    @Test
    void givesNoNumberToTwoContents() throws Exception {
        try (RevisionNumbers numbers = RevisionNumbers.inMemory()) {
            numbers.at(two.state(1), 7);

            assertThat(numbers.at(two.state(1), 7).number()).isEqualTo(7);
            assertThatThrownBy(() -> numbers.at(two.state(2), 7)).hasMessageContaining("another revision");
        }
    }

    @Test
    void takesNoNumberWhereItCountsItself() throws Exception {
        try (RevisionNumbers numbers = numbers()) {
            assertThatThrownBy(() -> numbers.at(two.state(1), 7)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void givesContentThatWasARevisionItsOldNumber() throws Exception {
        number(two.state(1), two.state(2));

        try (RevisionNumbers numbers = numbers()) {
            assertThat(numbers.of(two.state(1)).number()).isEqualTo(1);
            assertThat(numbers.of(two.state(3)).number()).isEqualTo(3);
        }
    }

    @Test
    void remembersAllThatARollbackNeeds() throws Exception {
        KnownRevision kept;
        try (RevisionNumbers numbers = numbers()) {
            kept = numbers.of(two.state(1));
        }

        assertThat(numbers().find("two", 1)).contains(kept);
        assertThat(kept.firstSeen()).isEqualTo(NOW);
        assertThat(kept.manifest()).contains("metadata: {name: two}");
        assertThat(kept.models()).containsOnlyKeys("first", "second");
        assertThat(kept.text()).contains("graph:two@1");
    }

    @Test
    void remembersWhichWasLiveBefore() throws Exception {
        try (RevisionNumbers numbers = numbers()) {
            for (int n = 1; n <= 3; n++) {
                numbers.of(two.state(n));
                numbers.live("two", n);
            }
            numbers.live("two", 2);
        }

        assertThat(numbers().before("two", 2)).map(KnownRevision::number).contains(3L);
    }

    @Test
    void keepsTheNumberAndBringsTheRestUpToDateWhenTheFolderMoves() throws Exception {
        number(two.state(1), two.state(2));
        Path moved = Files.createDirectory(folder.resolve("moved"));
        try (ToyGraph elsewhere = ToyGraph.in(moved, true);
                RevisionNumbers numbers = numbers()) {
            KnownRevision known = numbers.upToDate(new TwoNodes(elsewhere, "two").state(1));

            assertThat(known.number()).isEqualTo(1);
            assertThat(known.folder()).isEqualTo(moved.toAbsolutePath());
            assertThat(known.firstSeen()).isEqualTo(NOW);
        }
        assertThat(numbers().find("two", 1))
                .hasValueSatisfying(known -> assertThat(known.folder()).isEqualTo(moved.toAbsolutePath()));
        assertThat(numbers().all("two")).hasSize(2);
    }

    @Test
    void losesNoNumberThatWasHandedOutWhereverACrashCutsTheFile() throws Exception {
        number(two.state(1));
        int whole = (int) Files.size(file());
        number(two.state(1), two.state(2));
        byte[] bytes = Files.readAllBytes(file());
        for (int cut = whole; cut < bytes.length; cut += 97) {
            Files.write(file(), Arrays.copyOf(bytes, cut));

            assertThat(numbers().all("two")).hasSize(1);
            number(two.state(3));
            assertThat(numbers().all("two")).extracting(KnownRevision::number).containsExactly(1L, 2L);
        }
    }

    @Test
    void startsAgainWhereACrashCutTheHeader() throws Exception {
        number(two.state(1));
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(bytes, 20));

        number(two.state(2));

        assertThat(numbers().all("two")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a note\n", "0f0f0f0f {}\n", "{\"format\":\"x\"}\n", "abc\ndef\n", "no line end"})
    void namesAFileThatIsNotItsOwn(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);

        assertThatThrownBy(() -> number(two.state(1)))
                .isInstanceOf(RevisionsLostException.class)
                .hasMessageContaining(file().toString());
        assertThat(file()).hasContent(text);
    }

    @Test
    void namesTheLineThatIsDamaged() throws Exception {
        number(two.state(1), two.state(2));
        String text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("\"identity\":\"..", "\"identity\":\"zz"));

        assertThatThrownBy(() -> numbers().all("two"))
                .isInstanceOf(RevisionsLostException.class)
                .hasMessageContaining(file() + " is damaged in line 2");
    }

    @Test
    void noticesALineThatIsMissing() throws Exception {
        number(two.state(1), two.state(2));
        String[] lines = Files.readString(file()).split("\n");
        Files.writeString(file(), lines[0] + "\n" + lines[2] + "\n");

        assertThatThrownBy(() -> numbers().all("two")).hasMessageContaining("revision 2 where 1 is due");
    }

    @Test
    void noticesTheFileOfAnotherGraph() throws Exception {
        number(new TwoNodes(toys, "other").state(1));
        Files.move(home().resolve("revisions/other.revisions"), file());

        assertThatThrownBy(() -> numbers().all("two")).hasMessageContaining("graph 'other'");
    }

    @Test
    void refusesAHomeThatIsInUse() throws Exception {
        try (RevisionNumbers first = numbers().lock()) {
            assertThatThrownBy(() -> numbers().lock())
                    .isInstanceOf(RevisionsLostException.class)
                    .hasMessageContaining("in use by another mehari process (process "
                            + ProcessHandle.current().pid() + ")")
                    .hasMessageContaining("--home");
            assertThat(first.all("two")).isEmpty();
        }
        numbers().lock().close();
    }

    @Test
    void readsWhatIsKnownWhileAnotherProcessHasTheHome() throws Exception {
        number(two.state(1));
        try (RevisionNumbers first = numbers().lock()) {
            assertThat(numbers().of(two.state(1)).number()).isEqualTo(1);
            assertThatThrownBy(() -> numbers().of(two.state(2))).hasMessageContaining("in use");
            assertThat(first.of(two.state(2)).number()).isEqualTo(2);
        }
    }

    @Test
    void saysThatAFileStandsWhereTheHomeShouldBe() throws Exception {
        Files.writeString(home(), "a file", StandardCharsets.UTF_8, StandardOpenOption.CREATE);

        assertThatThrownBy(() -> number(two.state(1)))
                .isInstanceOf(RevisionsLostException.class)
                .hasMessageContaining(home().toString());
    }
}
