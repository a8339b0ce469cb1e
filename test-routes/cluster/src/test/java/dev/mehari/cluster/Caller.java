// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that a pod runs: posts one request again and again and prints what became of it. It stands on nothing but the
 * base module of Java, so any image with a Java can run it.
 *
 * <p>Arguments: the address, the file of the request, requests per second, threads. Each 200 ms a line on the standard output:
 * {@code counts MILLIS SENT ANSWERED LOST VERSIONS}, where VERSIONS is {@code 7=120,8=3}, by the answers' model_version. A
 * request is lost when it has no answer of status 200; each lost one has a line {@code lost MILLIS WHY}. The first answer's
 * body follows {@code first}.
 */
public final class Caller {
    private static final Pattern VERSION = Pattern.compile("\"model_version\"\\s*:\\s*\"([^\"]*)\"");

    private final URL address;
    private final byte[] request;
    private final boolean keepAlive;
    // Guarded by this.
    private final Map<String, Long> versions = new TreeMap<>();
    private long sent;
    private long answered;
    private long lost;

    private Caller(URL address, byte[] request, boolean keepAlive) {
        this.address = address;
        this.request = request;
        this.keepAlive = keepAlive;
    }

    public static void main(String[] arguments) throws Exception {
        // As many connections are kept as there are threads; a request is never sent twice behind our back.
        System.setProperty("sun.net.http.retryPost", "false");
        System.setProperty("http.maxConnections", arguments[3]);
        Caller caller = new Caller(
                new URL(arguments[0]), Files.readAllBytes(Path.of(arguments[1])), "keep-alive".equals(arguments[4]));
        int threads = Integer.parseInt(arguments[3]);
        long pauseNanos = threads * 1_000_000_000L / Integer.parseInt(arguments[2]);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(new Runnable() {
                @Override
                public void run() {
                    caller.callForEver(pauseNanos);
                }
            });
            thread.start();
        }
        while (true) {
            Thread.sleep(200);
            caller.print();
        }
    }

    private void callForEver(long pauseNanos) {
        long next = System.nanoTime();
        while (true) {
            call();
            next += pauseNanos;
            long left = next - System.nanoTime();
            if (left > 0) {
                try {
                    Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
                } catch (InterruptedException e) {
                    return;
                }
            } else {
                // Late: what was missed isn't made up for in a burst.
                next = System.nanoTime();
            }
        }
    }

    private void call() {
        started();
        try {
            HttpURLConnection connection = (HttpURLConnection) address.openConnection();
            connection.setConnectTimeout(5_000);
            connection.setReadTimeout(20_000);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            if (!keepAlive) {
                connection.setRequestProperty("Connection", "close");
            }
            try (OutputStream out = connection.getOutputStream()) {
                out.write(request);
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                ended(status, body);
            }
        } catch (IOException e) {
            lost(e.toString());
        }
    }

    private synchronized void started() {
        sent++;
    }

    private synchronized void ended(int status, String body) {
        if (status != 200) {
            lost("status " + status + " " + body);
            return;
        }
        if (answered++ == 0) {
            System.out.println("first " + body.replace('\n', ' '));
        }
        Matcher matcher = VERSION.matcher(body);
        versions.merge(matcher.find() ? matcher.group(1) : "none", 1L, Long::sum);
    }

    private synchronized void lost(String why) {
        lost++;
        String line = why.replace('\n', ' ');
        System.out.println(
                "lost " + System.currentTimeMillis() + " " + line.substring(0, Math.min(300, line.length())));
    }

    private synchronized void print() {
        String byVersion = versions.toString();
        System.out.println("counts " + System.currentTimeMillis() + " " + sent + " " + answered + " " + lost + " "
                + byVersion.substring(1, byVersion.length() - 1).replace(" ", ""));
    }
}
