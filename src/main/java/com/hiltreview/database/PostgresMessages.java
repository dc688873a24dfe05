package com.hiltreview.database;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds the relevant lines in the output and logs of PostgreSQL's programs. */
final class PostgresMessages {
    // The port was taken meanwhile; processes of a killed server are still running; another start was faster.
    private static final Pattern TRANSIENT = Pattern.compile(
            "Address already in use|shared memory block .* is still in use|lock file \"postmaster.pid\"");
    private static final Pattern FAULT = Pattern.compile("(?:FATAL|PANIC|ERROR|DETAIL|error): .*");
    private static final Pattern MESSAGE =
            Pattern.compile("(?:LOG|FATAL|PANIC|ERROR|DETAIL):  (?!redirecting log output).*");

    private PostgresMessages() {}

    static List<String> faults(String output) {
        return find(FAULT, output);
    }

    /** The lines that are written before the server opens its own log. */
    static List<String> ofStart(String output) {
        return find(MESSAGE, output);
    }

    /** Whether another attempt may succeed. */
    static boolean isTransient(String fault) {
        return TRANSIENT.matcher(fault).find();
    }

    private static List<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }
}
