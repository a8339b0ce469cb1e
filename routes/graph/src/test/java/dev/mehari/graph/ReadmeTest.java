// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The reference page's examples: each is right, or gets just the findings that the page shows below it. */
class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```\n(?:```text\n(.*?)```)?", Pattern.DOTALL);

    private final Bench bench = Bench.withModels();

    /** The page's graph that another one uses. */
    @BeforeEach
    void laysTheFirstExampleBeside() throws IOException {
        bench.file("flowers.graph.yaml", examples().get(0).graph());
    }

    record Example(String graph, List<String> findings) {}

    static List<Example> examples() throws IOException {
        Matcher matcher = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
        List<Example> examples = new ArrayList<>();
        while (matcher.find()) {
            String text = matcher.group(1);
            String graph = text.startsWith("apiVersion") ? text : Bench.head(text.indent(2));
            String findings = matcher.group(2);
            examples.add(new Example(
                    graph, findings == null ? List.of() : findings.lines().toList()));
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void checksAsThePageSays(Example example) {
        assertThat(bench.findings(example.graph())).isEqualTo(example.findings());
    }

    @Test
    void hasAnExampleInEverySection() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(18);
    }

    @Test
    void namesEveryKernelAndKeyOfTheSpec() throws IOException {
        String page = Files.readString(Path.of("README.md"));

        assertThat(dev.mehari.maths.Op.kernels()).allMatch(page::contains);
        assertThat(dev.mehari.maths.Aggregator.values()).allMatch(each -> page.contains("`" + each.word() + "`"));
        assertThat(StepKind.words()).allMatch(kind -> page.contains(kind + ":"));
        assertThat(Keys.names(GraphSpec.class)).allMatch(key -> page.contains("`" + key + "`"));
    }
}
