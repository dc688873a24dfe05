package com.hiltreview.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hiltreview.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DatabaseCheckTests {
    @Test
    void acceptsTheDatabaseOfItsOwner() {
        assertThatCode(() -> DatabaseCheck.check(TestDatabase.url(), null, null))
                .doesNotThrowAnyException();
    }

    @Test
    void namesADatabaseThatIsMissing() {
        assertThat(fault(TestDatabase.url().replaceFirst("(//[^/]+/)[^?]+", "$1missing")))
                .isEqualTo("DATABASE_URL: database \"missing\" does not exist; create the database, or name another one"
                        + " after the last /");
    }

    @Test
    void namesARoleThatIsMissing() {
        assertThat(fault(TestDatabase.url().replaceFirst("user=[^&]+", "user=nobody_knows")))
                .startsWith("DATABASE_URL: role \"nobody_knows\" does not exist; ")
                .contains("check the user");
    }

    @Test
    void saysThatNothingListens() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(fault("jdbc:postgresql://127.0.0.1:" + port + "/hilt"))
                .startsWith("DATABASE_URL: Connection to 127.0.0.1:" + port + " refused")
                .endsWith("is PostgreSQL running there, and are host, port and sslmode right?");
    }

    @Test
    void refusesAServerThatIsTooOld() {
        assertThatExceptionOfType(DatabaseUnusableException.class)
                .isThrownBy(() -> DatabaseCheck.check(TestDatabase.url(), null, null, 99))
                .withMessageMatching("DATABASE_URL: the server is PostgreSQL .*; HILT-Review needs 99 or newer.*");
    }

    private static String fault(String url) {
        var thrown = assertThatExceptionOfType(DatabaseUnusableException.class)
                .isThrownBy(() -> DatabaseCheck.check(url, null, null))
                .actual();
        assertThat(thrown).hasMessageNotContaining("\n");
        return String.valueOf(thrown.getMessage());
    }
}
