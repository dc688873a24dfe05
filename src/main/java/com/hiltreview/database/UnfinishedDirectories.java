package com.hiltreview.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories that are filled under a temporary name and then moved, so that no incomplete one has the final name. */
final class UnfinishedDirectories {

    private static final Logger log = LoggerFactory.getLogger(UnfinishedDirectories.class);
    private static final String PREFIX = "unfinished-";

    private UnfinishedDirectories() {}

    /** Creates an empty one with a unique name, because a program of a killed process may still write to an older one. */
    static Path create(Path parent) throws IOException {
        return Files.createTempDirectory(parent, PREFIX);
    }

    /** Deletes those that killed processes left behind in the parent, as far as possible; the parent may be missing. */
    static void deleteAll(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                delete(leftover);
            }
        }
    }

    /** Deletes one as far as possible; does nothing if it was moved. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.debug("Leaving {} to the next start", directory, e);
        }
    }
}
