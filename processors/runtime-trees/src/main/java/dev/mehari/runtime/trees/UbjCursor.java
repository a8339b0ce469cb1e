// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Universal Binary JSON (ubjson.org, draft 12), which XGBoost writes by default since 2.1. Numbers are big-endian. Lengths are
 * never believed: memory is taken as bytes arrive, so a file can't ask for more than a small multiple of its own size.
 */
final class UbjCursor implements ModelCursor {
    /*
     * What a value is made of
     * -----------------------
     * value   = [marker] content            the marker is left out in a container that states its type
     * scalars   Z null, T true, F false, i int8, U uint8, I int16, l int32, L int64, d float32, D float64,
     *           C one byte of text, S length text, H length decimal number (refused: XGBoost never writes it)
     * length    a marked integer
     * list    = [ values ]      [ # length values       [ $ marker # length contents
     * object  = { (length name value)* }    { # length …                 { $ marker # length …
     * N       = nothing, may stand before a marker
     * A list or object that states its length has no closing bracket.
     */
    private static final int NONE = 0;
    private static final int CHUNK = 1 << 16;

    private final DataInputStream in;
    private @Nullable Container container;

    // The value at which the cursor stands: a container that hasn't begun, or a scalar that has been read.
    private int marker = NONE;
    private long whole;
    private double fraction;
    private String text = "";

    private final byte[] chunk = new byte[8192];

