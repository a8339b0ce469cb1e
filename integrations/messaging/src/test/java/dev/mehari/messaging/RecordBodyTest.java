// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.mehari.tensor.InferenceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordBodyTest {
    @Test
    void anObjectOfSingleValuesIsARow() {
        assertThat(RecordBody.read("{\"months\": 12, \"age\": null}".getBytes(StandardCharsets.UTF_8))
                        .form())
                .isEqualTo(RecordBody.Form.ROW);
        assertThat(RecordBody.read(Map.of("months", 12)).form()).isEqualTo(RecordBody.Form.ROW);
    }

    @Test
    void anObjectOfListsIsColumns() {
        assertThat(RecordBody.read("{\"months\": [12, 24]}").form()).isEqualTo(RecordBody.Form.COLUMNS);
        assertThat(RecordBody.read(Map.of("months", new int[] {12})).form()).isEqualTo(RecordBody.Form.COLUMNS);
    }

    @Test
    void anArrayOfObjectsIsRows() {
        assertThat(RecordBody.read("[{\"months\": 12}, {\"months\": 24}]").form())
                .isEqualTo(RecordBody.Form.ROWS);
    }

    @Test
    void aMessageOfTheProtocolIsLeftToItsConverter() {
        byte[] message = "{\"inputs\": [{\"name\": \"x\"}]}".getBytes(StandardCharsets.UTF_8);

        assertThat(RecordBody.read(message)).isEqualTo(new RecordBody(RecordBody.Form.PROTOCOL, message));
    }

    @Test
    void aColumnMayBeCalledInputs() {
        assertThat(RecordBody.read("{\"inputs\": [1, 2]}"))
                .isEqualTo(new RecordBody(RecordBody.Form.COLUMNS, Map.of("inputs", List.of(1, 2))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "\"text\"",
                "true",
                "[]",
                "[1, 2]",
                "[{}, 1]",
                "{",
                "{} {}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": NaN}",
                "not json",
                "{\"a\": 1e}"
            })
    void whatIsNoRequestIsRefusedInWords(String text) {
        assertThatThrownBy(() -> RecordBody.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InferenceException.class)
                .hasMessageStartingWith("the record is ");
    }

    @Test
    void depthNumbersAndEncodingHaveLimits() {
        for (byte[] bytes : List.of(
                "[".repeat(100_000).getBytes(StandardCharsets.UTF_8),
                ("{\"a\": " + "9".repeat(100_000) + "}").getBytes(StandardCharsets.UTF_8),
                new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'})) {
            assertThatThrownBy(() -> RecordBody.read(bytes))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageStartingWith("the record is no JSON");
        }
    }
}
