// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelStoreTest {
    private static final String CONTENT = "a model";
    private static final String DIGEST = Digests.sha256(CONTENT);

    @TempDir
    Path folder;

    private Path graph;
    private Path cache;

    @BeforeEach
    void layOut() throws IOException {
        graph = Files.createDirectories(folder.resolve("graph"));
        cache = folder.resolve("cache");
        write("graph/models/credit.json", CONTENT);
        write("outside/credit.json", CONTENT);
    }

    private Path write(String path, String content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private ModelStore store(ModelSource... sources) {
        return new ModelStore(List.of(sources), cache, false);
    }

    private ModelStore open() {
        return new ModelStore(List.of(), cache, true);
    }

    private ModelFile locate(String uri) {
        return store().locate(uri, ModelBase.of(graph), Optional.empty());
    }

    private void assertRefused(String uri, String... words) {
        assertThatThrownBy(() -> locate(uri))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .contains(words)
                .doesNotContain(folder.toString());
    }

    // ------------------------------------------------------------------------------------------------ local files

    @Test
    void findsAFileRelativeToTheManifestsFolder() {
        ModelFile file = locate("models/credit.json");
        assertThat(file.path()).hasContent(CONTENT);
        assertThat(file.sha256()).isEqualTo(DIGEST);
    }

    @Test
    void readsPercentEscapes() throws IOException {
        write("graph/models/my model.json", "spaced");
        assertThat(locate("models/my%20model.json").path()).hasContent("spaced");
        assertThat(locate("models/my model.json").path()).hasContent("spaced");
    }

    @Test
    void takesANameAsItIsWrittenBeforeItDecodesIt() throws IOException {
        write("graph/a%20b.json", "percent");
        write("graph/a b.json", "space");
        write("graph/50%.json", "half");
        assertThat(locate("a%20b.json").path()).hasContent("percent");
        assertThat(locate("50%.json").path()).hasContent("half");
    }

    @Test
    void takesFileUrisInEveryUsualForm() {
        String path = graph.resolve("models/credit.json").toString();
        for (String uri : List.of("file:" + path, "file://" + path, "FILE:" + path, "file://localhost" + path, path)) {
            assertThat(locate(uri).sha256()).as(uri).isEqualTo(DIGEST);
        }
        assertThat(locate("file:models/credit.json").sha256()).isEqualTo(DIGEST);
    }

    @Test
    void followsLinksThatStayInTheFolder() throws IOException {
        Files.createSymbolicLink(graph.resolve("..data"), Path.of("models"));
        Files.createSymbolicLink(graph.resolve("credit.json"), Path.of("..data/credit.json"));
        assertThat(locate("credit.json").path()).hasContent(CONTENT);
    }

    @Test
    void refusesALinkThatLeavesTheFolder() throws IOException {
        Files.createSymbolicLink(graph.resolve("link.json"), folder.resolve("outside/credit.json"));
        Files.createSymbolicLink(graph.resolve("door"), folder.resolve("outside"));
        assertRefused("link.json", "'link.json' lies outside the folder of the graph file", ModelStore.OUTSIDE_SETTING);
        assertRefused("door/credit.json", "lies outside");
    }

    @Test
    void findsFilesOutsideWhereThatIsAllowed() {
        assertThat(open().locate("../outside/credit.json", ModelBase.of(graph), Optional.empty())
                        .sha256())
                .isEqualTo(DIGEST);
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        write("graph/empty.json", "");
        Files.createSymbolicLink(graph.resolve("loop"), Path.of("loop"));
        assertRefused("models/credti.json", "'models/credti.json' isn't there", "relative to the folder");
        assertRefused("models", "is a folder");
        assertRefused(".", "is a folder");
        assertRefused("empty.json", "is empty");
        assertRefused("models/credit.json/x", "isn't there");
        assertRefused("loop", "'loop' isn't there");
        assertRefused("x".repeat(400), "isn't there");
    }

    @Test
    void refusesADevice() {
        assertThatThrownBy(() -> open().locate("/dev/zero", ModelBase.of(graph), Optional.empty()))
                .hasMessage("'/dev/zero' is no regular file");
    }

    @Test
    void refusesAManifestFolderThatIsGone() {
        assertThatThrownBy(() -> store().locate("x", ModelBase.of(folder.resolve("gone")), Optional.empty()))
                .hasMessage("the folder of the graph file can't be read");
    }

    // ------------------------------------------------------------------------------------------------ digests

    @Test
    void takesADigestInEitherCase() {
        Optional<String> upper = Optional.of(DIGEST.toUpperCase(java.util.Locale.ROOT));
        assertThat(store().locate("models/credit.json", ModelBase.of(graph), upper)
                        .sha256())
                .isEqualTo(DIGEST);
    }

    @Test
    void showsBothDigestsAndTheMendWhereTheyDiffer() {
        String other = "0".repeat(64);
        assertThatThrownBy(() -> store().locate("models/credit.json", ModelBase.of(graph), Optional.of(other)))
                .hasMessage(
                        "'models/credit.json' has sha256 " + DIGEST.substring(0, 12) + "…, not 000000000000… as the "
                                + "manifest says. Put sha256: " + DIGEST + " if that is the file you mean");
    }

    @Test
    void refusesWhatIsNoDigest() {
        assertThatThrownBy(() -> store().locate("models/credit.json", ModelBase.of(graph), Optional.of("12ab")))
                .hasMessageContaining("isn't 64 hexadecimal digits");
    }

    // ------------------------------------------------------------------------------------------------ model root

    private ModelFile under(String root, String uri, ModelSource... sources) {
        return store(sources).locate(uri, new ModelBase(graph, Optional.of(root)), Optional.empty());
    }

    @Test
    void resolvesRelativeUrisAgainstALocalRoot() {
        assertThat(under("models", "credit.json").sha256()).isEqualTo(DIGEST);
        assertThat(under("file:models/", "credit.json").sha256()).isEqualTo(DIGEST);
        assertThat(under(graph.resolve("models").toUri().toString(), "credit.json")
                        .sha256())
                .isEqualTo(DIGEST);
    }

    @Test
    void aLocalRootDoesNotOpenTheRestOfTheMachine() {
        assertThatThrownBy(() -> under(folder.resolve("outside").toString(), "credit.json"))
                .hasMessageContaining("lies outside");
        assertThatThrownBy(() -> under("../outside", "credit.json")).hasMessageContaining("leads upwards");
    }

    @Test
    void joinsARemoteRootAndAPath() {
        Recorded source = new Recorded(false);
        under("mem://store/models", "new/my model[1].json", source);
        under("mem://store/models/", "credit.json", source);
        assertThat(source.asked)
                .extracting(URI::toString)
                .containsExactly("mem://store/models/new/my%20model%5B1%5D.json", "mem://store/models/credit.json");
    }

    @Test
    void aRelativeUriDoesNotLeaveARemoteRoot() {
        Recorded source = new Recorded(false);
        assertThatThrownBy(() -> under("mem://store/models", "../x", source)).hasMessageContaining("'..'");
        assertThatThrownBy(() -> under("mem://store/models", "%2e%2e/x", source))
                .hasMessageContaining("hides");
        assertThatThrownBy(() -> under("mem://store/models", "x?y", source)).hasMessageContaining("'?'");
        assertThatThrownBy(() -> under("mem://store/models?key=secret", "x", source))
                .hasMessageContaining("'?'")
                .hasMessageNotContaining("secret");
        assertThat(source.asked).isEmpty();
    }

    @Test
    void anAbsoluteUriIgnoresTheRoot() {
        assertThat(under("mem://store", "file:models/credit.json").sha256()).isEqualTo(DIGEST);
    }

    // ------------------------------------------------------------------------------------------------ other sources

    @Test
    void copiesAResourceOfTheClassPathToTheCache() throws IOException {
        ModelFile file = locate("classpath:dev/mehari/model/resource.json");
        assertThat(file.path()).startsWith(cache).hasFileName(file.sha256() + ".json");
        assertThat(locate("classpath:/dev/mehari/model/resource.json")).isEqualTo(file);
        try (Stream<Path> cached = Files.list(cache)) {
            assertThat(cached).containsExactly(file.path());
        }
    }

    @Test
    void saysWhatIsWrongWithAResource() {
        assertRefused("classpath:nowhere.json", "the class path has no such resource");
        assertRefused("classpath:dev/mehari/model", "folder");
        assertRefused("classpath:../x", "'..'");
        assertRefused("classpath:", "is no URI");
    }

    @Test
    void refusesASchemeThatNobodyReads() {
        assertRefused("s3://bucket/credit.json", "nothing here reads 's3:'", "Known: classpath, file");
        assertRefused("jar:file:/x.jar!/y", "nothing here reads 'jar:'");
        assertRefused("C:/models/credit.json", "nothing here reads 'c:'");
    }

    @Test
    void asksForTheDigestOfWhatNobodyVouchesFor() {
        Recorded source = new Recorded(true);
        assertThatThrownBy(() -> store(source).locate("mem://x/y", ModelBase.of(graph), Optional.empty()))
                .hasMessageContaining("needs sha256");
        assertThat(source.asked).isEmpty();
    }

    @Test
    void fetchesOnceAndVerifiesTheCachedFileEachTime() throws IOException {
        Recorded source = new Recorded(true);
        ModelStore store = store(source);
        ModelFile first = store.locate("mem://x/credit.json", ModelBase.of(graph), Optional.of(DIGEST));
        assertThat(store.locate("mem://x/credit.json", ModelBase.of(graph), Optional.of(DIGEST)))
                .isEqualTo(first);
        assertThat(source.asked).hasSize(1);

        Files.writeString(first.path(), "changed behind our back");
        assertThat(store.locate("mem://x/credit.json", ModelBase.of(graph), Optional.of(DIGEST))
                        .path())
                .hasContent(CONTENT);
        assertThat(source.asked).hasSize(2);
    }

    @Test
    void leavesNothingInTheCacheOfAFileThatIsNotTheRightOne() throws IOException {
        assertThatThrownBy(() ->
                        store(new Recorded(true)).locate("mem://x/y", ModelBase.of(graph), Optional.of("0".repeat(64))))
                .hasMessageContaining("Put sha256: " + DIGEST);
        try (Stream<Path> cached = Files.list(cache)) {
            assertThat(cached).isEmpty();
        }
    }

    @Test
    void keepsSignaturesInAQueryOutOfMessages() {
        assertRefused("nope://host/model?sig=secret", "'nope://host/model?…'");
    }

    @Test
    void hidesThePathOfACacheThatCannotBeWritten() throws IOException {
        Files.writeString(cache, "a file where the folder should be");
        assertRefused("classpath:dev/mehari/model/resource.json", "the model cache can't be written");
    }

    @Test
    void refusesTwoSourcesForOneScheme() {
        assertThatThrownBy(() -> store(new Recorded(true), new Recorded(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mem");
    }

    /** Answers every {@code mem:} address with the same content. */
    private static final class Recorded implements ModelSource {
        final List<URI> asked = new ArrayList<>();
        private final boolean requiresDigest;

        Recorded(boolean requiresDigest) {
            this.requiresDigest = requiresDigest;
        }

        @Override
        public Set<String> schemes() {
            return Set.of("mem");
        }

        @Override
        public boolean requiresDigest() {
            return requiresDigest;
        }

        @Override
        public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
            asked.add(uri);
            return cache.put(new ByteArrayInputStream(CONTENT.getBytes(StandardCharsets.UTF_8)), sha256, uri.getPath());
        }
    }
}
