// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import dev.mehari.model.InvalidModelException;
import dev.mehari.tensor.Datatype;
import org.nd4j.linalg.api.buffer.DataType;

/** The width in which a network computes, takes its inputs and gives its outputs. */
enum Precision {
    SINGLE(Datatype.FP32),
    DOUBLE(Datatype.FP64);

    private final Datatype datatype;

    Precision(Datatype datatype) {
        this.datatype = datatype;
    }

    Datatype datatype() {
        return datatype;
    }

    DataType ofEngine() {
        return this == SINGLE ? DataType.FLOAT : DataType.DOUBLE;
    }

    /** The precision that a configuration states. */
    static Precision of(Configuration configuration) {
        Object stated = configuration.root().get("dataType");
        if (stated == null || "FLOAT".equals(stated)) {
            return SINGLE; // networks older than 1.0.0-beta4 state none
        }
        if ("DOUBLE".equals(stated)) {
            return DOUBLE;
        }
        throw new InvalidModelException("the network computes in '" + stated
                + "', this runtime in FLOAT and DOUBLE. Save network.convertDataType(DataType.FLOAT)");
    }
}
