// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.mehari.model.Digests;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** By way of the store, as graphs use it, with a ConfigMap laid out as the kubelet lays it out. */
class MountSourceTest {
    private static final String CONTENT = "a model";

    @TempDir
    Path folder;

    private Path mounts;
    private Path configMap;
    private Path claim;
    private Path outside;

    @BeforeEach
    void mount() throws IOException {
        mounts = folder.resolve("mounts");
        outside = Files.writeString(folder.resolve("secret.json"), "secret");
        configMap = Files.createDirectories(mounts.resolve("configmap/credit.models"));
        write(configMap.resolve("..2026_01_01/credit-trees.json"), CONTENT);
        write(configMap.resolve("..2026_01_01/empty.json"), "");
        Files.createSymbolicLink(configMap.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(configMap.resolve("credit-trees.json"), Path.of("..data/credit-trees.json"));
        Files.createSymbolicLink(configMap.resolve("empty.json"), Path.of("..data/empty.json"));
        Files.createSymbolicLink(configMap.resolve("out.json"), outside);
        claim = Files.createDirectories(mounts.resolve("pvc/models"));
        write(claim.resolve("credit/v7/trees.json"), CONTENT);
        write(claim.resolve("a b.json"), CONTENT);
        Files.createSymbolicLink(claim.resolve("latest"), Path.of("credit/v7"));
        Files.createSymbolicLink(claim.resolve("out.json"), outside);
        Files.createSymbolicLink(claim.resolve("up"), Path.of("../.."));
        Files.createSymbolicLink(claim.resolve("circle"), Path.of("circle"));
        write(mounts.resolve("pvc/models-of-others/x.json"), "secret");
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.writeString(file, content);
    }

    private ModelFile locate(String uri, Optional<String> modelRoot) {
        return new ModelStore(
                        List.of(new ConfigMapSource(mounts), new ClaimSource(mounts)), folder.resolve("cache"), false)
                .locate(uri, new ModelBase(folder, modelRoot), Optional.empty());
    }

    private ModelFile locate(String uri) {
        return locate(uri, Optional.empty());
    }

    private void assertRefused(String uri, String message) {
        assertThatThrownBy(() -> locate(uri))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .contains(message)
                .doesNotContain(folder.toString());
    }

    // ------------------------------------------------------------------------------------------------ ConfigMaps

    @Test
    void findsAKeyThroughTheLinksOfAConfigMap() {
        assertThat(locate("configmap://credit.models/credit-trees.json").sha256())
                .isEqualTo(Digests.sha256(CONTENT));
    }

    @Test
    void takesTheFileNameOfAPathBelowAConfigMapAsTheKey() {
        assertThat(locate("models/credit-trees.json", Optional.of("configmap://credit.models"))
                        .sha256())
                .isEqualTo(Digests.sha256(CONTENT));
        assertThat(locate("credit-trees.json", Optional.of("configmap://credit.models/"))
                        .sha256())
                .isEqualTo(Digests.sha256(CONTENT));
    }

    @Test
    void keepsWhatItBeganWithWhenAConfigMapChanges() throws IOException {
        Path before = locate("configmap://credit.models/credit-trees.json").path();
        write(configMap.resolve("..2026_01_02/credit-trees.json"), "another");
        Files.delete(configMap.resolve("..data"));
        Files.createSymbolicLink(configMap.resolve("..data"), Path.of("..2026_01_02"));
        Files.delete(configMap.resolve("..2026_01_01/credit-trees.json"));

        assertThat(before).hasContent(CONTENT);
        assertThat(locate("configmap://credit.models/credit-trees.json").sha256())
                .isEqualTo(Digests.sha256("another"));
    }

    @Test
    void namesTheKeysThatThereAre() {
        assertRefused(
                "configmap://credit.models/trees.json",
                "'configmap://credit.models/trees.json' can't be fetched: ConfigMap 'credit.models' has no key"
                        + " 'trees.json'; known: credit-trees.json, empty.json, out.json. Name one of them");
        assertRefused("configmap://credit.models", "it names no key; known: credit-trees.json");
    }

    @Test
    void saysThatKeysHaveNoFolders() {
        assertRefused(
                "configmap://credit.models/models/credit-trees.json",
                "keys of a ConfigMap have no '/'. Write configmap://credit.models/credit-trees.json");
    }

    @Test
    void refusesALinkOutOfAConfigMap() {
        assertRefused("configmap://credit.models/out.json", "is a link that leads out of ConfigMap 'credit.models'");
    }

    @Test
    void saysThatAValueIsEmpty() {
        assertRefused("configmap://credit.models/empty.json", "is empty");
    }

    @Test
    void saysHowToRunWithoutACluster() {
        assertRefused(
                "configmap://other/a.json",
                "ConfigMap 'other' isn't mounted here. In a cluster it must be in the graph's namespace, which mounts it;"
                        + " elsewhere put its files into DIR/configmap/other and set mehari.models.mounts=DIR");
    }

    @Test
    void refusesStepsUpwardsBelowAConfigMap() {
        assertThatThrownBy(() -> locate("../credit-trees.json", Optional.of("configmap://credit.models")))
                .hasMessageContaining("leads upwards by '..'");
    }

    // ------------------------------------------------------------------------------------------------ claims

    @Test
    void readsAFileOfAClaimWhereItLies() throws IOException {
        assertThat(locate("pvc://models/credit/v7/trees.json").path())
                .isEqualTo(claim.resolve("credit/v7/trees.json").toRealPath());
    }

    @Test
    void takesPathsBelowAClaimAsTheyAre() {
        String digest = Digests.sha256(CONTENT);
        assertThat(locate("v7/trees.json", Optional.of("pvc://models/credit")).sha256())
                .isEqualTo(digest);
        assertThat(locate("a b.json", Optional.of("pvc://models")).sha256()).isEqualTo(digest);
        assertThat(locate("pvc://models/a%20b.json").sha256()).isEqualTo(digest);
    }

    @Test
    void followsLinksInsideAClaim() {
        assertThat(locate("pvc://models/latest/trees.json").sha256()).isEqualTo(Digests.sha256(CONTENT));
    }

    @Test
    void takesAClaimThatIsALinkItself() throws IOException {
        Files.createSymbolicLink(mounts.resolve("pvc/mine"), claim);
        assertThat(locate("pvc://mine/a b.json").sha256()).isEqualTo(Digests.sha256(CONTENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pvc://models/out.json", "pvc://models/up/pvc/models-of-others/x.json"})
    void refusesLinksOutOfAClaim(String uri) {
        assertRefused(uri, "is a link that leads out of PersistentVolumeClaim 'models'. Put the file itself there");
    }

    @Test
    void saysWhatIsWrongWithAPath() {
        assertRefused("pvc://models/credit/v8/trees.json", "has no 'credit/v8/trees.json'. Check the name");
        assertRefused("pvc://models/credit", "'credit' is a folder of PersistentVolumeClaim 'models'");
        assertRefused("pvc://models/a b.json/x", "has no 'a b.json/x'");
        assertRefused("pvc://models/circle", "has no 'circle'");
        assertRefused("pvc://models", "it names no file. Write pvc://models/PATH");
        assertRefused("pvc://models/a?b", "has a '?'");
        assertRefused("pvc://else/x.json", "PersistentVolumeClaim 'else' isn't mounted here");
    }

    // ------------------------------------------------------------------------------------------------ tricks

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KIND:///x.json",
                "KIND://../secret.json",
                "KIND://./x.json",
                "KIND://..%2f/x.json",
                "KIND://%2e%2e/secret.json",
                "KIND://models/../secret.json",
                "KIND://models/%2e%2e/%2e%2e/secret.json",
                "KIND://models/%252e%252e/secret.json",
                "KIND://models/..%2f..%2fsecret.json",
                "KIND://models/..;/secret.json",
                "KIND://models/.%2e/secret.json",
                "KIND://models//etc/passwd",
                "KIND://models/%2fetc/passwd",
                "KIND://models/..\\secret.json",
                "KIND://models/x%00.json",
                "KIND://models/\u2025/secret.json",
                "KIND://user:word@models/a.json",
                "KIND://models:80/a b.json",
                "KIND://Models/a.json",
                "KIND://models./a.json",
                "KIND://-models/a.json",
                "KIND://mod_els/a.json",
                "KIND://[::1]/a.json",
                "KIND:models/a.json",
                "KIND:/models/a.json",
                "KIND:",
                "KIND://",
                "KIND://models/",
                "KIND://models/.",
                "KIND://models/..",
                "KIND://models/..data/credit-trees.json",
                "KIND://credit.models/..data",
                "KIND://credit.models/..2026_01_01",
                "KIND://models/a.json#x",
                "KIND://models/%zz"
            })
    void refusesTricksInWordsOfItsOwn(String trick) {
        for (String kind : List.of("configmap", "pvc")) {
            assertRefused(trick.replace("KIND", kind), "'");
        }
    }
}
