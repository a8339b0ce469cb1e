// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import dev.mehari.oip.Failures;
import dev.mehari.tensor.InferenceException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record that has no answer a dead letter: in the {@code doCatch} of a {@code doTry} around {@link RecordProcessor}
 * and {@code to: graph:…}. The value is the record's own; headers say the kind of the failure and why.
 *
 * <p>Only records that no waiting will help become dead letters: those that are wrong or too large (INVALID, TOO_LARGE) and
 * those at which the graph fails (FAILED). Any other failure (UNAVAILABLE, TOO_MANY, TIMEOUT, NOT_FOUND) is the graph's, not
 * the record's, and is thrown again: with {@code breakOnFirstError=true} the consumer comes back to the record until the
 * graph answers. Thread-safe.
 */
public final class DeadLetterProcessor implements Processor {
    private static final int LONGEST = 1000;

    private final Failures failures = new Failures();

    @Override
    public void process(Exchange exchange) throws Exception {
        Exception error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (error == null) {
            throw new UnfitRouteException("nothing was caught here. Use this processor in a doCatch");
        }
        if (!isTheRecords(error)) {
            throw error;
        }
        refuse(exchange, error);
    }

    /** Whether the failure would be the same tomorrow. */
    static boolean isTheRecords(Throwable error) {
        InferenceException known = inference(error);
        if (known == null) {
            return !(error instanceof UnfitRouteException);
        }
        return switch (known.kind()) {
            case INVALID, TOO_LARGE, FAILED -> true;
            case NOT_FOUND, TOO_MANY, UNAVAILABLE, TIMEOUT -> false;
        };
    }

    /** Makes the record of {@code exchange} a dead letter. */
    void refuse(Exchange exchange, Throwable error) {
        Message message = exchange.getMessage();
        String source = message.getHeader(MessagingConstants.SOURCE, "", String.class);
        InferenceException known = inference(error);
        Failures.Problem problem = failures.tell(known == null ? error : known, source);
        message.setHeader(MessagingConstants.ERROR_KIND, problem.kind().name());
        message.setHeader(MessagingConstants.ERROR, line(problem.message()));
        message.setBody(exchange.getProperty(MessagingConstants.ORIGINAL));
    }

    private static @Nullable InferenceException inference(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof InferenceException known) {
                return known;
            }
        }
        return null;
    }

    /** On one line, without what a terminal would obey. */
    private static String line(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
