// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.mehari.compiler.Compiler;
import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.GraphIdentity;
import dev.mehari.graph.Surroundings;
import dev.mehari.nodes.NodeServices;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.support.RouteBuilderLoaderSupport;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesBuilderLoader;
import org.apache.camel.spi.annotations.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Lets Camel load {@code *.graph.yaml} as it loads any route: a Camel application that includes such a file serves the graph
 * to its own routes as {@code graph:name}.
 */
@RoutesLoader(GraphLoader.EXTENSION)
public class GraphLoader extends RouteBuilderLoaderSupport {
    public static final String EXTENSION = "graph.yaml";

    public GraphLoader() {
        super(EXTENSION);
    }

    @Override
    public void preParseRoute(Resource resource) throws Exception {
        Resource compiled = compile(resource);
        loader().preParseRoute(compiled);
    }

    @Override
    protected RouteBuilder doLoadRouteBuilder(Resource resource) throws Exception {
        RoutesBuilder builder = loader().loadRoutesBuilder(compile(resource));
        return (RouteBuilder) builder;
    }

    private RoutesBuilderLoader loader() throws Exception {
        return PluginHelper.getRoutesLoader(getCamelContext()).getRoutesLoader("yaml");
    }

    private Resource compile(Resource resource) throws Exception {
        String text;
        try (InputStream in = resourceInputStream(resource)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = "file".equals(resource.getScheme()) ? Path.of(resource.getURI()) : Path.of(resource.getLocation());
        Path folder = file.toAbsolutePath().getParent();
        String name = String.valueOf(file.getFileName());
        NodeServices services = NodeServices.of(getCamelContext());
        Checked checked = GraphFiles.check(
                name,
                text,
                folder == null ? Path.of("") : folder,
                Surroundings.of(services.store(), services.runtimes()));
        CheckedGraph graph = checked.graph().orElseThrow(() -> new InvalidGraphException(checked.findings()));
        Map<String, Long> children = new HashMap<>();
        graph.children().keySet().forEach(child -> children.put(child, 1L));
        StringBuilder routes = new StringBuilder();
        for (CheckedGraph child : graph.children().values()) {
            if (getCamelContext().getRegistry().lookupByName(child.name() + "@1") == null) {
                routes.append(text(child, children)); // unless another file has brought it
            }
        }
        routes.append(text(graph, children));
        return ResourceHelper.fromString(resource.getLocation() + "#compiled", routes.toString());
    }

    private static String text(CheckedGraph graph, Map<String, Long> children) {
        String home = graph.graph().source().folder().toString();
        return Compiler.compile(graph, 1, GraphIdentity.of(graph), home, children)
                .text();
    }
}
