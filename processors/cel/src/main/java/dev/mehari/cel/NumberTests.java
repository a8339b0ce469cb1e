// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/** {@code isNaN} and {@code bucket}. */
final class NumberTests {
    private NumberTests() {}

    static final class IsNaN extends Term {
        private final Term operand;

        IsNaN(Term operand) {
            this.operand = operand;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return Double.isNaN(operand.real(input, row, locals));
        }
    }

    /** ⌊n·u⌋, u being where the key falls under the graph's name. */
    static final class Bucket extends Term {
        private static final long MOST = 1L << 53;

        private final String graph;
        private final Term key;
        private final Term count;

        Bucket(String graph, Term key, Term count) {
            this.graph = graph;
            this.key = key;
            this.count = count;
        }

        /** Up to 2^53 the product is below n, although it is rounded: u ≤ 1 − 2^−53. */
        static boolean isCount(long count) {
            return count >= 1 && count <= MOST;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            long n = count.integer(input, row, locals);
            if (!isCount(n)) {
                throw error("bucket() takes 1 to 2^53 buckets");
            }
            return (long) (n * StickyHash.unit(graph, key.text(input, row, locals)));
        }
    }
}
