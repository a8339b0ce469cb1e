// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.mehari.graph.CheckedGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a watch makes of changes of files. Each look is called for, so that nothing here depends on time. */
class WatchTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private Toys toys;
    private Watch watch;

    @BeforeEach
    void serve() throws Exception {
        toys = new Toys(folder);
        Files.writeString(folder.resolve("m.toy.json"), Toys.model(1));
        Files.writeString(folder.resolve("a.graph.yaml"), Toys.graph("a", "m.toy.json", 0));
        watch = watch(folder);
    }

    private Watch watch(Path path) throws Exception {
        Watch made = new Watch(
                List.of(path), toys.surroundings, toys.engine, Duration.ofMillis(10), new PrintWriter(said, true));
        for (CheckedGraph graph : made.first().graphs()) {
            toys.engine.deploy(graph);
        }
        return made;
    }

    @AfterEach
    void close() {
        watch.close();
        toys.close();
    }

    /** As the watch itself: once, and once more because something has changed. */
    private void look() {
        watch.look();
        watch.look();
        watch.settle();
    }

    private Path a() {
        return folder.resolve("a.graph.yaml");
    }

    @Test
    void followsAChangedGraphFile() throws Exception {
        Toys.write(a(), Toys.graph("a", "m.toy.json", 5));

        look();

        assertThat(toys.ask("a")).isEqualTo(5);
        assertThat(toys.engine.revisions("a").live()).contains(2L);
    }

    @Test
    void followsAChangedModel() throws Exception {
        Toys.write(folder.resolve("m.toy.json"), Toys.model(7));

        look();

        assertThat(toys.ask("a")).isEqualTo(7);
    }

    @Test
    void followsAChangedDataFile() throws Exception {
        Files.writeString(folder.resolve("least.json"), "{\"least\": 3}");
        Toys.write(a(), Toys.graph("a", "m.toy.json", 0).replace("min: 0.0", "min: {file: least.json#least}"));
        look();
        assertThat(toys.ask("a")).isEqualTo(3);

        Toys.write(folder.resolve("least.json"), "{\"least\": 4}");
        look();

        assertThat(toys.ask("a")).isEqualTo(4);
    }

    @Test
    void waitsUntilAFileIsWholeBeforeItSaysAnything() throws Exception {
        String whole = Toys.graph("a", "m.toy.json", 5);
        for (int cut = 40; cut < whole.length(); cut += 40) {
            Files.writeString(a(), whole.substring(0, cut));
            watch.look();
        }
        Files.writeString(a(), whole);

        look();

        assertThat(said.toString()).isEmpty();
        assertThat(toys.ask("a")).isEqualTo(5);
    }

    @Test
    void keepsWhatIsLiveAndSaysOnceWhatIsWrong() throws Exception {
        Toys.write(a(), Toys.graph("a", "m.toy.json", 5).replace("from: least", "from: last"));

        look();
        look();

        assertThat(toys.ask("a")).isEqualTo(1);
        assertThat(said.toString()).containsOnlyOnce("spec.outputs[0].from");
        assertThat(toys.engine.revisions("a").lastFailure())
                .hasValueSatisfying(failure -> assertThat(failure.findings())
                        .anySatisfy(finding -> assertThat(finding.path()).isEqualTo("spec.outputs[0].from")));
        Toys.write(a(), Toys.graph("a", "m.toy.json", 0));
        look();
        assertThat(toys.engine.revisions("a").lastFailure()).isEmpty();
        assertThat(toys.engine.revisions("a").live()).contains(1L);
    }

    @Test
    void servesAGraphOnceItsModelComes() throws Exception {
        Toys.write(folder.resolve("b.graph.yaml"), Toys.graph("b", "late.toy.json", 0));
        look();
        assertThat(toys.engine.find("b")).isNull();
        assertThat(toys.engine.revisions("b").lastFailure()).isPresent();

        Files.writeString(folder.resolve("late.toy.json"), Toys.model(9));
        look();

        assertThat(toys.ask("b")).isEqualTo(9);
    }

    @Test
    void servesAddedFilesAndDrainsDeletedOnes() throws Exception {
        Path below = Files.createDirectories(folder.resolve("x/y"));
        Files.writeString(below.resolve("m.toy.json"), Toys.model(2));
        Files.writeString(below.resolve("b.graph.yaml"), Toys.graph("b", "m.toy.json", 0));
        look();
        assertThat(toys.ask("b")).isEqualTo(2);

        Files.delete(a());
        look();

        assertThat(toys.engine.find("a") == null || toys.engine.all().size() == 1)
                .isTrue();
        assertThat(toys.engine.all()).extracting(graph -> graph.name()).containsExactly("b");
    }

    @Test
    void doesNotTakeAFileForDeletedThatIsAwayForAMoment() throws Exception {
        Path away = folder.resolve("away");
        Files.move(a(), away);
        watch.look();
        Files.move(away, a());

        look();

        assertThat(toys.ask("a")).isEqualTo(1);
        assertThat(toys.engine.revisions("a").revisions()).hasSize(1);
    }

    @Test
    void keepsServingWhatWasInAFolderThatIsGone() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.writeString(inner.resolve("m.toy.json"), Toys.model(3));
        Files.writeString(inner.resolve("c.graph.yaml"), Toys.graph("c", "m.toy.json", 0));
        watch.close();
        watch = watch(inner);
        Files.move(inner, folder.resolve("elsewhere"));

        look();
        look();

        assertThat(toys.ask("c")).isEqualTo(3);
        assertThat(said.toString()).containsOnlyOnce("can't be read");
    }

    @Test
    void followsTheFlipOfAMountedConfigMap() throws Exception {
        Path mount = Files.createDirectories(folder.resolve("mount"));
        for (int n = 1; n <= 2; n++) {
            Path version = Files.createDirectories(mount.resolve("..2026_0" + n));
            Files.writeString(version.resolve("m.toy.json"), Toys.model(10 * n));
            Files.writeString(version.resolve("k.graph.yaml"), Toys.graph("k", "m.toy.json", 0));
        }
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(mount.resolve("k.graph.yaml"), Path.of("..data/k.graph.yaml"));
        Files.createSymbolicLink(mount.resolve("m.toy.json"), Path.of("..data/m.toy.json"));
        watch.close();
        watch = watch(mount);
        assertThat(toys.ask("k")).isEqualTo(10);

        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(
                mount.resolve("..data_tmp"),
                mount.resolve("..data"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        look();

        assertThat(toys.ask("k")).isEqualTo(20);
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void passesOverTheFilesOfEditors() throws Exception {
        Files.writeString(folder.resolve(".#a.graph.yaml"), "half");
        Files.writeString(folder.resolve("a.graph.yaml~"), "half");
        Files.writeString(folder.resolve(".a.graph.yaml.swp"), "half");

        look();

        assertThat(said.toString()).isEmpty();
    }

    @Test
    void leavesALiveGraphAloneWhereAnotherFileTakesItsName() throws Exception {
        Files.writeString(folder.resolve("b.graph.yaml"), Toys.graph("a", "m.toy.json", 5));

        look();

        assertThat(toys.ask("a")).isEqualTo(1);
        assertThat(said.toString()).contains("a.graph.yaml").contains("b.graph.yaml");
        Files.delete(folder.resolve("b.graph.yaml"));
        look();
        assertThat(toys.engine.revisions("a").lastFailure()).isEmpty();
        assertThat(toys.ask("a")).isEqualTo(1);
    }

    @Test
    void servesAGraphUnderItsNewNameOnly() throws Exception {
        Toys.write(a(), Toys.graph("renamed", "m.toy.json", 0));

        look();

        assertThat(toys.engine.all()).extracting(graph -> graph.name()).containsExactly("renamed");
    }

    @Test
    void leavesARollbackAloneUntilTheFileChanges() throws Exception {
        Toys.write(a(), Toys.graph("a", "m.toy.json", 5));
        look();
        toys.engine.rollback("a", Optional.empty());
        Toys.write(a(), Toys.graph("a", "m.toy.json", 5) + "# only a comment\n");

        look();
        assertThat(toys.ask("a")).isEqualTo(1);
        Toys.write(a(), Toys.graph("a", "m.toy.json", 6));
        look();

        assertThat(toys.ask("a")).isEqualTo(6);
    }
}
