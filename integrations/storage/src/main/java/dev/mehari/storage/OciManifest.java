// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The files of an artefact: each layer with its title, as ORAS and others push them (OCI Image Specification 1.1). */
record OciManifest(List<Layer> layers) {
    static final int MOST_BYTES = 4 << 20;
    private static final int MOST_SHOWN = 20;
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(50).build())
            .build());

    /**
     * @param title the file's name; empty if the layer has none
     * @param sha256 64 hexadecimal digits
     * @param sizeBytes as the manifest says, at least 0
     * @param isArchive whether the title is a folder's, packed
     */
    record Layer(String title, String sha256, long sizeBytes, boolean isArchive) {}

    /** @throws IOException in words, if it isn't the manifest of an artefact */
    static OciManifest read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IOException("the registry's manifest isn't JSON", e);
        }
        if (root.path("manifests").isArray()) {
            throw new IOException("it is an index of several manifests. Name one of them by @sha256:DIGEST");
        }
        if (!root.path("layers").isArray()) {
            throw new IOException("the registry's manifest has no layers, as old ones have. Push it anew");
        }
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : root.path("layers")) {
            layers.add(layer(layer));
        }
        return new OciManifest(List.copyOf(layers));
    }

    private static Layer layer(JsonNode layer) throws IOException {
        String digest = layer.path("digest").asText("");
        long size = layer.path("size").asLong(-1);
        if (!digest.matches("sha256:[0-9a-f]{64}") || size < 0) {
            throw new IOException("a layer of its manifest has no digest by SHA-256 or no size. Push it anew");
        }
        JsonNode notes = layer.path("annotations");
        String media = layer.path("mediaType").asText("");
        boolean folder = notes.path("io.deis.oras.content.unpack").asText("").equals("true");
        boolean image = media.startsWith("application/vnd.oci.image.layer.v1.tar")
                        && notes.path("org.opencontainers.image.title").isMissingNode()
                || media.startsWith("application/vnd.docker.image.rootfs");
        return new Layer(
                notes.path("org.opencontainers.image.title").asText(""), digest.substring(7), size, folder || image);
    }

    /** The layer of a file; of the only one if none is named. Archives are never unpacked. */
    Layer layer(String file, String shown) throws IOException {
        List<Layer> found = layers.stream()
                .filter(layer -> file.isEmpty() || layer.title().equals(file))
                .toList();
        if (found.size() != 1) {
            throw new IOException(
                    file.isEmpty()
                            ? shown + " has " + layers.size() + " files" + known() + ". Name one: …/FILE"
                            : found.isEmpty()
                                    ? shown + " has no file '" + file + "'" + known() + ". Name one of them"
                                    : shown + " has '" + file + "' several times. Push it once");
        }
        if (found.get(0).isArchive()) {
            throw new IOException(
                    shown + " has a packed folder there, or is a container image; archives aren't unpacked. "
                            + "Push the files themselves: oras push " + shown.replaceFirst("@.*", ":TAG") + " FILE");
        }
        return found.get(0);
    }

    private String known() {
        List<String> titles = layers.stream()
                .map(Layer::title)
                .filter(title -> !title.isEmpty() && title.length() < 200)
                .sorted()
                .limit(MOST_SHOWN)
                .toList();
        return titles.isEmpty() ? "" : "; known: " + String.join(", ", titles);
    }
}
