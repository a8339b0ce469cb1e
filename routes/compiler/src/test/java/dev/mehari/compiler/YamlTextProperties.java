// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import static org.assertj.core.api.Assertions.assertThat;

class YamlTextProperties {
    private static Object read(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    private static void assertReadAsWritten(String value) {
        YamlText text = new YamlText();
        text.line("steps:").deeper(() -> text.item("to", value).deeper(() -> text.entry("id", value)));
        assertThat(read(text.toString()))
                .as(text.toString())
                .isEqualTo(Map.of("steps", List.of(Map.of("to", value, "id", value))));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Character> any = Arbitraries.chars().filter(c -> !Character.isSurrogate(c) && c < 0xFFFE);
        Arbitrary<Character> telling =
                Arbitraries.chars().with("\n\r\t'\"\\-:#{}[]&*!|>%@`,? \u0085\u2028\u2029\uFEFF\u0000\u007Fé");
        return Arbitraries.oneOf(any, telling, telling).list().ofMaxSize(40).map(chars -> {
            StringBuilder text = new StringBuilder();
            chars.forEach(text::append);
            return text.toString();
        });
    }

    @Property
    void readsWhatItWrote(@ForAll("texts") String value) {
        assertReadAsWritten(value);
    }

    @Example
    void keepsLinesThatWouldEndTheDocument() {
        assertReadAsWritten("\"}]\n---\napiVersion: v1\nkind: Pod\n");
        assertReadAsWritten("a ? b // why\n  : c\n\n...");
        assertReadAsWritten("emoji \uD83D\uDE00 and a tag \uDB40\uDC41");
    }

    @Example
    void leavesPlainTextReadable() {
        assertThat(YamlText.quoted("it's")).isEqualTo("'it''s'");
    }
}