    UbjCursor(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in, CHUNK));
    }

    /** A list or an object that has begun. */
    private static final class Container {
        final @Nullable Container parent;
        final int depth;
        final boolean isObject;
        final int type;
        final Set<String> names = new HashSet<>();

        /** How many values are left, or −1 where a bracket closes. */
        long left;

        long index = -1;
        String name = "";

        Container(@Nullable Container parent, boolean isObject, int type, long left) {
            this.parent = parent;
            this.depth = parent == null ? 1 : parent.depth + 1;
            this.isObject = isObject;
            this.type = type;
            this.left = left;
        }
    }

    // ------------------------------------------------------------------------------------------------ bytes

    private int readByte() {
        try {
            return in.readUnsignedByte();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private InvalidModelException failed(IOException e) {
        return e instanceof EOFException
                ? new InvalidModelException("the file ends too early, within " + place(), e)
                : ModelCursor.unreadable(e);
    }

    private int readMarker() {
        int next;
        do {
            next = readByte();
        } while (next == 'N');
        return next;
    }

    private long readInteger(int type) {
        try {
            return switch (type) {
                case 'i' -> in.readByte();
                case 'U' -> in.readUnsignedByte();
                case 'I' -> in.readShort();
                case 'l' -> in.readInt();
                case 'L' -> in.readLong();
                default -> throw broken("a whole number was expected, not " + shown(type));
            };
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private long readLength() {
        long length = readInteger(readMarker());
        if (length < 0) {
            throw broken("a length is " + length);
        }
        return length;
    }

    private String readText(int longest) {
        return readText(readLength(), longest);
    }

    private String readText(long length, int longest) {
        if (length > longest) {
            throw new InvalidModelException(
                    "at " + place() + " a text or a name of " + length + " bytes is too long, at most " + longest);
        }
        try {
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length < length) {
                throw failed(new EOFException());
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException("the UBJ is broken at " + place() + ": a text isn't UTF-8", e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private InvalidModelException broken(String reason) {
        return new InvalidModelException("the UBJ is broken at " + place() + ": " + reason);
    }

    private static String shown(int type) {
        return type > ' ' && type < 127 ? "'" + (char) type + "'" : "byte " + type;
    }

    // ------------------------------------------------------------------------------------------------ moving

    @Override
    public void begin() {
        readValue(readMarker());
    }

    @Override
    public void end() {
        try {
            for (int next; (next = in.read()) >= 0; ) {
                if (next != 'N') {
                    throw new InvalidModelException("the file goes on after the model's closing brace");
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Scalars are read at once, containers wait until they are begun or passed over. */
    private void readValue(int type) {
        marker = type;
        try {
            switch (type) {
                case '{', '[', 'Z', 'T', 'F' -> {}
                case 'i', 'U', 'I', 'l', 'L' -> whole = readInteger(type);
                case 'd' -> fraction = in.readFloat();
                case 'D' -> fraction = in.readDouble();
                case 'C' -> text = String.valueOf((char) (in.readByte() & 0x7f));
                case 'S' -> text = readText(MAX_TEXT_LENGTH);
                case 'H' -> throw broken("numbers in decimal text ('H') are not read");
                default -> throw broken(shown(type) + " begins no value");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean isObject() {
        return marker == '{';
    }

    @Override
    public void beginObject() {
        require('{', "an object");
        open(true);
    }

    @Override
    public void beginArray() {
        require('[', "a list");
        open(false);
    }

    private void require(int type, String wanted) {
        if (marker != type) {
            throw wrong("is " + kind() + ", not " + wanted);
        }
    }

    private Container open(boolean isObject) {
        marker = NONE;
        if (container != null && container.depth == MAX_DEPTH) {
            throw new InvalidModelException(
                    "at " + place() + " the nesting is too deep (at most " + MAX_DEPTH + " levels)");
        }
        int type = NONE;
        long length = -1;
        int next = peekMarker();
        if (next == '$') {
            readMarker();
            type = readByte();
            if ("{[iUIlLdDCS".indexOf(type) < 0) {
                // Contents without bytes could be any number of values.
                throw broken("a list of " + shown(type) + " is not read");
            }
            next = peekMarker();
            if (next != '#') {
                throw broken("a type without a length");
            }
        }
        if (next == '#') {
            readMarker();
            length = readLength();
        }
        Container opened = new Container(container, isObject, type, length);
        container = opened;
        return opened;
    }

    /** The next marker, left where it is. */
    private int peekMarker() {
        try {
            int next;
            do {
                in.mark(1);
                next = in.readUnsignedByte();
            } while (next == 'N');
            in.reset();
            return next;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Whether the container has another value; else it is left, and the cursor is behind it. */
    private boolean hasNext(Container inside) {
        boolean more;
        if (inside.left >= 0) {
            more = inside.left-- > 0;
        } else {
            more = peekMarker() != (inside.isObject ? '}' : ']');
            if (!more) {
                readMarker();
            }
        }
        if (!more) {
            container = inside.parent;
            marker = NONE;
        }
        return more;
    }

    private Container inside() {
        if (container == null) {
            throw new IllegalStateException("no container has begun");
        }
        return container;
    }

    @Override
    public @Nullable String nextField() {
        Container object = inside();
        if (!hasNext(object)) {
            return null;
        }
        object.name = "";
        String name = readText(MAX_NAME_LENGTH);
        object.name = name;
        if (!object.names.add(name)) {
            throw broken("a second field of this name");
        }
        readValue(object.type == NONE ? readMarker() : object.type);
        return name;
    }

    @Override
    public boolean nextElement() {
        Container list = inside();
        if (!hasNext(list)) {
            return false;
        }
        list.index++;
        readValue(list.type == NONE ? readMarker() : list.type);
        return true;
    }

    @Override
    public void skip() {
        if (marker != '{' && marker != '[') {
            return;
        }
        Container outer = container;
        Container inner = open(marker == '{');
        while (inner != outer) {
            if (inner.type != NONE && !inner.isObject && width(inner.type) > 0) {
                passOver(inner.left, width(inner.type));
                inner.left = 0;
            }
            if (!hasNext(inner)) {
                inner = container;
                if (inner == null) {
                    return;
                }
                continue;
            }
            inner.index++;
            if (inner.isObject) {
                inner.name = "";
                inner.name = readText(MAX_NAME_LENGTH);
            }
            readValue(inner.type == NONE ? readMarker() : inner.type);
            if (marker == '{' || marker == '[') {
                inner = open(marker == '{');
            }
        }
    }

    private static int width(int type) {
        return switch (type) {
            case 'i', 'U', 'C' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> 0;
        };
    }

    private void passOver(long count, int width) {
        if (count > Long.MAX_VALUE / width) {
            throw failed(new EOFException());
        }
        try {
            in.skipNBytes(count * width);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    // ------------------------------------------------------------------------------------------------ values

    @Override
    public String text() {
        if (marker != 'S' && marker != 'C') {
            throw wrong("is " + kind() + ", not a text");
        }
        return text;
    }

    @Override
    public int integer() {
        if ("iUIlL".indexOf(marker) < 0) {
            throw wrong("is " + kind() + ", not a whole number");
        }
        return narrowed(whole);
    }

    private int narrowed(long number) {
        if (number != (int) number) {
            throw wrong("is " + number + ", more than 32 bits hold");
        }
        return (int) number;
    }

    private int flag() {
        if (marker == 'T' || marker == 'F') {
            return marker == 'T' ? 1 : 0;
        }
        int number = integer();
        if (number != 0 && number != 1) {
            throw wrong("is " + number + ", not 0 or 1");
        }
        return number;
    }

    private float number() {
        return switch (marker) {
            case 'i', 'U', 'I', 'l', 'L' -> whole;
            case 'd' -> (float) fraction;
            case 'D' -> {
                float number = (float) fraction;
                if (Float.isInfinite(number) && !Double.isInfinite(fraction)) {
                    throw wrong("is " + fraction + ", out of the range of 32-bit floats");
                }
                yield number;
            }
            default -> throw wrong("is " + kind() + ", not a number");
        };
    }

    @Override
    public int[] integers() {
        return integers(false);
    }

    @Override
    public int[] flags() {
        return integers(true);
    }

    private int[] integers(boolean flags) {
        beginArray();
        Container list = inside();
        int[] integers = new int[16];
        int count = 0;
        int width = "iUIlL".indexOf(list.type) < 0 ? 0 : width(list.type);
        if (width == 0) {
            while (nextElement()) {
                integers = roomFor(integers, count);
                integers[count++] = flags ? flag() : integer();
            }
            return Arrays.copyOf(integers, count);
        }
        for (ByteBuffer bytes; (bytes = nextChunk(list, width)).hasRemaining(); ) {
            while (bytes.hasRemaining()) {
                list.index++;
                marker = list.type;
                whole = switch (list.type) {
                    case 'i' -> bytes.get();
                    case 'U' -> bytes.get() & 0xff;
                    case 'I' -> bytes.getShort();
                    case 'l' -> bytes.getInt();
                    default -> bytes.getLong();
                };
                integers = roomFor(integers, count);
                integers[count++] = flags ? flag() : integer();
            }
        }
        nextElement();
        return Arrays.copyOf(integers, count);
    }

    private static int[] roomFor(int[] integers, int count) {
        return count < integers.length ? integers : Arrays.copyOf(integers, 2 * count);
    }

    @Override
    public float[] numbers() {
        beginArray();
        Container list = inside();
        float[] numbers = new float[16];
        int count = 0;
        if (list.type != 'd') {
            while (nextElement()) {
                numbers = roomFor(numbers, count);
                numbers[count++] = number();
            }
            return Arrays.copyOf(numbers, count);
        }
        for (ByteBuffer bytes; (bytes = nextChunk(list, 4)).hasRemaining(); ) {
            while (bytes.hasRemaining()) {
                list.index++;
                numbers = roomFor(numbers, count);
                numbers[count++] = bytes.getFloat();
            }
        }
        nextElement();
        return Arrays.copyOf(numbers, count);
    }

    private static float[] roomFor(float[] numbers, int count) {
        return count < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * count);
    }

    /** The bytes of some more contents of a list that states type and length; none at its end. */
    private ByteBuffer nextChunk(Container list, int width) {
        int count = (int) Math.min(list.left, chunk.length / width);
        list.left -= count;
        try {
            in.readFully(chunk, 0, count * width);
        } catch (IOException e) {
            throw failed(e);
        }
        return ByteBuffer.wrap(chunk, 0, count * width);
    }

    // ------------------------------------------------------------------------------------------------ words

    @Override
    public String place() {
        StringBuilder place = new StringBuilder();
        for (Container at = container; at != null; at = at.parent) {
            if (!at.isObject && at.index >= 0) {
                place.insert(0, "[" + at.index + "]");
            } else if (at.isObject && !at.name.isEmpty()) {
                place.insert(0, "." + ModelCursor.shortened(at.name));
            }
        }
        if (place.isEmpty()) {
            return "the file";
        }
        return place.charAt(0) == '.' ? place.substring(1) : place.toString();
    }

    private String kind() {
        return switch (marker) {
            case '{' -> "an object";
            case '[' -> "a list";
            case 'S', 'C' -> "a text";
            case 'i', 'U', 'I', 'l', 'L' -> "the number " + whole;
            case 'd', 'D' -> "the number " + fraction;
            case 'T' -> "true";
            case 'F' -> "false";
            case 'Z' -> "null";
            default -> "missing";
        };
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw ModelCursor.unreadable(e);
        }
    }
}
