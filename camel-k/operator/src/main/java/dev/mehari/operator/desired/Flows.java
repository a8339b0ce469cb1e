// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.List;
import java.util.Map;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Routes as the list that {@code spec.flows} is. Read with the parser, and the schema, that Camel itself reads them with. */
final class Flows {
    /** An object of the API server may have 1.5 MiB, and its history of owners and Camel K's copy count too. */
    static final int MAX_BYTES = 500_000;

    private Flows() {}

    static List<?> of(String routes, Complaints complaints) {
        Object flows;
        try {
            flows = new Load(LoadSettings.builder()
                            .setMaxAliasesForCollections(0)
                            .build())
                    .loadFromString(routes);
        } catch (YamlEngineException e) {
            complaints.add("routes", "they are no YAML: " + e.getMessage(), "");
            return List.of();
        }
        if (!(flows instanceof List<?> list) || list.stream().anyMatch(flow -> !(flow instanceof Map))) {
            complaints.add("routes", "they are no list of routes", "");
            return List.of();
        }
        return list;
    }
}
