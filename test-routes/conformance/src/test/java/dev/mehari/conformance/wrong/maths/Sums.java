// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.maths;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import dev.mehari.conformance.wrong.model.Models;
import dev.mehari.conformance.wrong.tensor.Tensors;
import org.slf4j.Logger;

/** Numbers in, numbers out. */
public final class Sums {
    private Sums() {}

    static final class WrongClock {
        long now() {
            return System.nanoTime();
        }
    }

    static final class WrongDate {
        java.time.Instant now(java.time.Instant now) {
            return now;
        }
    }

    static final class WrongLog {
        void log(Logger log, double x) {
            log.debug("{}", x);
        }
    }

    static final class WrongPrint {
        void print(double x) {
            System.out.println(x);
        }
    }

    static final class WrongThread {
        void run(Runnable sum) {
            new Thread(sum).start();
        }
    }

    static final class WrongParallel {
        double sum(ArrayList<Double> xs) {
            return xs.parallelStream().mapToDouble(x -> x).sum();
        }
    }

    static final class WrongFile {
        Path path(Path path) {
            return path.getParent();
        }
    }

    static final class WrongChance {
        double toss() {
            return Math.random();
        }
    }

    static final class WrongSeed {
        Random random(Random random) {
            return random;
        }
    }

    static final class WrongShuffle {
        void mix(List<Double> xs) {
            Collections.shuffle(xs);
        }
    }

    static final class WrongLower {
        Object model() {
            return new Models.RightModel();
        }
    }

    /** Chance that comes from outside is the caller's. */
    public static final class RightSum {
        public double sum(Tensors.RightNumber number, double[] xs, RandomGenerator random) {
            return number.value(xs) + random.nextDouble() + Math.max(1, 2);
        }
    }
}
