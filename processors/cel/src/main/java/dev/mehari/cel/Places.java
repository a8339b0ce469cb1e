// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/** Makes terms of the places that names lead to: what one row of a tensor looks like to a text is decided here. */
final class Places {
    private final Checker checker;
    private final CelScope scope;
    private final Names names;

    Places(Checker checker) {
        this.checker = checker;
        this.scope = checker.scope();
        this.names = checker.names();
    }

    Typed value(Place place, Syntax at) {
        if (place instanceof Place.Header header) {
            return new Typed(at, Type.Plain.TEXT, new RequestTerms.Header(header.name()));
        } else if (place instanceof Place.Param param) {
            return new Typed(at, Type.Plain.PARAM, new RequestTerms.Param(param.name()));
        } else if (place instanceof Place.OfRequest field) {
            Term term = field.field().equals("id") ? new RequestTerms.Id() : new RequestTerms.Caller();
            return new Typed(at, Type.Plain.TEXT, term);
        } else if (place instanceof Place.Column column) {
            return column(column, at);
        } else if (place instanceof Place.Tensor tensor && !tensor.type().hasFeatures()) {
            return tensor(tensor, at);
        }
        names.reportNoValue(place, at);
        return Typed.wrong(at);
    }

    private Typed column(Place.Column column, Syntax at) {
        TensorType type = column.tensor().type();
        int rank = scope.batch() ? 2 : 1;
        if (type.shape() != null && type.shape().rank() != rank) {
            return rank(column.tensor(), at);
        }
        int reference = names.use(column.tensor().reference());
        int stride = scope.batch() ? type.features().size() : 0;
        Feature feature = type.features().get(column.index());
        boolean category = feature.isCategorical() && type.datatype() != Datatype.BYTES;
        Columns.Column read = category
                ? new Columns.CategoryColumn(reference, stride, column.index(), feature.name(), feature.categories())
                : new Columns.Column(reference, stride, column.index());
        boolean known = type.shape() != null && type.shape().dim(rank - 1) != Shape.DYNAMIC;
        Term term = known
                ? read
                : new Columns.Checked(
                        read,
                        column.tensor().reference().toString(),
                        type.features().size());
        return new Typed(at, category ? new Type.Category(feature) : Type.of(type.datatype()), term);
    }

    private Typed tensor(Place.Tensor tensor, Syntax at) {
        TensorType type = tensor.type();
        Type element = Type.of(type.datatype());
        Shape shape = type.shape();
        if (shape == null) {
            int reference = names.use(tensor.reference());
            Term term = new Columns.Unranked(reference, tensor.reference().toString(), type.datatype());
            return new Typed(at, new Type.Unranked(element), term);
        }
        if (isScalar(shape)) {
            int reference = names.use(tensor.reference());
            return new Typed(at, element, new Columns.Column(reference, scope.batch() ? 1 : 0, 0));
        }
        if (shape.rank() != (scope.batch() ? 2 : 1)) {
            return rank(tensor, at);
        }
        int reference = names.use(tensor.reference());
        return new Typed(at, new Type.ListOf(element), new Columns.Row(reference));
    }

    private boolean isScalar(Shape shape) {
        return scope.batch() ? shape.rank() == 1 || shape.rank() == 2 && shape.dim(1) == 1 : shape.rank() == 0;
    }

    private Typed rank(Place.Tensor tensor, Syntax at) {
        String what = "'" + tensor.reference() + "' is " + tensor.type() + ", ";
        if (scope.batch()
                && tensor.type().shape() != null
                && tensor.type().shape().rank() == 0) {
            return checker.wrong(at, what + "which has no rows", "Give it a batch dimension, [-1]");
        }
        return checker.wrong(
                at,
                what + "CEL sees " + (scope.batch() ? "[n], [n, 1] and [n, k]" : "rank 0 and 1"),
                "Reduce it in a step before");
    }
}
