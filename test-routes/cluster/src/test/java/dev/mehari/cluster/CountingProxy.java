// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;

/**
 * A way to the API server for one operator: HTTP on the loopback interface in, TLS out. It counts the operator's changes,
 * leases left out, and has a trap: at a certain change it runs something that ends the operator, and passes nothing on any
 * more, neither way. Thread-safe.
 */
final class CountingProxy implements AutoCloseable {
    /** When a trap springs. */
    enum Moment {
        /** The operator has made up its mind, and the server never hears of it. */
        BEFORE_THE_SERVER_HEARS,
        /** The server has done it, and the operator never hears of it. */
        BEFORE_THE_OPERATOR_HEARS
    }

    /**
     * A change.
     *
     * @param verb such as {@code patch}
     * @param resource such as {@code services} or {@code inferencegraphs/status}
     * @param name of the object; empty where it is created
     */
    record Call(String verb, String resource, String name) {
        private static final Pattern PATH =
                Pattern.compile("/apis?/(?:[^/]+/)?v[^/]+/(?:namespaces/[^/]+/)?([^/]+)(?:/([^/]+))?(?:/([^/]+))?");

        /** The call of a request; empty where it changes nothing, or a lease alone. */
        static Optional<Call> of(String method, String target) {
            String verb = method.equals("POST")
                    ? "create"
                    : method.equals("PUT") ? "update" : method.toLowerCase(Locale.ROOT);
            Matcher path = PATH.matcher(URI.create(target).getPath());
            if (method.equals("GET") || method.equals("HEAD") || !path.matches()) {
                return Optional.empty();
            }
            String sub = path.group(3) == null ? "" : "/" + path.group(3);
            String name = path.group(2) == null ? "" : path.group(2);
            return Optional.of(new Call(verb, path.group(1) + sub, name))
                    .filter(call -> !call.resource().equals("leases"));
        }

        /** Without the name. */
        String kind() {
            return verb + " " + resource;
        }
    }

    private record Trap(int left, Predicate<Call> matching, Moment moment, Runnable deed) {}

    private static final int MOST_HEAD_BYTES = 65_536;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)\\s*$");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:.*chunked\\s*$");
    private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade:");

    private final URI server;
    private final SSLSocketFactory tls;
    private final ServerSocket entrance;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    // Guarded by this.
    private final List<Call> calls = new ArrayList<>();
    private Optional<Trap> trap = Optional.empty();
    private boolean shut;

    /** Listens. @param config of the API server; its credentials aren't used but for TLS */
    CountingProxy(Config config) throws IOException {
        server = URI.create(config.getMasterUrl());
        try {
            tls = SSLUtils.sslContext(config).getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS with " + server, e);
        }
        entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("entrance", this::accept);
    }

    String address() {
        return "http://" + entrance.getInetAddress().getHostAddress() + ":" + entrance.getLocalPort();
    }

    /** All changes so far, one that a trap kept from the server included. */
    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Springs at the n-th change of a kind from now, n from 1. Replaces the trap before. */
    synchronized void set(int n, Predicate<Call> matching, Moment moment, Runnable deed) {
        trap = Optional.of(new Trap(n, matching, moment, deed));
    }

    /** Takes the trap away. */
    synchronized void disarm() {
        trap = Optional.empty();
    }

    /** Whether a trap has sprung. */
    synchronized boolean hasSprung() {
        return shut;
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                start("connection", () -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** A connection: requests one after the other, each passed on whole, and answers as they come. */
    private void serve(Socket client) {
        open.add(client);
        try (client;
                Socket upstream = tls.createSocket(server.getHost(), server.getPort() < 0 ? 443 : server.getPort())) {
            open.add(upstream);
            Connection connection = new Connection(client, upstream);
            start("answers", connection::answers);
            connection.requests();
            open.remove(upstream);
        } catch (IOException ended) {
            // Either side went: so does the other.
        } finally {
            open.remove(client);
        }
    }

    /** Counts a change. @return the trap that it springs */
    private synchronized Optional<Trap> count(Call call) {
        calls.add(call);
        Optional<Trap> stepped = trap.filter(set -> set.matching().test(call));
        trap = trap.map(
                set -> stepped.isEmpty() ? set : new Trap(set.left() - 1, set.matching(), set.moment(), set.deed()));
        return stepped.filter(set -> set.left() == 1);
    }

    private void spring(Trap sprung) {
        synchronized (this) {
            if (shut) {
                return;
            }
            shut = true;
        }
        sprung.deed().run();
        close();
    }

    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private volatile Optional<Trap> awaited = Optional.empty();

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        /** Passes requests on until there are no more. */
        void requests() throws IOException {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = upstream.getOutputStream();
            while (true) {
                byte[] head = head(in);
                if (head.length == 0) {
                    return;
                }
                String text = new String(head, StandardCharsets.ISO_8859_1);
                byte[] body = body(text, in);
                String[] words = text.substring(0, text.indexOf('\r')).split(" ", -1);
                Optional<Trap> sprung = Call.of(words[0], words[1]).flatMap(CountingProxy.this::count);
                if (hasSprung()) {
                    return;
                }
                if (sprung.isPresent() && sprung.get().moment() == Moment.BEFORE_THE_SERVER_HEARS) {
                    spring(sprung.get());
                    return;
                }
                awaited = sprung;
                out.write(head);
                out.write(body);
                out.flush();
                if (UPGRADE.matcher(text).find()) {
                    // From here on it speaks another language, in which nothing is changed.
                    in.transferTo(out);
                    return;
                }
            }
        }

        /** Passes answers on as they come: a watch's have no end. */
        void answers() {
            byte[] buffer = new byte[16_384];
            try (client;
                    upstream) {
                InputStream in = upstream.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (awaited.isPresent()) {
                        spring(awaited.get());
                        return;
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
            } catch (IOException ended) {
                // As above.
            }
        }
    }

    /** Up to the empty line, with it; nothing at the end of the stream. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            head.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
            if (head.size() > MOST_HEAD_BYTES) {
                throw new IOException("a request's head is over " + MOST_HEAD_BYTES + " bytes");
            }
        }
        return head.toByteArray();
    }

    private static byte[] body(String head, InputStream in) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return exactly(in, Integer.parseInt(length.group(1)));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (CHUNKED.matcher(head).find()) {
            int size;
            do {
                String line = line(in);
                size = Integer.parseInt(line.split(";", -1)[0].trim(), 16);
                body.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                // With the line end after it; no trailers are known to be sent.
                body.writeBytes(exactly(in, size + 2));
            } while (size > 0);
        }
        return body.toByteArray();
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("a request ends in its body");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("a request ends in its body");
            }
            line.append((char) next);
        }
        return line.toString().trim();
    }

    @Override
    public void close() {
        Set<Closeable> all = new HashSet<>(open);
        all.add(entrance);
        for (Closeable each : all) {
            try {
                each.close();
            } catch (IOException e) {
                // Closed is closed.
            }
        }
    }
}
