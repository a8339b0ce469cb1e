// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import picocli.CommandLine.Option;

/** Where a server listens. */
final class AddressMixin {
    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "The address to listen on. Default: ${DEFAULT-VALUE}; 0.0.0.0 for all.")
    private String host = "127.0.0.1";

    @Option(
            names = "--http-port",
            defaultValue = "8080",
            description = "The port for REST; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int http;

    @Option(
            names = "--grpc-port",
            defaultValue = "9000",
            description = "The port for gRPC; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int grpc;

    @Option(
            names = "--management-port",
            defaultValue = "9876",
            description =
                    "The port for health, metrics and revisions, on loopback unless --management-host says else; 0 takes a free one."
                            + " Default: ${DEFAULT-VALUE}.")
    private int management;

    @Option(
            names = "--management-host",
            defaultValue = "127.0.0.1",
            description = "The address of the management port. Beyond loopback its API wants the token that the setting"
                    + " mehari.management.token gives; health and metrics are open. Default: ${DEFAULT-VALUE}.")
    private String managementHost = "127.0.0.1";

    String host() {
        return host;
    }

    int http() {
        return checked("--http-port", http);
    }

    int grpc() {
        return checked("--grpc-port", grpc);
    }

    int management() {
        return checked("--management-port", management);
    }

    String managementHost() {
        return managementHost;
    }

    private static int checked(String option, int port) {
        if (port < 0 || port > 65535) {
            throw new UsageException(option + " is " + port + ", a port is 0 to 65535");
        }
        return port;
    }
}
