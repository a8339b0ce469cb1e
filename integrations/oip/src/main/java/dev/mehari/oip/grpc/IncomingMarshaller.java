// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.mehari.oip.BodyMemory;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages so that a broken one is the client's fault (gRPC's own reader answers UNKNOWN), and so that a large one
 * lies in direct memory which its {@code bytes} fields share instead of copying.
 */
final class IncomingMarshaller<M> implements Marshaller<Incoming<M>> {
    private static final Status BROKEN = Status.INVALID_ARGUMENT.withDescription("the message is no such protobuf");

    private final Marshaller<M> whole;
    private final @Nullable Parser<M> parser;
    private final BodyMemory memory;

    /** @param parser for large messages; null where there are none */
    IncomingMarshaller(Marshaller<M> whole, @Nullable Parser<M> parser, BodyMemory memory) {
        this.whole = whole;
        this.parser = parser;
        this.memory = memory;
    }

    @Override
    public Incoming<M> parse(InputStream stream) {
        try {
            if (parser != null && stream instanceof KnownLength && stream.available() >= BodyMemory.LARGE) {
                return Incoming.of(parseLarge(stream, parser));
            }
            return Incoming.of(whole.parse(stream));
        } catch (StatusRuntimeException e) {
            boolean broken = e.getStatus().getCode() == Status.Code.INTERNAL;
            return Incoming.broken(broken ? BROKEN : e.getStatus().withCause(null));
        } catch (IOException e) {
            return Incoming.broken(BROKEN);
        } catch (OutOfMemoryError e) {
            return Incoming.broken(Status.RESOURCE_EXHAUSTED.withDescription(
                    "there is no memory for this message now. Try again later"));
        }
    }

    private M parseLarge(InputStream stream, Parser<M> large) throws IOException {
        ByteBuffer bytes = memory.take(stream.available());
        if (stream instanceof HasByteBuffer pieces && pieces.byteBufferSupported()) {
            while (bytes.hasRemaining()) {
                ByteBuffer piece = pieces.getByteBuffer();
                if (piece == null) {
                    throw new IOException("the stream ends before its length");
                }
                long length = piece.remaining();
                bytes.put(piece);
                stream.skipNBytes(length);
            }
        } else {
            byte[] piece = new byte[16 << 10];
            while (bytes.hasRemaining()) {
                int length = stream.readNBytes(piece, 0, Math.min(piece.length, bytes.remaining()));
                if (length == 0) {
                    throw new IOException("the stream ends before its length");
                }
                bytes.put(piece, 0, length);
            }
        }
        // Nobody writes to these bytes any more: fields may alias them.
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes.flip()).newCodedInput();
        in.enableAliasing(true);
        M message = large.parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }

    @Override
    public InputStream stream(Incoming<M> incoming) {
        throw new UnsupportedOperationException("a server doesn't send requests");
    }
}
