// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import dev.mehari.model.InvalidModelException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UbjCursorTest {
    /** Bytes written as texts and small numbers. */
    private static UbjCursor ubj(Object... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            } else {
                bytes.write((Integer) part);
            }
        }
        UbjCursor cursor = new UbjCursor(new ByteArrayInputStream(bytes.toByteArray()));
        cursor.begin();
        return cursor;
    }

    private static final String HUGE = "L\177\377\377\377\377\377\377\377";

    @Test
    void readsListsInEveryForm() {
        assertThat(ubj("[i", 1, "I", 1, 0, "NU", 255, "]").integers()).containsExactly(1, 256, 255);
        assertThat(ubj("[#i", 2, "i", 1, "l", 255, 255, 255, 254).integers()).containsExactly(1, -2);
        assertThat(ubj("[$U#i", 3, 1, 0, 200).integers()).containsExactly(1, 0, 200);
        assertThat(ubj("[$L#i", 1, 0, 0, 0, 0, 0, 0, 1, 0).integers()).containsExactly(256);
        assertThat(ubj("[$d#i", 1, 0x3f, 0x80, 0, 0).numbers()).containsExactly(1f);
        assertThat(ubj("[D", 0x3f, 0xe0, 0, 0, 0, 0, 0, 0, "i", 3, "]").numbers())
                .containsExactly(0.5f, 3f);
        assertThat(ubj("[TF]").flags()).containsExactly(1, 0);
    }

    @Test
    void readsObjectsInEveryForm() {
        for (UbjCursor object : new UbjCursor[] {
            ubj("{i", 1, "aSi", 1, "xi", 1, "bSi", 1, "y}"),
            ubj("{#i", 2, "i", 1, "aSi", 1, "xi", 1, "bSi", 1, "y"),
            ubj("{$S#i", 2, "i", 1, "ai", 1, "xi", 1, "bi", 1, "y")
        }) {
            object.beginObject();
            assertThat(object.nextField()).isEqualTo("a");
            assertThat(object.text()).isEqualTo("x");
            assertThat(object.nextField()).isEqualTo("b");
            assertThat(object.place()).isEqualTo("b");
            assertThat(object.text()).isEqualTo("y");
            assertThat(object.nextField()).isNull();
            object.end();
        }
    }

    @Test
    void passesOverWhatIsNotAskedFor() {
        UbjCursor object = ubj("{i", 1, "a{i", 1, "b[[i", 1, "]{}[$U#i", 2, 1, 2, "]}i", 1, "cT}");
        object.beginObject();
        object.nextField();
        object.skip();
        assertThat(object.nextField()).isEqualTo("c");
        assertThat(object.nextField()).isNull();
        object.end();
    }

    @Test
    void takesNoMemoryForLengthsThatAreOnlyClaimed() {
        assertThatThrownBy(() -> ubj("[$d#", HUGE, 1).numbers()).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> ubj("[$U#", HUGE, 1).integers()).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> ubj("[#", HUGE, "i", 1).integers()).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> ubj("[$L#", HUGE, 1).skip()).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> ubj("S", HUGE, 1)).hasMessageContaining("too long");
        assertThatThrownBy(() -> ubj("Sl", 3, 0, 0, 0, "x")).hasMessageContaining("ends too early");
    }

    @Test
    void refusesListsOfValuesWithoutBytes() {
        assertThatThrownBy(() -> ubj("[$T#", HUGE).flags())
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("the UBJ is broken at the file: a list of 'T' is not read");
        assertThatThrownBy(() -> ubj("[$Z#", HUGE).skip()).hasMessageContaining("a list of 'Z' is not read");
    }

    @Test
    void refusesNestingThatIsTooDeep() {
        assertThatThrownBy(() -> ubj("[".repeat(100_000)).skip())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("too deep (at most 64 levels)");
    }

    @Test
    void namesThePlace() {
        UbjCursor object = ubj("{i", 1, "a[i", 1, "Si", 1, "x]}");
        object.beginObject();
        object.nextField();
        assertThatThrownBy(object::integers).hasMessage("a[1] is a text, not a whole number");
        assertThatThrownBy(() -> ubj("[$I#i", 1, 1, 0).flags()).hasMessage("[0] is 256, not 0 or 1");
    }

    @Test
    void refusesWhatIsNotUbj() {
        assertThatThrownBy(() -> ubj("x")).hasMessage("the UBJ is broken at the file: 'x' begins no value");
        assertThatThrownBy(() -> ubj("[$i]").skip()).hasMessageContaining("a type without a length");
        assertThatThrownBy(() -> ubj("[#i", 255).skip()).hasMessageContaining("a length is -1");
        assertThatThrownBy(() -> ubj("Si", 1, 255)).hasMessageContaining("isn't UTF-8");
        assertThatThrownBy(() -> ubj("Hi", 1, "1")).hasMessageContaining("are not read");
        UbjCursor list = ubj("[]]");
        list.skip();
        assertThatThrownBy(list::end).hasMessageContaining("goes on");
    }
}
