// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.engine.KnownRevision.KnownModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * ONE GRAPH'S REVISIONS ON DISK
 *
 * A text file of lines, only ever appended to:
 *
 *   9a0c11d2 {"format":"mehari revisions","version":1,"graph":"credit"}
 *   5b7a90e1 {"revision":1,"identity":"…","firstSeen":"…","file":…,"manifest":…,"canonical":…,"models":…,"text":…}
 *   c3d4ee01 {"live":1,"at":"…"}
 *   └─ CRC-32 of the JSON's bytes, eight hexadecimal digits
 *
 * Revisions come in the order of their numbers, without gaps; one that comes again, with the same identity, stands for the
 * same revision brought up to date. A line counts once its line end is on the disk, and a number
 * is handed out after that. So what a crash leaves is either whole lines, or whole lines and a last one without its end,
 * which nobody has seen: it is cut off before the next line is written. Anything else is damage, and never guessed at.
 */
/** Reads and appends to the file of one graph. The one owner of its format; guarded by {@link RevisionNumbers}. */
final class RevisionFile {
    private static final Logger LOG = LoggerFactory.getLogger(RevisionFile.class);
    private static final String FORMAT = "mehari revisions";
    private static final int VERSION = 1;
    private static final int CRC_DIGITS = 8;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;
    private final String graph;

    RevisionFile(Path folder, String graph) {
        this.path = folder.resolve(graph + ".revisions");
        this.graph = graph;
    }

    /**
     * What the file says.
     *
     * @param revisions number n at index n−1
     * @param lives the numbers that went live, in time
     * @param length of the whole lines in bytes
     */
    record Content(List<KnownRevision> revisions, List<Long> lives, long length) {
        static final Content NONE = new Content(List.of(), List.of(), 0);
    }

