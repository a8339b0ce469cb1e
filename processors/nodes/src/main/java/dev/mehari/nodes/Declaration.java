// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelCard;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * What a revision declares beside its steps: inputs, models, the values that flow with their types, outputs, taps. It is
 * the first bean of an exported graph, and every step of the route names it.
 *
 * <p>It numbers the <em>slots</em> of a {@link Inference}: first the inputs, then every node output, then one per block
 * that has branches, for the path. A bean is made by setters, so it is mutable until its text is set, and never after.
 */
public final class Declaration {
    private String text = "";
    private String manifest = "";
    private Path folder = Path.of("");
    private @Nullable Content content;

    /**
     * One declared input.
     *
     * @param fallback what stands in for one row of the whole input, flat (null is missing); null if it must be sent
     * @param columnFallbacks the same by the column's name, for columns that may be left out
     */
    public record Input(
            String name,
            TensorType type,
            @Nullable List<@Nullable Object> fallback,
            Map<String, @Nullable Object> columnFallbacks) {
        /** Whether a request may leave out the whole input. */
        public boolean isOptional() {
            return fallback != null;
        }
    }

    /** One declared output: its name in the answer and the slot it comes from. */
    public record Output(String name, int slot) {}

    /** One model with what must be known to load it. */
    public record DeclaredModel(String key, String runtime, String uri, Optional<String> sha256, ModelCard card) {}

    /**
     * What one request may cost; −1 where the graph sets no limit of its own.
     *
     * @param rows of one request
     * @param bodyBytes of one request's body
     * @param inFlight requests answered at the same time
     * @param timeoutMillis how long a request may take
     */
    public record Limits(long rows, long bodyBytes, long inFlight, long timeoutMillis) {}

    private record Content(
            String graph,
            long revision,
            String identity,
            boolean batch,
            List<Input> inputs,
            Map<String, DeclaredModel> models,
            Optional<String> modelRoot,
            List<String> slotNames,
            List<TensorType> slotTypes,
            Map<String, Integer> slots,
            List<String> blocks,
            List<Output> outputs,
            List<Map<String, @Nullable Object>> warmupRequests,
            Duration warmupLimit,
            Limits limits) {}

    /** The declaration as JSON. */
    public void setText(String text) {
        this.text = text;
        try {
            content = parse(JsonMapper.builder().build().readTree(text));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("the declaration is no JSON: " + e.getMessage(), e);
        }
    }

    public String getText() {
        return text;
    }

    /** The graph file that all of this was made from, as JSON; empty in a text that was made without. It isn't read to run. */
    public void setManifest(String manifest) {
        this.manifest = manifest;
    }

    public String getManifest() {
        return manifest;
    }

    /** The folder that relative model URIs start from. */
    public void setFolder(String folder) {
        this.folder = Path.of(folder);
    }

    public String getFolder() {
        return folder.toString();
    }

    private Content content() {
        if (content == null) {
            throw new IllegalStateException("the declaration has no text yet");
        }
        return content;
    }

    public String graph() {
        return content().graph;
    }

    public long revision() {
        return content().revision;
    }

    /** SHA-256 of what the revision is made of, 64 hexadecimal digits. */
    public String identity() {
        return content().identity;
    }

    /** {@code credit@3}: the revision's route and the name of this bean. */
    public String id() {
        return graph() + "@" + revision();
    }

    /** Whether dimension 0 of every value is the batch (rule 6). */
    public boolean isBatch() {
        return content().batch;
    }

    public List<Input> inputs() {
        return content().inputs;
    }

    public List<Output> outputs() {
        return content().outputs;
    }

    public Map<String, DeclaredModel> models() {
        return content().models;
    }

    /** Blocks whose branches make the path, in file order. */
    public List<String> blocks() {
        return content().blocks;
    }

    /** Requests to warm with, as input or column name to value; empty to make them from the inputs. */
    public List<Map<String, @Nullable Object>> warmupRequests() {
        return content().warmupRequests;
    }

    /** When warming ends at the latest. */
    public Duration warmupLimit() {
        return content().warmupLimit;
    }

    public Limits limits() {
        return content().limits;
    }

    ModelBase modelBase() {
        return new ModelBase(folder, content().modelRoot);
    }

    /** How many slots hold values: all but those of the path, which come last. */
    int valueCount() {
        return content().slotNames.size();
    }

    /** How many slots an {@link Inference} of this graph has. */
    int slotCount() {
        return content().slotNames.size() + content().blocks.size();
    }

    /**
     * The slot of {@code input}, or {@code node.output}.
     *
     * @throws IllegalArgumentException if nothing of that name flows in this graph
     */
    int slot(String reference) {
        Integer slot = content().slots.get(reference);
        if (slot == null) {
            throw new IllegalArgumentException("graph " + id() + " has no value '" + reference + "'");
        }
        return slot;
    }

    String slotName(int slot) {
        return slot < content().slotNames.size()
                ? content().slotNames.get(slot)
                : blocks().get(slot - content().slotNames.size());
    }

    /** The declared type of the value in that slot. */
    public TensorType slotType(int slot) {
        return content().slotTypes.get(slot);
    }

    /** The slot in which a block leaves its path. */
    int pathSlot(String block) {
        int index = blocks().indexOf(block);
        if (index < 0) {
            throw new IllegalArgumentException("graph " + id() + " has no block '" + block + "'");
        }
        return content().slotNames.size() + index;
    }

