// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.engine.GraphConstants;
import dev.mehari.engine.GraphEndpoint;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Answers the records of a batch ({@code from: kafka:…?batching=true}) by as few calls of a graph as can be, each record as
 * if it had come alone. The body becomes the list of answers, as records with headers of their own; the variable {@value
 * MessagingConstants#REFUSED} the list of dead letters. Send both with {@code batchWithIndividualHeaders=true}, then commit
 * by {@link CommitProcessor}.
 *
 * <p>Records are put together only where they agree in names, datatypes and the shape of a row, so that none is read otherwise
 * because of its neighbours. If a call fails, each half is asked again, so that a bad record fails alone. A failure that
 * waiting helps fails the whole batch, and nothing is committed.
 *
 * <p>The graph must answer each row by that row alone. Parameters and wanted outputs in messages of the protocol, and headers
 * that a graph reads, are not looked at: use {@link RecordProcessor} and {@code to: graph:} where they count. Thread-safe
 * once started.
 */
public final class BatchProcessor extends ServiceSupport implements Processor, CamelContextAware {
    private final RecordProcessor records = new RecordProcessor();
    private final AnswerProcessor answers = new AnswerProcessor();
    private final DeadLetterProcessor deadLetters = new DeadLetterProcessor();
    private @Nullable CamelContext context;
    private String graph = "";
    private @Nullable ProducerTemplate template;

    /** One record on its way: its rows are its own part of a call. */
    private record Asked(Exchange exchange, NamedTensors inputs, int rows) {}

    /** What records must agree in to go together. */
    private record Likeness(List<String> names, List<Object> types) {}

    /** @param name the graph's name, with @ and a number where one revision is meant */
    public void setGraph(String name) {
        this.graph = name;
    }

    /** As {@link RecordProcessor#setHeaders}. */
    public void setHeaders(String names) {
        records.setHeaders(names);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    protected void doStop() {
        if (template != null) {
            template.stop();
            template = null;
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        List<Exchange> batch = new ArrayList<>();
        for (Object record : exchange.getMessage().getBody(List.class)) {
            if (!(record instanceof Exchange one)) {
                throw new UnfitRouteException("the body is no batch of records. Set batching=true on from: kafka:");
            }
            records.name(one);
            batch.add(one);
        }
        Answering answering = new Answering(endpoint(exchange.getContext()), template(exchange.getContext()));
        for (Exchange record : batch) {
            answering.add(record);
        }
        answering.ask();
        List<Exchange> answered = new ArrayList<>();
        List<Exchange> refused = new ArrayList<>();
        for (Exchange record : batch) { // in the order of the topic
            boolean isDead = record.getMessage().getHeader(MessagingConstants.ERROR_KIND) != null;
            (isDead ? refused : answered).add(record);
        }
        exchange.setProperty(MessagingConstants.RECORDS, batch);
        exchange.setVariable(MessagingConstants.REFUSED, refused);
        exchange.getMessage().setBody(answered);
    }

    private GraphEndpoint endpoint(CamelContext camel) {
        if (graph.isEmpty()) {
            throw new UnfitRouteException("the property graph of this BatchProcessor isn't set");
        }
        return camel.getEndpoint("graph:" + graph, GraphEndpoint.class);
    }

    private synchronized ProducerTemplate template(CamelContext camel) {
        if (template == null) {
            template = camel.createProducerTemplate();
        }
        return template;
    }

    /** The way of one batch; confined to its thread. */
    private final class Answering {
        private final GraphEndpoint endpoint;
        private final ProducerTemplate template;
        private final Map<Likeness, List<Asked>> alike = new LinkedHashMap<>();

        Answering(GraphEndpoint endpoint, ProducerTemplate template) {
            this.endpoint = endpoint;
            this.template = template;
        }

        void add(Exchange record) throws Exception {
            try {
                records.read(record);
                NamedTensors inputs = endpoint.tensors(record);
                int rows = rows(inputs);
                alike.computeIfAbsent(likeness(record, inputs, rows), like -> new ArrayList<>())
                        .add(new Asked(record, inputs, rows));
            } catch (RuntimeException e) {
                refuse(record, e);
            }
        }

        void ask() throws Exception {
            for (List<Asked> asked : alike.values()) {
                ask(asked);
            }
        }

        private void ask(List<Asked> asked) throws Exception {
            Exchange call = new DefaultExchange(endpoint.getCamelContext());
            String first = asked.get(0).exchange().getMessage().getHeader(MessagingConstants.SOURCE, String.class);
            String id = asked.size() == 1 ? first : first + '+' + (asked.size() - 1);
            call.getMessage().setHeader(GraphConstants.PREDICTION_ID, id);
            call.getMessage().setBody(joined(asked));
            template.send(endpoint, call);
            Exception error = call.getException();
            if (error != null && !DeadLetterProcessor.isTheRecords(error)) {
                throw error;
            }
            NamedTensors outputs = error == null ? call.getMessage().getBody(NamedTensors.class) : NamedTensors.NONE;
            if (asked.size() > 1) {
                int rows = asked.stream().mapToInt(Asked::rows).sum();
                if (hasRows(outputs, rows)) {
                    share(asked, call, outputs, id);
                } else { // failed, or not answered row by row
                    int half = asked.size() / 2;
                    ask(asked.subList(0, half));
                    ask(asked.subList(half, asked.size()));
                }
            } else if (error == null) {
                answer(asked.get(0), call, outputs, call.getMessage().getHeader(GraphConstants.PATH, String.class));
            } else {
                refuse(asked.get(0).exchange(), error);
            }
        }

        private void share(List<Asked> asked, Exchange call, NamedTensors outputs, String id) {
            String path = call.getMessage().getHeader(GraphConstants.PATH, String.class);
            int from = 0;
            for (Asked one : asked) {
                int to = from + one.rows();
                List<Tensor> own = new ArrayList<>();
                for (int i = 0; i < outputs.size(); i++) {
                    own.add(outputs.tensor(i).slice(from, to));
                }
                one.exchange().getMessage().setHeader(MessagingConstants.BATCH_ID, id);
                answer(
                        one,
                        call,
                        NamedTensors.of(outputs.names(), own),
                        path == null ? null : RowPath.of(path, from, to));
                from = to;
            }
        }

        private void answer(Asked one, Exchange call, NamedTensors outputs, @Nullable String path) {
            Exchange record = one.exchange();
            record.getMessage().setBody(outputs);
            record.getMessage()
                    .setHeader(GraphConstants.GRAPH, call.getMessage().getHeader(GraphConstants.GRAPH));
            record.getMessage()
                    .setHeader(GraphConstants.REVISION, call.getMessage().getHeader(GraphConstants.REVISION));
            if (path != null) {
                record.getMessage().setHeader(GraphConstants.PATH, path);
            }
            answers.process(record);
        }

        /** @throws Exception the error, if waiting helps */
        private void refuse(Exchange record, Exception error) throws Exception {
            if (!DeadLetterProcessor.isTheRecords(error)) {
                throw error;
            }
            deadLetters.refuse(record, error);
        }
    }

    /** The rows of a record; −1 where its tensors don't agree, so that it goes alone. */
    private static int rows(NamedTensors inputs) {
        int rows = inputs.size() == 0 || inputs.tensor(0).shape().rank() == 0
                ? -1
                : inputs.tensor(0).rows();
        return hasRows(inputs, rows) && rows > 0 ? rows : -1;
    }

    private static boolean hasRows(NamedTensors tensors, int rows) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.tensor(i).shape().rank() == 0 || tensors.tensor(i).rows() != rows) {
                return false;
            }
        }
        return tensors.size() > 0;
    }

    private static Likeness likeness(Exchange record, NamedTensors inputs, int rows) {
        List<Object> types = new ArrayList<>();
        if (rows < 0) {
            types.add(record); // like itself only
        }
        for (int i = 0; i < inputs.size(); i++) {
            types.add(inputs.tensor(i).datatype());
            if (rows >= 0) {
                types.add(inputs.tensor(i).shape().ofRow());
            }
        }
        return new Likeness(inputs.names(), types);
    }

    private static NamedTensors joined(List<Asked> asked) {
        NamedTensors first = asked.get(0).inputs();
        if (asked.size() == 1) {
            return first;
        }
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            int at = i;
            tensors.add(Tensor.ofRows(
                    asked.stream().map(one -> one.inputs().tensor(at)).toList()));
        }
        return NamedTensors.of(first.names(), tensors);
    }
}
