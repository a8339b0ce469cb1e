// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.mehari.nodes.Prediction;
import dev.mehari.oip.json.AnswerWriter;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.oip.json.OutputForm;
import dev.mehari.oip.json.RequestReader;
import dev.mehari.oip.rest.RestDoor;
import dev.mehari.oip.rest.RestOptions;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;

/**
 * What the REST door itself costs: CPU microseconds of the process per answered request, beside a bare Vert.x handler that
 * answers a constant (GET, and POST of the same body, unread) in the same run, one event loop each; and the codec alone,
 * by thread CPU time and bytes allocated. The graph behind the door answers with its input.
 *
 * <p>Needs {@code wrk} (Debian). Run with the module's test class path:
 * {@code mvn -q test-compile exec:java -pl integrations/oip -am -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.mehari.oip.DoorCost}, or from an IDE. Arguments: rounds (5), seconds a round (4), connections (32).
 */
public final class DoorCost {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in");
    private static final String REQUEST = "{\"id\":\"1\",\"inputs\":[{\"name\":\"applicant\",\"shape\":[1,4],"
            + "\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}]}";
    private static final int ANSWER_BYTES = 162;
    private static final int IMAGE = 3 * 224 * 224;

    private DoorCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        int connections = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 32;
        codec();
        if (rounds > 0) {
            servers(rounds, seconds, connections);
        }
        System.exit(0);
    }

    // ------------------------------------------------------------------------------------------------ servers

    private static void servers(int rounds, int seconds, int connections) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Buffer hello = Buffer.buffer("{\"hello\":\"world\"}");
        Buffer answer = Buffer.buffer("x".repeat(ANSWER_BYTES));
        int bare = vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(request -> {
                    if (request.path().equals("/echo")) { // reads the body, and answers as many bytes as the door
                        request.bodyHandler(body -> request.response()
                                .putHeader("content-type", "application/json")
                                .end(answer));
                    } else {
                        request.response()
                                .putHeader("content-type", "application/json")
                                .end(hello);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        RestOptions options = RestOptions.from(name -> name.equals("mehari.http.loops") ? "1" : null)
                .at("127.0.0.1", 0);
        try (RestDoor door = RestDoor.open(new FakeGraphs(), options, "0")) {
            Path post = Files.createTempFile("post", ".lua");
            Files.writeString(
                    post,
                    "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '" + REQUEST
                            + "'\n");
            String[] names = {"hello GET", "hello POST", "hello POST, read", "door GET live", "door POST infer"};
            String[][] commands = {
                wrk(seconds, connections, null, bare, "/"),
                wrk(seconds, connections, post, bare, "/"),
                wrk(seconds, connections, post, bare, "/echo"),
                wrk(seconds, connections, null, door.port(), "/v2/health/live"),
                wrk(seconds, connections, post, door.port(), "/v2/models/echo/infer"),
            };
            List<List<Double>> costs = new ArrayList<>();
            for (String[] command : commands) {
                costs.add(new ArrayList<>());
                measure(command); // warm-up
                measure(command);
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < commands.length; i++) {
                    costs.get(i).add(measure(commands[i]));
                }
            }
            double floor = median(costs.get(0));
            for (int i = 0; i < names.length; i++) {
                System.out.printf(
                        "%-16s %6.2f us CPU/request, %5.2f x hello GET   %s%n",
                        names[i], median(costs.get(i)), median(costs.get(i)) / floor, costs.get(i));
            }
            Files.delete(post);
        }
    }

    private static String[] wrk(int seconds, int connections, Path script, int port, String path) {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s"));
        if (script != null) {
            command.addAll(List.of("-s", script.toString()));
        }
        command.add("http://127.0.0.1:" + port + path);
        return command.toArray(new String[0]);
    }

    private static double measure(String[] command) throws IOException, InterruptedException {
        long before = PROCESS.getProcessCpuTime();
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        long spent = PROCESS.getProcessCpuTime() - before;
        Matcher total = TOTAL.matcher(output);
        if (!total.find() || output.contains("Non-2xx")) {
            throw new IOException("wrk says: " + output);
        }
        return spent / 1e3 / Long.parseLong(total.group(1));
    }

    private static double median(List<Double> costs) {
        return costs.stream().sorted().skip(costs.size() / 2).findFirst().orElseThrow();
    }

    // ------------------------------------------------------------------------------------------------ codec

    private static void codec() {
        byte[] small = REQUEST.getBytes(StandardCharsets.UTF_8);
        cost(
                "small JSON, read",
                200_000,
                () -> RequestReader.read(small, 0, small.length, Limits.DEFAULT, BodyMemory.HEAP));
        Prediction answer = new Prediction(
                "1", "echo", 3, NamedTensors.of("p", Tensor.of(Shape.of(1, 4), 5.1f, 3.5f, 1.4f, 0.2f)), "");
        JsonOutput out = new JsonOutput();
        cost("small JSON, write", 200_000, () -> {
            out.clear();
            AnswerWriter.write(answer, OutputForm.JSON, out);
        });

        float[] values = new float[IMAGE];
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3,224,224],\"datatype\":\"FP32\",\"data\":[");
        for (int i = 0; i < IMAGE; i++) {
            values[i] = random.nextFloat();
            text.append(i == 0 ? "" : ",").append(values[i]);
        }
        byte[] json = text.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
        BodyMemory memory = new BodyMemory(Long.MAX_VALUE);
        cost(
                "150,528 floats of JSON, read (" + json.length + " bytes)",
                60,
                () -> RequestReader.read(json, 0, json.length, Limits.DEFAULT, memory));
        Prediction image = new Prediction("1", "e", 1, NamedTensors.of("x", Tensor.of(Shape.of(1, IMAGE), values)), "");
        cost("150,528 floats of JSON, write", 60, () -> {
            out.clear();
            AnswerWriter.write(image, OutputForm.JSON, out);
        });

        String head = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3,224,224],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":" + IMAGE * 4 + "}}]}";
        for (int shift : new int[] {0, 1}) {
            int length = (head.length() + 7) / 8 * 8 + shift;
            ByteBuffer body = ByteBuffer.allocateDirect(length + IMAGE * 4).order(ByteOrder.LITTLE_ENDIAN);
            body.put((head + " ".repeat(length - head.length())).getBytes(StandardCharsets.UTF_8));
            body.rewind();
            cost(
                    "602 KB of binary data, read " + (shift == 0 ? "in place" : "unaligned"),
                    2_000,
                    () -> RequestReader.read(body, length, Limits.DEFAULT, memory));
        }
        OutputForm binary = new OutputForm(true, java.util.Set.of());
        cost("602 KB of binary data, write", 20_000, () -> {
            out.clear();
            AnswerWriter.write(image, binary, out);
        });
    }

    private static void cost(String name, int times, Runnable work) {
        double best = Double.MAX_VALUE;
        long allocated = 0;
        for (int round = 0; round < 7; round++) {
            long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            long cpu = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                work.run();
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / times);
            allocated = (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes) / times;
        }
        System.out.printf("%-48s %9.2f us CPU, %,d bytes allocated%n", name, best, allocated);
    }
}