    /** @throws RevisionsLostException if it is no file of ours, or damaged */
    Content read() {
        if (!Files.exists(path)) {
            return Content.NONE;
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new RevisionsLostException("the revisions of graph '" + graph + "' can't be read: " + path, e);
        }
        List<KnownRevision> revisions = new ArrayList<>();
        List<Long> lives = new ArrayList<>();
        int start = 0;
        int line = 0;
        for (int end = lineEnd(bytes, start); end >= 0; end = lineEnd(bytes, start)) {
            line++;
            JsonNode json = parse(bytes, start, end, line);
            if (line == 1) {
                checkHeader(json);
            } else if (json.has("revision")) {
                add(revisions, revision(json, line), line);
            } else if (json.path("live").isIntegralNumber()) {
                lives.add(json.path("live").asLong());
            } else {
                throw damaged(line, "it is neither a revision nor a change of the live one", null);
            }
            start = end + 1;
        }
        if (line == 0 && bytes.length > 0 && !isTornHeader(bytes)) {
            throw foreign();
        }
        return new Content(List.copyOf(revisions), List.copyOf(lives), start);
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Whether a crash can have left this beginning of a header. */
    private boolean isTornHeader(byte[] bytes) {
        byte[] whole = line(header());
        return bytes.length < whole.length && Arrays.equals(bytes, Arrays.copyOf(whole, bytes.length));
    }

    private JsonNode parse(byte[] bytes, int start, int end, int line) {
        int json = start + CRC_DIGITS + 1;
        if (json > end || bytes[json - 1] != ' ') {
            throw line == 1 ? foreign() : damaged(line, "it has no checksum", null);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, json, end - json);
        String told = new String(bytes, start, CRC_DIGITS, StandardCharsets.US_ASCII);
        if (!told.equals(String.format("%08x", crc.getValue()))) {
            throw line == 1 ? foreign() : damaged(line, "its checksum is wrong", null);
        }
        try {
            return JSON.readTree(new String(bytes, json, end - json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw damaged(line, "it is no JSON", e);
        }
    }

    private void checkHeader(JsonNode header) {
        if (!header.path("format").asText().equals(FORMAT)) {
            throw foreign();
        }
        if (header.path("version").asInt() != VERSION) {
            throw new RevisionsLostException(
                    path + " is of version " + header.path("version").asText() + ", this Mehari reads version "
                            + VERSION + ". Use the Mehari that wrote it, or another --home",
                    null);
        }
        if (!header.path("graph").asText().equals(graph)) {
            throw new RevisionsLostException(
                    path + " holds the revisions of graph '"
                            + header.path("graph").asText() + "', not of '" + graph + "'. Give it back its name",
                    null);
        }
    }

    private RevisionsLostException foreign() {
        return new RevisionsLostException(
                path + " isn't a file that Mehari keeps revisions in. Move it away; numbers then start at 1", null);
    }

    private RevisionsLostException damaged(int line, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new RevisionsLostException(
                path + " is damaged in line " + line + ": " + what
                        + ". Restore it from a backup, or move it away; numbers then start at 1",
                cause);
    }

    private void add(List<KnownRevision> revisions, KnownRevision revision, int line) {
        int index = (int) revision.number() - 1;
        if (index == revisions.size()) {
            revisions.add(revision);
        } else if (index >= 0
                && index < revisions.size()
                && revisions.get(index).identity().equals(revision.identity())) {
            revisions.set(index, revision);
        } else {
            throw damaged(
                    line, "it is revision " + revision.number() + " where " + (revisions.size() + 1) + " is due", null);
        }
    }

    private KnownRevision revision(JsonNode json, int line) {
        Map<String, KnownModel> models = new LinkedHashMap<>();
        json.path("models")
                .fields()
                .forEachRemaining(each -> models.put(
                        each.getKey(),
                        new KnownModel(
                                each.getValue().path("runtime").asText(),
                                each.getValue().path("uri").asText(),
                                each.getValue().path("sha256").asText(),
                                each.getValue().path("version").asText())));
        Map<String, Long> children = new LinkedHashMap<>();
        json.path("children")
                .fields()
                .forEachRemaining(
                        each -> children.put(each.getKey(), each.getValue().asLong()));
        try {
            return new KnownRevision(
                    graph,
                    json.path("revision").asLong(),
                    json.path("identity").asText(),
                    Instant.parse(json.path("firstSeen").asText()),
                    json.path("file").asText(),
                    Path.of(json.path("folder").asText()),
                    json.hasNonNull("modelRoot")
                            ? Optional.of(json.path("modelRoot").asText())
                            : Optional.empty(),
                    json.path("manifest").asText(),
                    json.path("canonical").asText(),
                    models,
                    children,
                    json.path("text").asText());
        } catch (DateTimeException e) {
            throw damaged(line, "firstSeen is no time", e);
        }
    }

    /**
     * Appends a revision; it is on the disk when this returns.
     *
     * @param length what was read, {@link Content#length}
     * @return the length now
     */
    long append(KnownRevision revision, long length) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("revision", revision.number())
                .put("identity", revision.identity())
                .put("firstSeen", revision.firstSeen().toString())
                .put("file", revision.file())
                .put("folder", revision.folder().toString());
        revision.modelRoot().ifPresent(root -> json.put("modelRoot", root));
        json.put("manifest", revision.manifest()).put("canonical", revision.canonical());
        ObjectNode models = json.putObject("models");
        revision.models().forEach((key, model) -> models.putObject(key)
                .put("runtime", model.runtime())
                .put("uri", model.uri())
                .put("sha256", model.sha256())
                .put("version", model.version()));
        ObjectNode children = json.putObject("children");
        revision.children().forEach(children::put);
        json.put("text", revision.text());
        return append(json, length);
    }

    /** Appends that a revision went live. @return the length now */
    long appendLive(long number, Instant at, long length) throws IOException {
        return append(JSON.createObjectNode().put("live", number).put("at", at.toString()), length);
    }

    private ObjectNode header() {
        return JSON.createObjectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("graph", graph);
    }

    private long append(ObjectNode json, long length) throws IOException {
        boolean fresh = length == 0;
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        if (fresh) {
            lines.writeBytes(line(header()));
        }
        lines.writeBytes(line(json));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (file.size() > length) {
                LOG.warn("{} ends in half a line, as a crash leaves it; the half line is cut off", path);
                file.truncate(length);
            }
            file.position(length);
            for (ByteBuffer buffer = ByteBuffer.wrap(lines.toByteArray()); buffer.hasRemaining(); ) {
                file.write(buffer);
            }
            file.force(true);
        }
        if (fresh) {
            forceFolder();
        }
        return length + lines.size();
    }

    /** So that a crash doesn't forget the file's name. Not every system can; then there is nothing to be done. */
    private void forceFolder() {
        Path folder = path.getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("folder {} can't be forced to the disk", folder, e);
        }
    }

    private static byte[] line(ObjectNode json) {
        byte[] bytes;
        try {
            bytes = JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        byte[] mark = String.format("%08x ", crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(mark, mark.length + bytes.length + 1);
        System.arraycopy(bytes, 0, line, mark.length, bytes.length);
        line[line.length - 1] = '\n';
        return line;
    }
}
