// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Checks the {@code uri} of a call. It ends in a text that Camel will read, so that only what such an address needs may
 * stand in it; and it is seen by whoever may read the graph, so no password may.
 */
final class CallUri {
    private static final List<String> SCHEMES = List.of("grpc", "grpcs", "http", "https");
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);
    private static final String FORM = "scheme://HOST:PORT/MODEL";
    private static final Pattern WHOLE = Pattern.compile(
            "([A-Za-z][A-Za-z0-9+.-]*)://([^/?#@]*@)?(\\[[^\\]/?#]*\\]|[^:/?#\\[\\]]*)(?::([^/?#]*))?([^?#]*)([?#].*)?",
            Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile(
            "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?|\\[[0-9a-fA-F:.]+\\]");

    /** Unreserved characters and others that mean nothing to anybody in a path (RFC 3986, section 3.3). */
    private static final Pattern MODEL = Pattern.compile("([A-Za-z0-9._~!*+,=:@-]|%[0-9A-Fa-f]{2})+");

    private static final Pattern PROTOCOL_PATH = Pattern.compile("/v2/models/([^/]+)(/infer)?/?");

    private final CheckRun run;
    private final String path;

    CallUri(CheckRun run, String path) {
        this.run = run;
        this.path = path;
    }

    /** The address with its port. */
    Optional<String> check(String uri) {
        Matcher parts = WHOLE.matcher(uri);
        if (uri.length() > 2000 || !parts.matches()) {
            return wrong(
                    "'" + shown(uri) + "' isn't an address of a model",
                    "Write " + FORM + ", such as grpc://models:9000/credit.");
        }
        String scheme = parts.group(1);
        if (!SCHEMES.contains(scheme)) {
            return scheme(scheme, uri);
        }
        if (parts.group(2) != null) {
            return wrong(
                    "there is a name or password before the host", "Remove it: a graph file is no place for secrets.");
        }
        if (!HOST.matcher(parts.group(3)).matches()) {
            return wrong("'" + shown(parts.group(3)) + "' isn't a host", "Write " + FORM + ".");
        }
        Optional<Integer> port = port(parts.group(4), scheme);
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (parts.group(6) != null) {
            return wrong(
                    "'" + shown(parts.group(6)) + "' is more than an address of a model has",
                    "Remove it.",
                    patch(uri.substring(0, parts.start(6))));
        }
        return model(parts, uri).map(model -> scheme + "://" + parts.group(3) + ":" + port.get() + "/" + model);
    }

    private Optional<String> scheme(String scheme, String uri) {
        Optional<String> meant = Words.nearest(scheme.toLowerCase(Locale.ROOT), SCHEMES);
        return wrong(
                "a call can't go over '" + scheme + ":'; " + Words.known(SCHEMES),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Write one of these."),
                meant.flatMap(m -> patch(m + uri.substring(scheme.length()))));
    }

    private Optional<Integer> port(@Nullable String text, String scheme) {
        if (text == null && PORTS.containsKey(scheme)) {
            return Optional.ofNullable(PORTS.get(scheme));
        }
        boolean number = text != null && text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65535;
        if (!number) {
            wrong(
                    text == null ? "the port is missing" : "'" + shown(text) + "' isn't a port, 1 to 65535",
                    "Write " + FORM
                            + (scheme.startsWith("grpc") ? "; servers of the protocol mostly listen on 9000." : "."));
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(text));
    }

    private Optional<String> model(Matcher parts, String uri) {
        String rest = parts.group(5);
        Matcher protocol = PROTOCOL_PATH.matcher(rest);
        if (protocol.matches()) {
            wrong(
                    "'" + shown(rest) + "' is the protocol's path, and the call adds that itself",
                    "Write the model's name alone: /" + shown(protocol.group(1)) + ".",
                    patch(uri.substring(0, parts.start(5)) + "/" + protocol.group(1)));
            return Optional.empty();
        }
        String model = rest.startsWith("/") ? rest.substring(1) : rest;
        if (model.isEmpty()) {
            wrong("the model's name is missing", "Write " + FORM + ".");
            return Optional.empty();
        }
        if (!MODEL.matcher(model).matches() || model.equals(".") || model.equals("..")) {
            wrong(
                    "'" + shown(model) + "' isn't a model's name in an address",
                    "Write one name after the port; other characters as %XX.");
            return Optional.empty();
        }
        return Optional.of(model);
    }

    private Optional<Patch> patch(String better) {
        return run.patch(path, better);
    }

    private Optional<String> wrong(String message, String mend) {
        return wrong(message, mend, Optional.empty());
    }

    private Optional<String> wrong(String message, String mend, Optional<Patch> patch) {
        run.error(path, message, mend, patch);
        return Optional.empty();
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }
}
