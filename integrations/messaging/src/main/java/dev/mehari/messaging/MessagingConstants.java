// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

/** Headers of answers and dead letters, for those who read them from a topic. All are texts. */
public final class MessagingConstants {
    /** What all of them begin with; a record's own headers of that beginning are dropped. */
    public static final String PREFIX = "mehari-";

    /** The record answered: {@code applicants-0@4711}, topic, partition and offset. The same for each of its answers. */
    public static final String SOURCE = "mehari-source";

    /** {@code true} if the record may have been answered before; never set otherwise. */
    public static final String REDELIVERED = "mehari-redelivered";

    /** The prediction id: the source, so that it is the same for each answer to a record. */
    public static final String PREDICTION_ID = "mehari-prediction-id";

    /** The prediction id under which taps and logs know the call, where many records were answered by one. */
    public static final String BATCH_ID = "mehari-batch-id";

    public static final String GRAPH = "mehari-graph";

    /** The number of the revision that answered. */
    public static final String REVISION = "mehari-revision";

    /** Which branches answered, such as {@code score=0}; not set for a graph without branches. */
    public static final String PATH = "mehari-path";

    /** Why there is no answer: a kind of {@link dev.mehari.tensor.InferenceException}. */
    public static final String ERROR_KIND = "mehari-error-kind";

    /** The same in words, on one line. */
    public static final String ERROR = "mehari-error";

    /** The exchange's variable with the dead letters of a batch: a {@code List<Exchange>}. */
    public static final String REFUSED = "refused";

    /** The record's value as it came. */
    static final String ORIGINAL = "MehariOriginal";

    /** How the record's value was written. */
    static final String FORM = "MehariForm";

    /** The records of a batch, in the order of the topic. */
    static final String RECORDS = "MehariRecords";

    private MessagingConstants() {}
}
