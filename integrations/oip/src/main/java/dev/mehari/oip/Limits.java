// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.util.List;

/**
 * How large a request may be at either door, checked before memory is taken for it.
 *
 * @param bodyBytes of a request's body, after inflation
 * @param tensors inputs of a request, and outputs that it may ask for
 * @param rank dimensions of a tensor
 * @param parameters of a request, an input or an output
 * @param idLength characters of a request's id
 */
public record Limits(int bodyBytes, int tensors, int rank, int parameters, int idLength) {
    private static final Setting BODY =
            new Setting("mehari.oip.max-body", "64MiB", "size of a request's body, after inflation");
    private static final Setting TENSORS =
            new Setting("mehari.oip.max-tensors", "1024", "inputs of a request, and outputs it may ask for");
    private static final Setting RANK = new Setting("mehari.oip.max-rank", "32", "dimensions of a tensor");
    private static final Setting PARAMETERS =
            new Setting("mehari.oip.max-parameters", "256", "parameters of a request, an input or an output");
    private static final Setting ID = new Setting("mehari.oip.max-id", "256", "characters of a request's id");

    public static final String BODY_SETTING = BODY.name();
    public static final String TENSORS_SETTING = TENSORS.name();
    public static final String RANK_SETTING = RANK.name();
    public static final String PARAMETERS_SETTING = PARAMETERS.name();
    public static final String ID_SETTING = ID.name();

    /** What holds where no setting says otherwise. */
    public static final Limits DEFAULT = from(name -> null);

    public static List<Setting> settings() {
        return List.of(BODY, TENSORS, RANK, PARAMETERS, ID);
    }

    /** @throws IllegalArgumentException with a message for people if a setting has no usable value */
    public static Limits from(Setting.Source source) {
        return new Limits(
                BODY.count(source, 1),
                TENSORS.count(source, 1),
                RANK.count(source, 1),
                PARAMETERS.count(source, 0),
                ID.count(source, 1));
    }

    public Limits withBodyBytes(int bytes) {
        return new Limits(bytes, tensors, rank, parameters, idLength);
    }
}
