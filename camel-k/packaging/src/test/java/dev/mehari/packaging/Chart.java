// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The operator's chart, rendered by Helm itself. */
final class Chart {
    static final Path FOLDER =
            Path.of(System.getProperty("mehari.root", "../..")).resolve("camel-k/packaging/chart");

    private Chart() {}

    /** The text that Helm makes with these values, by dotted path. */
    static String render(Map<String, Object> values) {
        TemplateCommand template =
                new Helm(FOLDER).template().withName("mehari").withNamespace("mehari-system");
        values.forEach(template::set);
        return template.call();
    }

    /** Its objects. */
    static List<JsonNode> objects(String text) {
        List<JsonNode> objects = new ArrayList<>();
        for (String document : text.split("(?m)^---$")) {
            JsonNode object = document.isBlank() ? null : Serialization.unmarshal(document, JsonNode.class);
            if (object != null && object.isObject()) {
                objects.add(object);
            }
        }
        return objects;
    }

    static List<JsonNode> objects(Map<String, Object> values) {
        return objects(render(values));
    }
}
