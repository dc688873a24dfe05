package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewTaskListTests extends ServiceTest {
    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @BeforeEach
    void makeSource() {
        source = api.newSource("{\"name\":\"Lists\"}");
    }

    private Answer create(String members) {
        var answer = api.post("/review-tasks", source.key(), """
                {%s,"blocks":[{"id":"b","type":"plaintext","content":"Something"}]}""".formatted(members));
        assertThat(answer.status()).isEqualTo(201);
        return answer;
    }

    private String task(String members) {
        return Api.idOf(create(members)).toString();
    }

    private Answer list(String query) {
        return api.get("/review-tasks?" + query, source.key());
    }

    private static List<String> ids(Answer page) {
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        var ids = new ArrayList<String>();
        page.json().get("items").forEach(item -> ids.add(item.get("id").stringValue()));
        return ids;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void decide(String task) {
        var answer =
                api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void anEmptyListHasNoItemsAndNoCursor() {
        var page = list("").json();

        assertThat(page.get("items").size()).isZero();
        assertThat(page.get("total_count").intValue()).isZero();
        assertThat(page.get("total_count_relation").stringValue()).isEqualTo("eq");
        assertThat(page.get("next_cursor").isNull()).isTrue();
    }

    @Test
    void anItemIsATaskWithoutItsBlocks() {
        var id = task("\"title\":\"T\",\"metadata\":{\"a\":1},\"service\":{\"id\":\"s\",\"name\":\"S\"}");
        var item = list("").json().at("/items/0");

        assertThat(item.get("id").stringValue()).isEqualTo(id);
        assertThat(item.get("block_count").intValue()).isEqualTo(1);
        assertThat(item.get("has_changes").booleanValue()).isFalse();
        assertThat(item.at("/service/name").stringValue()).isEqualTo("S");
        assertThat(item.propertyNames())
                .doesNotContain("blocks_original", "blocks_working", "blocks_final", "diff", "metadata");

        api.patch(
                "/review-tasks/" + id + "/blocks",
                api.signInAsReviewer(),
                "{\"blocks\":[{\"id\":\"b\",\"content\":\"Other\"}]}");
        assertThat(list("").json().at("/items/0/has_changes").booleanValue()).isTrue();
        decide(id);
        var decided = list("").json().at("/items/0");
        assertThat(decided.at("/decision/type").stringValue()).isEqualTo("APPROVE");
        assertThat(decided.at("/dispatch/last_delivery_status").stringValue()).isEqualTo("NOT_SENT");
    }

    @Test
    void anItemShowsOnlyIdsAndLabelsOfItsOptions() {
        create("""
                "interaction_schema":{"type":"choice","guidance":"%s","deny_reasons":[{"id":"no","label":"No"}],
                    "options":[{"id":"o","label":"Option","patches":[{"block_id":"b","op":"replace","value":"%s"}]},
                        {"id":"p","label":"Other"}]}""".formatted("g".repeat(10_000), "x".repeat(200_000)));

        var page = list("");
        assertThat(page.json().at("/items/0/interaction_schema").toString()).isEqualTo("""
                {"type":"choice","options":[{"id":"o","label":"Option"},{"id":"p","label":"Other"}],\
                "require_confirmation":true}""");
        assertThat(page.body()).hasSizeLessThan(2_000);
    }

    @Test
    void anItemShowsAsManyOptionsAsFitInSixteenKibibytes() {
        var options = IntStream.range(0, 50)
                .mapToObj(i -> "{\"id\":\"%d\",\"label\":\"%s\"}".formatted(i, "漢".repeat(200)))
                .toList();
        create("\"interaction_schema\":{\"type\":\"choice\",\"options\":%s}".formatted(options));

        var shown = list("").json().at("/items/0/interaction_schema/options");
        assertThat(shown.toString().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(15 * 1024, 16 * 1024)
                .asString(StandardCharsets.UTF_8)
                .startsWith("[{\"id\":\"0\"");
    }

    @Test
    void aPageEndsEarlyWhenItHasTwoMebibytes() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 45; i++) {
            made.addFirst(task("""
                    "risk_warning":"%1$s","execution_intent":{"kind":"custom","display":{"target":"%1$s","warning":"%1$s"}},
                    "service":{"id":"s","name":"%2$s","icon":"%2$s"}""".formatted("😀".repeat(4_000), "😀".repeat(200))));
        }
        for (var sort : List.of("created_at", "priority&status=PENDING")) {
            var page = list("limit=100&sort=" + sort);
            assertThat(page.body()).hasSizeLessThan(2 * 1024 * 1024 + 100 * 1024);
            assertThat(page.json().get("next_cursor").isNull()).isFalse();
            assertThat(page.json().get("total_count").intValue()).isEqualTo(45);
            assertThat(follow("limit=100&sort=" + sort))
                    .containsExactlyElementsOf(sort.equals("created_at") ? made : made.reversed());
        }
    }

    @Test
    void anItemHasTheETagOfItsTask() {
        var id = task("\"title\":\"T\"");
        for (int i = 0; i < 2; i++) {
            var task = api.get("/review-tasks/" + id, source.key());
            assertThat(task.json().get("etag").stringValue()).isEqualTo(task.etag());
            assertThat(list("").json().at("/items/0/etag").stringValue()).isEqualTo(task.etag());
            assertThat(list("status=PENDING&status=APPROVED")
                            .json()
                            .at("/items/0/etag")
                            .stringValue())
                    .isEqualTo(task.etag());
            if (i == 0) {
                assertThat(list("status=PENDING").json().at("/items/0/etag").stringValue())
                        .isEqualTo(task.etag());
                decide(id);
            }
        }
    }

    @Test
    void everyFilterNarrowsTheList() {
        var one = task("\"title\":\"One\",\"priority\":\"HIGH\",\"risk_level\":\"low\","
                + "\"service\":{\"id\":\"mail\",\"name\":\"Mail\"},\"action\":{\"type\":\"send\",\"verb\":\"Send\"}");
        var two = task(
                "\"title\":\"Two\",\"priority\":\"LOW\",\"risk_level\":\"critical\","
                        + "\"service\":{\"id\":\"bank & co\",\"name\":\"Bank\"},\"action\":{\"type\":\"transfer\",\"verb\":\"Pay\"}");
        var three = task("\"title\":\"Three\"");
        decide(two);

        assertThat(ids(list(""))).containsExactly(three, two, one);
        assertThat(ids(list("priority=HIGH"))).containsExactly(one);
        assertThat(ids(list("priority=NORMAL"))).containsExactly(three);
        assertThat(ids(list("risk_level=critical"))).containsExactly(two);
        assertThat(ids(list("risk_level=medium"))).containsExactly(three);
        assertThat(ids(list("service_id=mail"))).containsExactly(one);
        assertThat(ids(list("service_id=" + encoded("bank & co")))).containsExactly(two);
        assertThat(ids(list("service_id=Mail"))).isEmpty();
        assertThat(ids(list("action_type=transfer"))).containsExactly(two);
        assertThat(ids(list("status=PENDING"))).containsExactly(three, one);
        assertThat(ids(list("status=APPROVED"))).containsExactly(two);
        assertThat(ids(list("status=APPROVED&status=PENDING"))).containsExactly(three, two, one);
        assertThat(ids(list("status=DENIED&status=ARCHIVED"))).isEmpty();
        assertThat(ids(list("status=PENDING&priority=HIGH&risk_level=low&service_id=mail&action_type=send&q=one")))
                .containsExactly(one);
        assertThat(ids(list("status=PENDING&priority=HIGH&risk_level=critical")))
                .isEmpty();
    }

    @Test
    void timeBoundsAreExclusive() {
        var one = task("\"title\":\"One\"");
        var two = task("\"title\":\"Two\"");
        var three = task("\"title\":\"Three\"");
        createdAt(one, "2026-01-01T10:00:00Z");
        createdAt(two, "2026-01-01T11:00:00Z");
        createdAt(three, "2026-01-01T12:00:00Z");

        assertThat(ids(list("created_after=2026-01-01T10:00:00Z"))).containsExactly(three, two);
        assertThat(ids(list("created_before=2026-01-01T12:00:00.000Z"))).containsExactly(two, one);
        assertThat(ids(list("created_after=2026-01-01T10:00:00Z&created_before=2026-01-01T12:00:00Z")))
                .containsExactly(two);
        assertThat(ids(list("created_after=" + encoded("2026-01-01T12:30:00+01:00"))))
                .containsExactly(three);
        assertThat(list("created_after=2026-01-01T10:00:00Z")
                        .json()
                        .get("total_count")
                        .intValue())
                .isEqualTo(2);
    }

    private void createdAt(String task, String time) {
        jdbc.update(
                "update review_tasks set created_at = cast(? as timestamptz) where id = ?",
                time,
                UUID.fromString(task));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z", "+300000-01-01T00:00:00Z"})
    void refusesYearsThatRfc3339CannotWrite(String time) {
        assertThat(list("created_after=" + encoded(time)).status()).isEqualTo(400);
        assertThat(list("created_before=" + encoded(time)).status()).isEqualTo(400);
    }

    @Test
    void wordsAreFoldedAndTheLastMayBeAPrefix() {
        var cafe = task("\"title\":\"Réserver le CAFÉ — Zürich\"");
        var street = task("\"title\":\"Straße: pay invoice #4711 (final)\"");
        task("\"title\":\"Nothing of the kind\"");

        assertThat(ids(list("q=cafe"))).containsExactly(cafe);
        assertThat(ids(list("q=" + encoded("RESERVER zur")))).containsExactly(cafe);
        assertThat(ids(list("q=" + encoded("zurich réserver")))).containsExactly(cafe);
        assertThat(ids(list("q=" + encoded("reserv zurich")))).isEmpty();
        assertThat(ids(list("q=invo"))).containsExactly(street);
        assertThat(ids(list("q=" + encoded("4711 inv")))).containsExactly(street);
        assertThat(ids(list("q=oice"))).isEmpty();
        assertThat(ids(list("q=" + encoded("invoice missing")))).isEmpty();
        // The preview is searched as well.
        assertThat(ids(list("q=something"))).hasSize(3);
        assertThat(ids(list("q="))).hasSize(3);
        assertThat(ids(list("q=" + encoded("  ")))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "Hauptstraße, HAUPTSTRASSE",
        "HAUPTSTRASSE, hauptstraße",
        "ŁÓDŹ, lodz",
        "Smørrebrød, SMORREBROD",
        "Ærø, aero",
        "DIYARBAKIR, dıyarbakır",
        "ΟΔΟΣΤΡΩΜΑ, οδος"
    })
    void specialLettersAreFoldedToo(String title, String q) {
        var id = task("\"title\":\"" + title + "\"");

        assertThat(ids(list("q=" + encoded(q)))).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'", "\\", "a' | 'b", "a:*", "!a", "(((", "%", "_", "\u0000", "a & | !", "<->", "''' or 1=1 --"})
    void punctuationInASearchMeansNothing(String q) {
        task("\"title\":\"Plain\"");

        assertThat(list("q=" + encoded(q)).status()).isEqualTo(200);
    }

    @Test
    void aLongWordIsSearchedFor() {
        var id = task("\"title\":\"" + "漢".repeat(200) + "\"");

        assertThat(ids(list("q=" + encoded("漢".repeat(200))))).containsExactly(id);
        for (var word : List.of("漢", "ﷺ", "㌖")) {
            // Longer than the contract allows, so it is not checked against it.
            var request = api.request("/review-tasks?q=" + encoded(word.repeat(700)), source.key());
            assertThat(Api.sendUnchecked(request.GET()).statusCode()).isEqualTo(200);
        }
        assertThat(list("q=" + "a".repeat(1001)).faultyFields()).containsExactly("q");
    }

    @Test
    void theQueueIsSortedByPriorityThenAge() {
        var low = task("\"title\":\"1\",\"priority\":\"LOW\"");
        var normal = task("\"title\":\"2\"");
        var high = task("\"title\":\"3\",\"priority\":\"HIGH\"");
        var laterHigh = task("\"title\":\"4\",\"priority\":\"HIGH\"");

        assertThat(ids(list("sort=priority"))).containsExactly(high, laterHigh, normal, low);
        assertThat(ids(list("sort=created_at"))).containsExactly(laterHigh, high, normal, low);
        assertThat(follow("sort=priority&limit=1")).containsExactly(high, laterHigh, normal, low);
    }

    private List<String> follow(String query) {
        var seen = new ArrayList<String>();
        var page = list(query);
        while (true) {
            seen.addAll(ids(page));
            var next = page.json().get("next_cursor");
            if (next.isNull()) {
                return seen;
            }
            page = list(query + "&cursor=" + next.stringValue());
        }
    }

    @Test
    void tasksWithTheSameTimeAreNeitherRepeatedNorSkipped() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            made.add(task("\"title\":\"T\""));
        }
        jdbc.update("update review_tasks set created_at = '2026-01-01T00:00:00Z' where source_id = ?", source.id());

        for (var sort : List.of("created_at", "priority")) {
            assertThat(follow("limit=2&sort=" + sort)).containsExactlyInAnyOrderElementsOf(made);
        }
        // The last page may be full, and still has no cursor.
        assertThat(list("limit=7").json().get("next_cursor").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"created_at,''", "priority,''", "created_at,&status=PENDING", "priority,&status=PENDING"})
    void pagesStayConsistentWhileTasksAreCreatedAndDecided(String sort, String filter) {
        var standing = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            standing.add(task("\"title\":\"T\",\"priority\":\""
                    + List.of("LOW", "HIGH", "NORMAL").get(i % 3) + "\""));
        }
        var query = "limit=2&sort=" + sort + filter;
        var order = ids(list("limit=100&sort=" + sort));

        var seen = new ArrayList<String>();
        var page = list(query);
        while (true) {
            seen.addAll(ids(page));
            var next = page.json().get("next_cursor");
            if (next.isNull()) {
                break;
            }
            // One that was shown leaves the list, and new ones appear at both ends.
            if (seen.size() == 2 || seen.size() == 6) {
                decide(seen.getLast());
            }
            if (seen.size() == 4) {
                task("\"title\":\"New\",\"priority\":\"HIGH\"");
                task("\"title\":\"New\",\"priority\":\"LOW\"");
            }
            page = list(query + "&cursor=" + next.stringValue());
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(standing::contains)).containsExactlyElementsOf(order);
    }

    @Test
    void aCursorBelongsToItsList() {
        for (int i = 0; i < 3; i++) {
            task("\"title\":\"T\"");
        }
        var cursor = list("limit=1").json().get("next_cursor").stringValue();

        assertThat(ids(list("limit=2&cursor=" + cursor))).hasSize(2);
        for (var other : List.of("sort=priority", "status=PENDING", "q=t", "priority=NORMAL", "risk_level=medium")) {
            assertThat(list(other + "&cursor=" + cursor).faultyFields())
                    .as(other)
                    .containsExactly("cursor");
        }
        var stranger = api.newSource();
        assertThat(api.get("/review-tasks?cursor=" + cursor, stranger.key()).faultyFields())
                .containsExactly("cursor");
        assertThat(api.get("/review-tasks?cursor=" + cursor, ADMIN).faultyFields())
                .containsExactly("cursor");
        assertThat(ids(api.get("/review-tasks?source_id=" + source.id() + "&cursor=" + cursor, ADMIN)))
                .hasSize(2);
    }

    @Test
    void aCursorThatWasTamperedWithIsRefused() {
        task("\"title\":\"T\"");
        task("\"title\":\"T\"");
        var cursor = list("limit=1").json().get("next_cursor").stringValue();

        for (int i = 0; i < cursor.length(); i++) {
            var changed = cursor.substring(0, i) + (cursor.charAt(i) == 'A' ? 'B' : 'A') + cursor.substring(i + 1);
            assertThat(list("cursor=" + changed).faultyFields()).as("at " + i).containsExactly("cursor");
        }
        for (var other : List.of(
                "", "x", "%00", "a b", cursor + "A", cursor + "=", cursor.substring(1), "AAAAAAAAAAAAAAAAAAAAAA")) {
            assertThat(list("cursor=" + encoded(other)).faultyFields())
                    .as(other)
                    .containsExactly("cursor");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=101,limit",
        "limit=-1,limit",
        "limit=x,limit",
        "limit=0x10,limit",
        "limit=%2B5,limit",
        "limit=%205,limit",
        "limit=5.0,limit",
        "limit=%D9%A5,limit",
        "limit=99999999999,limit",
        "sort=title,sort",
        "sort=CREATED_AT,sort",
        "status=OPEN,status",
        "status=pending,status",
        "priority=high,priority",
        "risk_level=HIGH,risk_level",
        "action_type=explode,action_type",
        "created_after=yesterday,created_after",
        "created_after=2026-01-01,created_after",
        "created_before=2026-13-01T00:00:00Z,created_before",
        "source_id=1,source_id",
        "service_id=%00,service_id"
    })
    void anInvalidParameterIsReportedByName(String query, String parameter) {
        assertThat(list(query).faultyFields()).containsExactly(parameter);
    }

    @Test
    void aSourceKeySeesItsOwnTasksOnly() {
        var own = task("\"title\":\"Mine\"");
        var other = api.newSource();
        var foreign = Api.idOf(api.newTask(other)).toString();

        assertThat(ids(list("limit=100"))).containsExactly(own);
        assertThat(ids(list("source_id=" + source.id()))).containsExactly(own);
        assertThat(list("source_id=" + other.id()).status()).isEqualTo(403);
        assertThat(list("source_id=" + UUID.randomUUID()).status()).isEqualTo(403);
        assertThat(ids(api.get("/review-tasks?limit=2", ADMIN))).containsExactly(foreign, own);
        assertThat(ids(api.get("/review-tasks?limit=2", api.signInAsReviewer())))
                .containsExactly(foreign, own);
        var unknown = api.get("/review-tasks?source_id=" + UUID.randomUUID(), ADMIN);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("source");
    }

    @Test
    void theCountIsExactUpToTenThousand() {
        fill(10_000);
        assertCount(list("limit=1"), 10_000, "eq");
        assertCount(list("limit=1&priority=HIGH"), 5_000, "eq");
        fill(1);
        assertCount(list("limit=1"), 10_000, "gte");
        assertCount(list("limit=1&sort=priority&status=PENDING"), 10_000, "gte");
        fill(10_000);
        assertCount(list("limit=1"), 10_000, "gte");
        assertCount(list("limit=1"), 10_000, "gte");
    }

    private static void assertCount(Answer page, int count, String relation) {
        assertThat(page.json().get("total_count").intValue()).isEqualTo(count);
        assertThat(page.json().get("total_count_relation").stringValue()).isEqualTo(relation);
    }

    private void fill(int tasks) {
        jdbc.update("""
                insert into review_tasks (id, source_id, priority, risk_level, title, blocks_original, blocks_working,
                    block_count, search_text, created_at, updated_at)
                select uuidv7(), ?, cast(case n % 2 when 0 then 'HIGH' else 'LOW' end as priority_level), 'LOW',
                    'Task ' || n, '[]', '[]', 1, 'task', now() - interval '1 day' - n * interval '1 second', now()
                from generate_series(1, ?) as n
                """, source.id(), tasks);
    }
}
