// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.engine.RevisionDiff.Change;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RevisionDiffTest {
    private static List<Change> diff(String before, String after) {
        return RevisionDiff.of(revision(1, before), revision(2, after)).changes();
    }

    private static KnownRevision revision(int number, String canonical) {
        return new KnownRevision(
                "g",
                number,
                "",
                Instant.EPOCH,
                "",
                Path.of(""),
                Optional.empty(),
                "",
                canonical.replace('\'', '"'),
                Map.of(),
                Map.of(),
                "");
    }

    @Test
    void tellsAChangedConstantByItsStep() {
        List<Change> changes = diff(
                "{'steps':[{'id':'scale','ops':[{'clip':{'max':3,'min':0}}]}]}",
                "{'steps':[{'id':'scale','ops':[{'clip':{'max':4,'min':0}}]}]}");

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.path()).isEqualTo("steps[scale].ops[0].clip.max");
            assertThat(change.kind()).isEqualTo(RevisionDiff.Kind.CHANGED);
            assertThat(change.words()).isEqualTo("step 'scale', ops[0].clip.max was 3, is 4");
        });
    }

    @Test
    void tellsANewFileOfAModelInShort() {
        String digest = "0123456789abcdef".repeat(4);
        List<Change> changes = diff(
                "{'models':{'trees':{'sha256':'" + digest + "'}}}",
                "{'models':{'trees':{'sha256':'" + digest.replace('0', 'f') + "'}}}");

        assertThat(changes)
                .extracting(Change::words)
                .containsExactly("the file of model 'trees' was 0123456789ab…, is f123456789ab…");
        assertThat(changes.get(0).before())
                .hasValueSatisfying(value -> assertThat(value.asText()).isEqualTo(digest));
    }

    @Test
    void tellsStepsThatCameAndWentAndMoved() {
        List<Change> changes =
                diff("{'steps':[{'id':'a'},{'id':'b'},{'id':'c'}]}", "{'steps':[{'id':'c'},{'id':'a'},{'id':'d'}]}");

        assertThat(changes).extracting(Change::path).containsExactly("steps[b]", "steps[d]", "steps.order");
        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(RevisionDiff.Kind.REMOVED, RevisionDiff.Kind.ADDED, RevisionDiff.Kind.CHANGED);
    }

    @Test
    void findsNothingBetweenEquals() {
        assertThat(diff("{'steps':[{'id':'a','x':[1,2]}]}", "{'steps':[{'id':'a','x':[1,2]}]}"))
                .isEmpty();
    }

    @Test
    void tellsListsOfNumbersWhole() {
        assertThat(diff("{'steps':[{'id':'a','x':[1,2]}]}", "{'steps':[{'id':'a','x':[1,3]}]}"))
                .extracting(Change::words)
                .containsExactly("step 'a', x was [1,2], is [1,3]");
    }
}
