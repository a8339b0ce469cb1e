// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process out of a home folder. The system itself frees it when the process ends, however it ends; the file
 * stays, and names the process that had it last.
 */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws RevisionsLostException if another process has it, or it can't be had at all */
    static HomeLock take(Path home) {
        Path file = home.resolve("lock");
        try {
            Files.createDirectories(home);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(
                            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                    return new HomeLock(channel);
                }
            } catch (OverlappingFileLockException mine) {
                // said below, as for another process
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            String owner = Files.readString(file).strip();
            channel.close();
            throw new RevisionsLostException(
                    "the home folder " + home + " is in use by another mehari process"
                            + (owner.isEmpty() ? "" : " (process " + owner + ")")
                            + ". Stop that one, or give this one a --home of its own",
                    null);
        } catch (IOException e) {
            throw new RevisionsLostException("the home folder " + home + " can't be used: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RevisionsLostException("the lock of the home folder can't be given back", e);
        }
    }
}
