package com.hiltreview.testing;

import com.hiltreview.HiltReviewApplication;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A test of the whole service over HTTP; all of them share one instance and one database. Whoever needs other settings closes
 * that instance behind itself, by {@code @DirtiesContext}: it would go on taking deliveries of the tests that follow.
 */
@SpringBootTest(
        classes = HiltReviewApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "HILT_ENV=development",
            "HILT_DATA_DIR=" + ServiceTest.DATA_DIR,
            "ADMIN_API_KEY=" + ServiceTest.ADMIN_KEY,
            "ADMIN_EMAILS=" + ServiceTest.ADMIN_EMAIL,
            "HILT_DEMO=off",
            // All tests come from one address and share a key; those of the limits set one.
            "RATE_LIMIT_PER_MINUTE=0",
            // Few places, and no waiting for more, so that tests see both ends of it.
            "hilt.delivery.slots=" + ServiceTest.DELIVERY_SLOTS,
            "hilt.delivery.linger=200ms",
            // Those of thousands of agents are tested with one key.
            "hilt.open-requests.waits.per-key=2000",
            "spring.jpa.hibernate.ddl-auto=validate"
        })
@Import({StatementCounter.class, MovableClock.class})
public abstract class ServiceTest {
    /** An administrator's key that every test may use. */
    public static final String ADMIN_KEY = "hilt_ak_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b";

    /** How many webhooks are called at the same time; a source may take a quarter. */
    protected static final int DELIVERY_SLOTS = 40;

    /** Each JVM has its own, with secrets that fit its database. */
    protected static final String DATA_DIR = "target/test-data/${test.fork:1}";

    protected static final String ADMIN_EMAIL = "admin@acme.test";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    protected JdbcTemplate jdbc;

    /** Goes with the system's again before each test. */
    @Autowired
    @SuppressWarnings("NullAway.Init")
    protected MovableClock clock;

    @SuppressWarnings("NullAway.Init")
    protected Api api;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", TestDatabase::url);
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        api = new Api("http://127.0.0.1:" + port, jdbc);
        clock.goOn();
    }
}