    int[] pathSlots(List<String> nested) {
        return nested.stream().mapToInt(this::pathSlot).toArray();
    }

    private static Content parse(JsonNode json) {
        if (json.path("open").asBoolean()) {
            throw new IllegalArgumentException("the text of graph '"
                    + json.path("graph").asText()
                    + "' is open: it lacks what only the models tell. Let 'mehari integration' run it, or take the text of"
                    + " 'mehari export' without --open");
        }
        List<Input> inputs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<TensorType> types = new ArrayList<>();
        for (JsonNode node : json.path("inputs")) {
            Input input = parseInput(node);
            inputs.add(input);
            names.add(input.name());
            types.add(input.type());
        }
        for (JsonNode node : json.path("values")) {
            names.add(node.path("name").asText());
            types.add(parseType(node));
        }
        Map<String, Integer> slots = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            slots.put(names.get(i), i);
        }
        List<String> blocks = new ArrayList<>();
        json.path("blocks").forEach(b -> blocks.add(b.asText()));
        List<Output> outputs = new ArrayList<>();
        for (JsonNode node : json.path("outputs")) {
            Integer slot = slots.get(node.path("from").asText());
            if (slot == null) {
                throw new IllegalArgumentException(
                        "output '" + node.path("name").asText() + "' comes from a value that isn't declared");
            }
            outputs.add(new Output(node.path("name").asText(), slot));
        }
        Map<String, DeclaredModel> models = new LinkedHashMap<>();
        json.path("models")
                .fields()
                .forEachRemaining(e -> models.put(e.getKey(), parseModel(e.getKey(), e.getValue())));
        return new Content(
                json.path("graph").asText(),
                json.path("revision").asLong(),
                json.path("identity").asText(),
                json.path("batch").asBoolean(true),
                List.copyOf(inputs),
                Collections.unmodifiableMap(models),
                json.hasNonNull("modelRoot") ? Optional.of(json.get("modelRoot").asText()) : Optional.empty(),
                List.copyOf(names),
                List.copyOf(types),
                Map.copyOf(slots),
                List.copyOf(blocks),
                List.copyOf(outputs),
                warmupRequests(json.path("warmup")),
                Duration.ofMillis(json.path("warmup").path("limitMillis").asLong(3000)),
                new Limits(
                        json.path("limits").path("rows").asLong(-1),
                        json.path("limits").path("bodyBytes").asLong(-1),
                        json.path("limits").path("inFlight").asLong(-1),
                        json.path("limits").path("timeoutMillis").asLong(-1)));
    }

    @SuppressWarnings("unchecked") // a JSON object becomes a map by text
    private static List<Map<String, @Nullable Object>> warmupRequests(JsonNode warmup) {
        List<Map<String, @Nullable Object>> requests = new ArrayList<>();
        for (JsonNode request : warmup.path("requests")) {
            if (Json.plain(request) instanceof Map<?, ?> map) {
                requests.add((Map<String, @Nullable Object>) map);
            }
        }
        return List.copyOf(requests);
    }

    private static Input parseInput(JsonNode node) {
        Map<String, @Nullable Object> columnFallbacks = new LinkedHashMap<>();
        for (JsonNode feature : node.path("features")) {
            if (feature.has("default")) {
                columnFallbacks.put(feature.path("name").asText(), Json.plain(feature.get("default")));
            }
        }
        List<@Nullable Object> fallback = null;
        if (node.has("default")) {
            fallback = new ArrayList<>();
            for (JsonNode value : node.get("default")) {
                fallback.add(Json.plain(value));
            }
        }
        return new Input(
                node.path("name").asText(), parseType(node), fallback, Collections.unmodifiableMap(columnFallbacks));
    }

    /** Reads {@code datatype}, {@code shape} and {@code features}. */
    static TensorType parseType(JsonNode node) {
        Datatype datatype = Datatype.named(node.path("datatype").asText())
                .orElseThrow(() -> new IllegalArgumentException(
                        "no datatype '" + node.path("datatype").asText() + "'"));
        Shape shape = null;
        if (node.hasNonNull("shape")) {
            long[] dims = new long[node.get("shape").size()];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = node.get("shape").get(i).asLong();
            }
            shape = Shape.of(dims);
        }
        List<Feature> features = new ArrayList<>();
        for (JsonNode feature : node.path("features")) {
            if (feature.isTextual()) {
                features.add(Feature.number(feature.asText()));
            } else {
                List<String> categories = new ArrayList<>();
                feature.path("categories").forEach(c -> categories.add(c.asText()));
                features.add(new Feature(feature.path("name").asText(), categories));
            }
        }
        return new TensorType(datatype, shape, features);
    }

    private static DeclaredModel parseModel(String key, JsonNode node) {
        Map<String, Object> card = new LinkedHashMap<>();
        node.path("card").fields().forEachRemaining(e -> {
            Object value = Json.plain(e.getValue());
            if (value != null) {
                card.put(e.getKey(), value);
            }
        });
        return new DeclaredModel(
                key,
                node.path("runtime").asText(),
                node.path("uri").asText(),
                node.hasNonNull("sha256") ? Optional.of(node.get("sha256").asText()) : Optional.empty(),
                new ModelCard(node.path("version").asText(""), Collections.unmodifiableMap(card)));
    }
}
