// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The files that are made of others: the chart's CRD, and the plain YAML for those without Helm. */
class InstallTest {
    private static final String MEND = "write it anew with"
            + " mvn test -pl camel-k/packaging -am -Dtest=InstallTest -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Dsurefire.extra=-Dmehari.golden=write";
    private static final Path CRD = Chart.FOLDER.resolve("crds/inferencegraphs.mehari.dev.yaml");
    private static final Path INSTALL = Chart.FOLDER.resolveSibling("install/mehari.yaml");

    /** What only says that Helm made it. */
    private static final Pattern OF_HELM =
            Pattern.compile("(?m)^\\s*(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by): .*\\R|^# Source: .*\\R");

    private static final String NAMESPACE = """
            # The operator in the namespace mehari-system, for graphs in all namespaces. Made from the chart beside it.
            #   kubectl apply --server-side -f mehari.yaml
            apiVersion: v1
            kind: Namespace
            metadata:
              name: mehari-system
              labels:
                pod-security.kubernetes.io/enforce: restricted
            """;

    @Test
    void theChartsDefinitionIsThatOfTheResource() throws IOException {
        assertWritten(CRD, definition());
    }

    @Test
    void thePlainFileIsTheChartRendered() throws IOException {
        String rendered = OF_HELM.matcher(Chart.render(Map.of())).replaceAll("").replaceFirst("^---\\R", "");

        assertWritten(
                INSTALL, NAMESPACE + "---\n" + definition().replaceFirst("(?s)^.*?---\\R", "") + "---\n" + rendered);
    }

    @Test
    void thePlainFileBringsTheDefinitionFirstAndTheOperator() throws IOException {
        List<JsonNode> objects = Chart.objects(Files.readString(INSTALL));

        assertThat(objects).map(o -> o.path("kind").asText()).startsWith("Namespace", "CustomResourceDefinition");
        assertThat(objects).map(o -> o.path("kind").asText()).contains("Deployment", "ClusterRole");
        assertThat(Files.readString(INSTALL)).doesNotContain("Helm");
    }

    private static String definition() throws IOException {
        String name = "/META-INF/fabric8/inferencegraphs.mehari.dev-v1.yml";
        try (InputStream in = Objects.requireNonNull(InstallTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertWritten(Path file, String text) throws IOException {
        if (System.getProperty("mehari.golden", "").equals("write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).as(MEND).hasContent(text);
    }
}
