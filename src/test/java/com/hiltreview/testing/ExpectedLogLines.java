package com.hiltreview.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Holds back the WARN and ERROR lines that tests provoke on purpose, with their traces, so that others can be seen. A
 * failed test brings back those of its class; lines that nobody expects are passed on, and listed once more at the end.
 */
final class ExpectedLogLines {
    /** Class of the logger, and the beginning of the message. */
    private record Expected(String logger, String message) {}

    private static final List<Expected> EXPECTED = List.of(
            new Expected("ClientConnections", "\\d+ connections are open"),
            new Expected("DeliveryRecords", "The delivery of event \\S+ to source \\S+ failed for good"),
            new Expected("DeliveryRecords", "The webhook of source \\S+ is switched off: "),
            new Expected("DeliveryRecords", "The webhook of source \\S+ is not called, because its secret"),
            new Expected("Epochs", "The data comes from another database cluster"),
            new Expected("EmbeddedPostgresServer", "Stopping PostgreSQL \\(process"),
            new Expected("EmbeddedPostgresServer", "The embedded PostgreSQL (?:has ended|does not start again)"),
            new Expected("ErrorTranslator", "The database is out of reach: "),
            new Expected("ErrorTranslator", "All connections to the database were in use: "),
            new Expected("InstanceChannel", "Signals of other instances are not received: .*administrator command"),
            new Expected("OpenIdProvider", "The OpenID provider did not vouch for anybody: "),
            new Expected("Refusals", "Refused \\("),
            new Expected("Refusals", "Further refusals of this minute are only counted"),
            new Expected("ReviewerService", "ALLOWED_DOMAINS and ALLOWED_EMAILS are empty"),
            new Expected("ServiceEnvironment", "Development mode: "),
            new Expected("SharedBuckets", "This instance counts requests by itself for now: "),
            new Expected("SignInController", "Refused \\(sign_in\\): "),
            new Expected("SignInController", "The OpenID provider sent a browser back with "),
            // Of libraries.
            new Expected("CompositeMeterRegistry", "A MeterRegistry is being added"),
            new Expected("CronSchedule", "Cron-pattern did not return any further execution-times"),
            new Expected("DockerClientProviderStrategy", "Could not find a valid Docker environment"),
            new Expected("OAuth2HttpRequestHandler", "received exception when handling request: "),
            new Expected("Scheduler", "Multiple calls to 'stop\\(\\)'"));

    /** Faults that would be bugs anywhere else, by the test that causes them. */
    private static final List<Expected> EXPECTED_OF = List.of(
            new Expected("AuditLogTests", "ErrorTranslator: \\S+ \\S+ failed"),
            new Expected("ErrorTranslatorTests", "ErrorTranslator: POST /review-tasks failed"),
            new Expected("JournalFollowerTests", "JournalFollower: A listener could not take"),
            new Expected("SecretsInLogsTests", "ErrorTranslator: \\S+ \\S+ failed"),
            new Expected("SignalsTests", "Signals: A listener failed"));

    private static final Pattern HEAD = Pattern.compile(
            "^\\d{4}-\\d\\d-\\d\\dT\\S+ +(?<level>[A-Z]+) \\d+ --- .*?] (?:\\S*\\.)?(?<logger>\\w+) +: (?<message>.*)");
    private static final Pattern TRACE = Pattern.compile("^(?:\\s.*|Caused by: .*|[\\w.$]+(?:Exception|Error)\\b.*|)$");

    private final List<String> heldBack = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private String testClass = "";
    private boolean holding;

    synchronized void begin(String simpleName) {
        testClass = simpleName;
        heldBack.clear();
    }

    /** Whether the line is to be shown at once. */
    synchronized boolean show(String line) {
        var head = HEAD.matcher(line);
        if (head.find()) {
            var level = head.group("level");
            boolean warning = level.equals("WARN") || level.equals("ERROR");
            holding = warning && isExpected(head.group("logger"), head.group("message"));
            if (warning && !holding) {
                unexpected.add(line.strip());
            }
        } else if (!TRACE.matcher(line).matches()) {
            holding = false;
        }
        if (holding) {
            heldBack.add(line);
        }
        return !holding;
    }

    /** The lines of the present class that were not shown. */
    synchronized List<String> heldBack() {
        var lines = List.copyOf(heldBack);
        heldBack.clear();
        return lines;
    }

    synchronized List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    private boolean isExpected(String logger, String message) {
        return EXPECTED.stream()
                        .anyMatch(expected -> expected.logger().equals(logger) && begins(message, expected.message()))
                || EXPECTED_OF.stream()
                        .anyMatch(expected -> expected.logger().equals(testClass)
                                && begins(logger + ": " + message, expected.message()));
    }

    private static boolean begins(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).lookingAt();
    }
}
