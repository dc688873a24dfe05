package com.hiltreview;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** A room reads and writes only its own tables, and of other rooms only the views that these publish. */
class SqlWallsTests extends ServiceTest {
    private static final Path SOURCES = Path.of("src/main/java/com/hiltreview");

    private static final Map<String, Set<String>> TABLES = Map.ofEntries(
            Map.entry("source", Set.of("sources")),
            Map.entry("apikey", Set.of("api_keys")),
            Map.entry("reviewer", Set.of("users")),
            Map.entry("review", Set.of("review_tasks", "review_decisions", "task_revisions")),
            Map.entry("conversation", Set.of("task_comments")),
            Map.entry("idempotency", Set.of("idempotency_keys")),
            Map.entry("event", Set.of("decision_events")),
            Map.entry("journal", Set.of("journal", "journal_epochs")),
            Map.entry("delivery", Set.of("delivery_attempts", "webhook_health", "scheduled_tasks")),
            Map.entry("session", Set.of("spring_session", "spring_session_attributes")),
            Map.entry("audit", Set.of("audit_log", "audit_log_other_months")),
            Map.entry("ratelimit", Set.of("rate_limits")),
            Map.entry("database", Set.of("flyway_schema_history")));

    /** By the room that publishes them. */
    private static final Map<String, Set<String>> VIEWS = Map.of(
            "journal", Set.of("current_epoch"),
            "source", Set.of("source_names", "pushing_sources", "change_request_receivers"),
            "event", Set.of("task_deliveries", "due_events", "events_being_pushed"));

    private static final Pattern TEXT = Pattern.compile("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"", Pattern.DOTALL);
    private static final Pattern TABLE_OF_ENTITY = Pattern.compile("@Table\\(name = (\"[a-z_]+\")\\)");
    private static final Pattern RELATION = Pattern.compile(
            "\\b(?:from|join|into|update|using|truncate|delete from|lock table)\\s+(?:only\\s+)?\"?([a-z_]+)\"?",
            Pattern.CASE_INSENSITIVE);

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private JdbcTemplate database;

    @Test
    void everyTableAndViewHasOneOwner() {
        var inDatabase = new TreeSet<>(database.queryForList(
                "select table_name from information_schema.tables where table_schema = current_schema()",
                String.class));
        var owned = new ArrayList<String>();
        TABLES.values().forEach(owned::addAll);
        VIEWS.values().forEach(owned::addAll);
        assertThat(owned).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(owned))
                .as("give each table of the migrations to a room")
                .isEqualTo(inDatabase);
    }

    @Test
    void noRoomReadsAnothersTable() throws IOException {
        var crossings = new ArrayList<String>();
        var readers = new HashSet<String>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var room = SOURCES.relativize(file).getName(0).toString();
                for (var relation : relations(Files.readString(file))) {
                    var owner = ownerOf(relation, TABLES);
                    if (owner != null && !owner.equals(room)) {
                        crossings.add(file.getFileName() + " uses " + relation + " of " + owner);
                    }
                    var publisher = ownerOf(relation, VIEWS);
                    if (publisher != null && !publisher.equals(room)) {
                        readers.add(room + " -> " + publisher);
                    }
                }
            }
        }
        assertThat(crossings)
                .as("call the owner's service, or let it publish a view")
                .isEmpty();
        // What the pattern no longer finds would pass unseen.
        assertThat(readers)
                .containsExactlyInAnyOrder(
                        "review -> source", "review -> event", "delivery -> source", "delivery -> event");
    }

    private static Set<String> relations(String java) {
        var found = new HashSet<String>();
        var texts = TEXT.matcher(java).results().map(match -> match.group()).collect(joining("\n"));
        RELATION.matcher(texts)
                .results()
                .forEach(match -> found.add(match.group(1).toLowerCase(Locale.ROOT)));
        TABLE_OF_ENTITY
                .matcher(java)
                .results()
                .forEach(match -> found.add(match.group(1).replace("\"", "")));
        return found;
    }

    private static @Nullable String ownerOf(String relation, Map<String, Set<String>> owners) {
        return owners.entrySet().stream()
                .filter(entry -> entry.getValue().contains(relation))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
