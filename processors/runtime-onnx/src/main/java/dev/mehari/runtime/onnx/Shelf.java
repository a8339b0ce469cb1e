// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A few places where a thread leaves an object that is dear to make, for whichever thread comes next. Never blocks and never
 * grows. What is taken belongs to the taker alone. Thread-safe.
 */
final class Shelf<T> {
    /** Two per processor: threads that find nothing make do without, so more would only hold memory. */
    private static final int PLACES =
            Math.min(32, Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 4);

    private final AtomicReferenceArray<T> places = new AtomicReferenceArray<>(PLACES);

    /** One that fits, or null. Each thread looks first where it left its own. */
    @Nullable
    T take(Predicate<? super T> fits) {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            int place = (home + i) & (PLACES - 1);
            T found = places.getAcquire(place);
            if (found != null && fits.test(found) && places.compareAndSet(place, found, null)) {
                return found;
            }
        }
        return null;
    }

    /** Leaves an object; gives back the one that had to make room for it, or null. */
    @Nullable
    T leave(T object) {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            int place = (home + i) & (PLACES - 1);
            if (places.getAcquire(place) == null && places.compareAndSet(place, null, object)) {
                return null;
            }
        }
        return places.getAndSet(home, object);
    }

    /** Takes all there are. */
    List<T> clear() {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            T found = places.getAndSet(i, null);
            if (found != null) {
                all.add(found);
            }
        }
        return all;
    }

    private static int home() {
        return (int) Thread.currentThread().getId() & (PLACES - 1);
    }
}
