package com.hiltreview.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The exclusive right of one process to a data directory; the kernel releases it however the process ends. */
final class DataDirectoryLock implements AutoCloseable {

    private static final String FILE_NAME = "hilt-review.lock";

    // A POSIX lock does not exclude its own process, and closing any descriptor of the file releases it. So within this
    // process a second attempt must not even open the file.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DataDirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param directory a real path, see {@link Path#toRealPath}
     * @throws EmbeddedPostgresException if another process, or this one, holds the lock
     */
    static DataDirectoryLock acquire(Path directory) throws IOException {
        if (!HELD_HERE.add(directory)) {
            throw taken(directory, Long.toString(ProcessHandle.current().pid()));
        }
        boolean acquired = false;
        try {
            FileChannel channel = FileChannel.open(
                    directory.resolve(FILE_NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw taken(directory, owner(channel));
                }
                channel.truncate(0);
                channel.write(StandardCharsets.US_ASCII.encode(
                        Long.toString(ProcessHandle.current().pid())));
                acquired = true;
                return new DataDirectoryLock(directory, channel);
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
        } finally {
            if (!acquired) {
                HELD_HERE.remove(directory);
            }
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    }

    private static EmbeddedPostgresException taken(Path directory, String owner) {
        return new EmbeddedPostgresException("The embedded database in " + directory
                + " is already in use by another HILT-Review (process " + owner
                + "). Stop that one, or set HILT_DATA_DIR to another directory.");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
