// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mehari.operator.desired.CamelKRenderer;
import dev.mehari.operator.desired.CamelKVersion;
import dev.mehari.operator.desired.GraphObjects;
import dev.mehari.operator.desired.GraphOwner;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.desired.Neighbourhood;
import dev.mehari.operator.desired.OptionalKind;
import dev.mehari.operator.desired.PlainRenderer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** An idle operator writes nothing, and one that sees something changed does: for everything that is ever applied. */
class DesiredMatchProperties {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ROUTES = """
            - route:
                id: credit
                from:
                  uri: mehari-graph:credit
                  steps:
                  - to: mehari-model:trees
            """;

    @Provide
    Arbitrary<ObjectNode> spec() {
        Arbitrary<String> quantity = Arbitraries.of("1", "1000m", "0.5", "1024Mi", "2Gi", "1e3");
        return Combinators.combine(
                        quantity,
                        quantity,
                        Arbitraries.of("pvc://models", "configmap://m", "s3://b/k"),
                        Arbitraries.of("secret", "").injectNull(0.3),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((cpu, gpu, root, secret, max, exposed, triggers) -> {
                    ObjectNode spec = JsonNodeFactory.instance.objectNode().put("modelRoot", root);
                    ObjectNode pods = spec.putObject("pods");
                    pods.putObject("resources")
                            .putObject("limits")
                            .put("cpu", "4")
                            .put("example.com/x", gpu);
                    pods.withObject("/resources")
                            .putObject("requests")
                            .put("cpu", cpu.matches(".*[iek].*") ? "1" : cpu);
                    if (secret != null && !secret.isEmpty()) {
                        pods.put("credentials", secret);
                        pods.putObject("nodeSelector").put("disk", "ssd");
                    }
                    ObjectNode scaling =
                            spec.putObject("autoscaling").put("max", max).put("cpu", 70);
                    if (triggers) {
                        scaling.putArray("triggers")
                                .addObject()
                                .put("type", "cron")
                                .putObject("metadata")
                                .put("start", "0 8 * * *");
                    }
                    if (exposed) {
                        ObjectNode expose = spec.putObject("expose");
                        expose.putObject("gateway").put("name", "public");
                        expose.putArray("hostnames").add("credit.example.com");
                    }
                    return spec;
                });
    }

    private static List<ObjectNode> objects(ObjectNode spec) {
        GraphRevision revision = new GraphRevision("bank", "credit", "u", 7, "0", spec, ROUTES, "image:1", "any");
        GraphOwner owner = new GraphOwner("bank", "credit", "u");
        Neighbourhood all = new Neighbourhood(
                Optional.of("mehari-system"),
                new TreeMap<>(Neighbourhood.MONITORING),
                EnumSet.allOf(OptionalKind.class));
        List<HasMetadata> objects = new ArrayList<>(new PlainRenderer().render(revision, 2));
        for (int minor : new int[] {10, 11}) {
            objects.addAll(new CamelKRenderer(new CamelKVersion(2, minor, 1)).render(revision, 2));
        }
        objects.add(GraphObjects.service(owner, OptionalLong.of(7)));
        objects.addAll(GraphObjects.around(owner, spec, all).objects());
        return objects.stream().map(o -> (ObjectNode) JSON.valueToTree(o)).toList();
    }

    /** As a client reads it, which knows most kinds by classes of its own. */
    private static JsonNode asRead(ObjectNode served) {
        HasMetadata read = Serialization.unmarshal(served.toString());
        return JSON.valueToTree(read);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void whatTheServerGivesBackIsAsWanted(@ForAll("spec") ObjectNode spec) {
        for (ObjectNode wanted : objects(spec)) {
            ObjectNode served = ServerDefaults.add(wanted);
            assertThat(DesiredMatch.matches(served, wanted)).as("%s", wanted).isTrue();
            assertThat(DesiredMatch.matches(asRead(served), wanted))
                    .as("%s", wanted)
                    .isTrue();
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatSomebodyChangedIsNot(
            @ForAll("spec") ObjectNode spec,
            @ForAll @IntRange(max = 30) int which,
            @ForAll @IntRange(max = 400) int where) {
        List<ObjectNode> objects = objects(spec);
        ObjectNode wanted = objects.get(which % objects.size());
        List<JsonPointer> leaves = new ArrayList<>();
        leaves(wanted, JsonPointer.empty(), leaves);
        JsonPointer leaf = leaves.get(where % leaves.size());
        ObjectNode served = ServerDefaults.add(wanted);
        change(served, leaf);
        assertThat(DesiredMatch.matches(served, wanted))
                .as("%s changed in %s", leaf, wanted)
                .isFalse();
    }

    private static void leaves(JsonNode node, JsonPointer at, List<JsonPointer> found) {
        if (node.isValueNode()) {
            found.add(at);
        }
        node.properties().forEach(e -> leaves(e.getValue(), at.appendProperty(e.getKey()), found));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            leaves(node.get(i), at.appendIndex(i), found);
        }
    }

    private static void change(ObjectNode object, JsonPointer leaf) {
        JsonNode parent = object.at(leaf.head());
        JsonNode old = object.at(leaf);
        JsonNode other = old.isBoolean()
                ? BooleanNode.valueOf(!old.asBoolean())
                : old.isNumber()
                        ? DecimalNode.valueOf(old.decimalValue().add(java.math.BigDecimal.ONE))
                        : TextNode.valueOf(old.asText() + "x");
        if (parent instanceof ArrayNode array) {
            array.set(leaf.last().getMatchingIndex(), other);
        } else {
            ((ObjectNode) parent).set(leaf.last().getMatchingProperty(), other);
        }
    }
}
