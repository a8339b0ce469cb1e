// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An image: its layers, and how it is run.
 *
 * @param name {@code repository:tag}, without a registry
 * @param layers from the bottom
 * @param command what runs, before arguments
 * @param arguments given where a pod gives none
 * @param environment {@code NAME=value}
 * @param ports it listens on, for readers only
 */
record Image(
        String name,
        List<Layer> layers,
        List<String> command,
        List<String> arguments,
        List<String> environment,
        List<Integer> ports) {
    private static final String CREATED = "2026-01-01T00:00:00Z";
    private static final String OCI = "application/vnd.oci.image.";

    /**
     * Writes one archive that is both an OCI layout (containerd, skopeo's {@code oci-archive:}) and what {@code docker save}
     * writes (Docker, Podman, crane).
     *
     * @return digest of the manifest: what the image is called in a registry
     */
    String write(Path archive) throws IOException {
        byte[] config = bytes(config());
        byte[] manifest = bytes(manifest(config));
        String digest = Digests.of(manifest);
        try (TarWriter tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16))) {
            tar.file("oci-layout", bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
            tar.file("index.json", bytes(index(digest, manifest.length)));
            tar.file("manifest.json", bytes(dockerManifest(config)));
            tar.folder("blobs", 0755, 0);
            tar.folder("blobs/sha256", 0755, 0);
            tar.file(blob(Digests.of(config)), config);
            tar.file(blob(digest), manifest);
            Set<String> written = new TreeSet<>();
            for (Layer layer : layers) {
                if (written.add(layer.digest())) {
                    tar.file(blob(layer.digest()), 0644, layer.file());
                }
            }
        }
        return digest;
    }

    private String config() {
        String exposed = String.join(
                ",", ports.stream().map(p -> Json.text(p + "/tcp") + ":{}").toList());
        List<String> history = new ArrayList<>();
        for (Layer layer : layers) {
            history.add("{\"created\":" + Json.text(CREATED) + ",\"created_by\":" + Json.text("mehari " + layer.name())
                    + "}");
        }
        return "{\"created\":" + Json.text(CREATED)
                + ",\"architecture\":" + Json.text(Runtimes.architecture())
                + ",\"os\":\"linux\",\"config\":{\"User\":" + Json.text(Runtimes.USER + ":" + Runtimes.USER)
                + ",\"WorkingDir\":\"/deployments\",\"ExposedPorts\":{" + exposed + "}"
                + ",\"Env\":" + Json.texts(environment)
                + ",\"Entrypoint\":" + Json.texts(command)
                + ",\"Cmd\":" + Json.texts(arguments)
                + ",\"Labels\":{\"org.opencontainers.image.licenses\":\"Apache-2.0\",\"org.opencontainers.image.title\":"
                + Json.text(name.substring(0, name.indexOf(':')))
                + ",\"org.opencontainers.image.version\":" + Json.text(name.substring(name.indexOf(':') + 1)) + "}}"
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + Layer.contents(layers) + "]}"
                + ",\"history\":[" + String.join(",", history) + "]}";
    }

    private String manifest(byte[] config) {
        List<String> blobs = new ArrayList<>();
        for (Layer layer : layers) {
            blobs.add(descriptor(OCI + "layer.v1.tar+gzip", layer.digest(), layer.size()) + "}");
        }
        return "{\"schemaVersion\":2,\"mediaType\":" + Json.text(OCI + "manifest.v1+json")
                + ",\"config\":" + descriptor(OCI + "config.v1+json", Digests.of(config), config.length) + "}"
                + ",\"layers\":[" + String.join(",", blobs) + "]}";
    }

    private String index(String digest, int size) {
        return "{\"schemaVersion\":2,\"mediaType\":" + Json.text(OCI + "index.v1+json") + ",\"manifests\":["
                + descriptor(OCI + "manifest.v1+json", digest, size)
                + ",\"platform\":{\"architecture\":" + Json.text(Runtimes.architecture()) + ",\"os\":\"linux\"}"
                + ",\"annotations\":{\"io.containerd.image.name\":" + Json.text(name)
                + ",\"org.opencontainers.image.ref.name\":" + Json.text(name.substring(name.indexOf(':') + 1)) + "}}]}";
    }

    private String dockerManifest(byte[] config) {
        return "[{\"Config\":" + Json.text(blob(Digests.of(config))) + ",\"RepoTags\":" + Json.texts(List.of(name))
                + ",\"Layers\":"
                + Json.texts(layers.stream().map(l -> blob(l.digest())).toList()) + "}]";
    }

    private static String descriptor(String type, String digest, long size) {
        return "{\"mediaType\":" + Json.text(type) + ",\"digest\":" + Json.text(digest) + ",\"size\":" + size;
    }

    private static String blob(String digest) {
        return "blobs/sha256/" + Digests.hex(digest);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
