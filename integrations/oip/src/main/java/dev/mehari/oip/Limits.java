// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

/**
 * How large a request may be, checked before memory is taken for it.
 *
 * @param bodyBytes of a request's body, after inflation
 * @param tensors inputs of a request, and outputs that it may ask for
 * @param rank dimensions of a tensor
 * @param parameters of a request, an input or an output
 * @param idLength characters of a request's id
 */
public record Limits(int bodyBytes, int tensors, int rank, int parameters, int idLength) {
    public static final String BODY_SETTING = "mehari.oip.max-body";
    public static final String TENSORS_SETTING = "mehari.oip.max-tensors";
    public static final String RANK_SETTING = "mehari.oip.max-rank";
    public static final String PARAMETERS_SETTING = "mehari.oip.max-parameters";

    /** 64 MiB, 1,024 tensors of rank 32, 256 parameters, ids of 256 characters. */
    public static final Limits DEFAULT = new Limits(64 << 20, 1024, 32, 256, 256);

    public Limits {
        if (bodyBytes < 1 || tensors < 1 || rank < 1 || parameters < 0 || idLength < 1) {
            throw new IllegalArgumentException("limits below 1 let nothing in");
        }
    }

    public Limits withBodyBytes(int bytes) {
        return new Limits(bytes, tensors, rank, parameters, idLength);
    }
}
