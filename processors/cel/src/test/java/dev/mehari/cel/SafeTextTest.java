// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;
import java.util.Random;

import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link CelCondition#text}: the same condition, with nothing in it that Camel takes for its own. */
class SafeTextTest {
    private final TestRequest request =
            TestRequest.batch().input("s", Tensor.of(Shape.of(1), "x")).input("n", Tensor.of(Shape.of(1), 1));

    private static void assertSafe(String text) {
        assertThat(text)
                .doesNotContain("{{", "}}", "${", "$simple{", "?nested=", "#{", "\n", "\r", "\t", "\0")
                .doesNotMatch("(?s)^\\s*[A-Za-z][A-Za-z0-9+.-]*:.*")
                .isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s == '{{secret}}'",
                "s == \"{{secret}}\"",
                "s == '{{?env:HOME}}'",
                "s == r'{{a}}'",
                "s == '''{{\na}}'''",
                "s != '{' + '{' + 'a}}'",
                "{'a': {'b': 1}}.a.b == 1",
                "{'a':{'b':{'c':1}}}['a']['b']['c'] == 1",
                "[{'a':{'b':1}}][0].a.b == 1",
                "s == '${header.x}'",
                "s == '$simple{body}'",
                "s == '$' + '{body}'",
                "s == '?nested=true' || s == 'a?nested=false'",
                "s == 'resource:classpath:a' || 'file:/etc/passwd' == s",
                "// resource:file:/etc/passwd\n s == 'a'",
                "// {{a}}\ns == 'a' // ${b}",
                "s == 'a\\n{{b}}'",
                "s == '\\u007b\\u007ba\\u007d\\u007d'",
                "s == '#{bean}' || s == '@{x}' || s == '%{y}' || s == '#bean:x'",
                "s == 'RAW({{a}})'",
                "s == '\\'{{\\'' || s == \"'{{'\"",
                "s == '\\\\{{' || s == r'\\{{a\\}}'",
                "  \n s == 'a'  \t\n",
                "s.matches('^a{2}$') || s.matches(r'^\\d{2,3}${0}x{')",
                "s == 'é😀\u2028\u0085\u0000'",
                "s == '\\000' || s == '\\x00' || s == '\u200b\ufeff'",
                "size({}) == 0",
                "n in {1: {2: 3}}[1]",
                "(n == 1)?(s == 'a'):(s == '{{b}}')",
                "s == '{{' && s == '}}'",
                "s == '\"' || s == '`' || s == \"\\\"\""
            })
    void takesNothingForCamelsOwn(String text) {
        CelCondition condition = request.condition(text);
        assertSafe(condition.text());
        CelCondition again = request.condition(condition.text());
        assertThat(again.text()).as("once safe, it stays as it is").isEqualTo(condition.text());
        assertThat(NessieGrammar.of(Parser.parse(again.text()))).isEqualTo(NessieGrammar.of(Parser.parse(text)));
        assertThat(again.references()).isEqualTo(condition.references());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "n  <   5|n < 5",
                "n<5&&s=='a'|n<5&&s==\"a\"",
                "n < 5 // for now|n < 5",
                "s == '{{a}}'|s == \"\\u007b\\u007ba\\u007d\\u007d\"",
                "{'a':{'b':1}}.a.b == 1|{\"a\":{\"b\":1} }.a.b == 1",
                "s == r'\\d'|s == \"\\u005cd\"",
                "s == '😀'|s == \"\\U0001f600\""
            })
    void keepsTheWordsOfTheAuthor(String text, String safe) {
        assertThat(request.condition(text).text()).isEqualTo(safe);
    }

    @Test
    void keepsTheMeaningOfAnyText() {
        Random random = new Random(4);
        List<String> pieces = List.of(
                "{",
                "}",
                "{{",
                "}}",
                "$",
                "#",
                "?nested=true",
                "resource:",
                "\\\\",
                "\\'",
                "\"",
                "a",
                " ",
                "é",
                "😀",
                "\\u007b",
                "//");
        for (int i = 0; i < 3_000; i++) {
            StringBuilder literal = new StringBuilder("'");
            for (int n = random.nextInt(8); n > 0; n--) {
                literal.append(pieces.get(random.nextInt(pieces.size())));
            }
            String text = "s == " + literal.append('\'');
            CelCondition condition = request.condition(text);
            assertSafe(condition.text().replace(": ", "")); // a colon inside of quotes is none of a scheme
            assertThat(NessieGrammar.tree(condition.text())).as(text).hasValue(NessieGrammar.of(Parser.parse(text)));
        }
    }
}
