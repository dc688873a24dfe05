package com.hiltreview.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTests {

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "postgresql"})
    void readsBothSchemes(String scheme) {
        DatabaseUrl url = DatabaseUrl.parse(scheme + "://hilt:geheim@db.example.com:5433/reviews?sslmode=verify-full");

        assertThat(url)
                .isEqualTo(new DatabaseUrl(
                        "jdbc:postgresql://db.example.com:5433/reviews?sslmode=verify-full", "hilt", "geheim"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            postgres://u:p@h/db,                                jdbc:postgresql://h:5432/db
            postgres://u:p@h:/db,                               jdbc:postgresql://h:5432/db
            postgres://u:p@h:5433,                              jdbc:postgresql://h:5433/u
            postgres://u:p@h/?sslmode=require,                  jdbc:postgresql://h:5432/u?sslmode=require
            postgres://u:p@h?sslmode=require,                   jdbc:postgresql://h:5432/u?sslmode=require
            postgres://h/db,                                    jdbc:postgresql://h:5432/db
            'postgres://u:p@h1:5432,h2:5433/db',                'jdbc:postgresql://h1:5432,h2:5433/db'
            'postgres://u:p@h1,h2/db',                          'jdbc:postgresql://h1:5432,h2:5432/db'
            'postgres://u:p@[::1]:5433,[2001:db8::7]/db',       'jdbc:postgresql://[::1]:5433,[2001:db8::7]:5432/db'
            postgres://u:p@10.0.0.7/my%20data+base%2F1,         jdbc:postgresql://10.0.0.7:5432/my+data%2Bbase%2F1
            '  postgres://u:p@h/db  ',                          jdbc:postgresql://h:5432/db
            """)
    void writesHostsAndDatabaseForJdbc(String given, String jdbcUrl) {
        assertThat(DatabaseUrl.parse(given).jdbcUrl()).isEqualTo(jdbcUrl);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            postgres://us%40er:p%3Aa%2Fs%3Fs%25%40%C3%A9@h/db,  us@er,  p:a/s?s%@é
            postgres://u:a+b:c@h/db,                            u,      a+b:c
            postgres://u:p@ss#w&rd@h/db,                        u,      p@ss#w&rd
            postgres://u@h/db,                                  u,
            postgres://u:@h/db,                                 u,
            postgres://:p@h/db,                                 ,       p
            postgres://h/db,                                    ,
            postgres://h/db?user=u&password=p%26q,              u,      p&q
            jdbc:postgresql://h/db?user=u&password=p%26q+r,     u,      p&q r
            jdbc:postgresql://h/db,                             ,
            """)
    void readsUserAndPassword(String given, String username, String password) {
        DatabaseUrl url = DatabaseUrl.parse(given);

        assertThat(url.username()).isEqualTo(username);
        assertThat(url.password()).isEqualTo(password);
        assertThat(url.jdbcUrl()).doesNotContain("user=", "password=");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            application_name=hilt%20review,         ApplicationName=hilt+review
            connect_timeout=7,                      connectTimeout=7
            target_session_attrs=any,               targetServerType=any
            target_session_attrs=read-write,        targetServerType=primary
            target_session_attrs=primary,           targetServerType=primary
            target_session_attrs=read-only,         targetServerType=secondary
            target_session_attrs=standby,           targetServerType=secondary
            target_session_attrs=prefer-standby,    targetServerType=preferSecondary
            load_balance_hosts=random,              loadBalanceHosts=true
            load_balance_hosts=disable,             loadBalanceHosts=false
            keepalives=1,                           tcpKeepAlive=true
            channel_binding=require,                channelBinding=require
            sslnegotiation=direct,                  sslNegotiation=direct
            'require_auth=scram-sha-256,md5',       requireAuth=scram-sha-256%2Cmd5
            sslrootcert=/etc/ssl/ca.pem,            sslrootcert=%2Fetc%2Fssl%2Fca.pem
            options=-c%20search_path%3Dhilt,        options=-c+search_path%3Dhilt
            reWriteBatchedInserts=true,             reWriteBatchedInserts=true
            sslmode=disable&client_encoding=UTF8,   sslmode=disable
            sslmode=allow&&sslmode=require,         sslmode=require
            """)
    void translatesParametersOfLibpq(String given, String translated) {
        String jdbcUrl = DatabaseUrl.parse("postgres://u:p@h/db?" + given).jdbcUrl();

        assertThat(jdbcUrl).isEqualTo("jdbc:postgresql://h:5432/db?" + translated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h1,h2:5433/db?targetServerType=primary&loggerLevel=OFF",
                "jdbc:postgresql:db",
                "jdbc:postgresql://[::1]/"
            })
    void leavesJdbcUrlAsItIs(String given) {
        assertThat(DatabaseUrl.parse(given)).isEqualTo(new DatabaseUrl(given, null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                          | must begin with postgres://
            h:5432/db                                   | must begin with postgres://
            mysql://u:Geheim1@h/db                      | must begin with postgres://
            jdbc:mysql://h/db?password=Geheim1          | must begin with postgres://
            jdbc:postgresql://u:Geheim1@h/db            | has an @ in a jdbc: URL
            postgres:///db                              | names no host
            postgres://u:Geheim1@/db                    | names no host
            postgres://u:Geheim1@h1,,h2/db              | has a host that is not of the form
            postgres://u:Geheim1@%2Frun%2Fpostgres/db   | has a host that is not of the form
            postgres://u:Geheim1@::1/db                 | has a host that is not of the form
            postgres://u:Geheim1@h:port/db              | has a host that is not of the form
            postgres://u:Geheim1@h h/db                 | has a host that is not of the form
            postgres://u:Geheim1@h:0/db                 | has a port that is not between 1 and 65535
            postgres://u:Geheim1@h:65536/db             | has a port that is not between 1 and 65535
            postgres://u:Geheim1@h:99999999999/db       | has a port that is not between 1 and 65535
            postgres://u:Geheim1/Geheim2@h/db           | has an @ after the host
            postgres://u:12?Geheim1=Geheim2@h/db        | has an @ after the host
            postgres://u:Geheim1                        | has a host that is not of the form
            postgres://u:Geheim1%zz@h/db                | has a % that is not followed by two hexadecimal digits
            postgres://u:Geheim1%@h/db                  | has a % that is not followed by two hexadecimal digits
            postgres://h                                | names no database
            postgres://u:Geheim1@h/db?sslmode           | has a parameter after the ? that is not of the form name=value
            postgres://u:Geheim1@h/db?a b=c             | has a parameter after the ? that is not of the form name=value
            postgres://u:Geheim1@h/db?pgbouncer=true    | has the parameter pgbouncer, which is not supported
            postgres://u:Geheim1@h/db?PGHOST=h2         | has the parameter PGHOST, which is not supported
            postgres://u:Geheim1@h/db?client_encoding=LATIN1 | has the parameter client_encoding, which is not supported
            postgres://u:Geheim1@h/db?sslmode=Geheim1   | sslmode that is not one of disable, allow, prefer, require
            postgres://u:Geheim1@h/db?target_session_attrs=best | target_session_attrs that is not one of any, primary
            """)
    void saysWhatIsWrongButNotThePassword(String given, String fault) {
        assertThatThrownBy(() -> DatabaseUrl.parse(given))
                .isInstanceOf(InvalidDatabaseUrlException.class)
                .hasMessageStartingWith("DATABASE_URL ")
                .hasMessageContaining(fault)
                .hasMessageNotContainingAny("Geheim1", "Geheim2")
                .hasNoCause();
    }

    @Test
    void hidesPasswordAndParametersInToString() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://u:Geheim1@h/db?sslpassword=Geheim2");

        assertThat(url).hasToString("DatabaseUrl[jdbcUrl=jdbc:postgresql://h:5432/db, username=u]");
    }

    @Property(tries = 200)
    void driverReadsBackAnyEscapedDatabaseAndParameter(
            @ForAll @StringLength(min = 1, max = 12) @CharRange(from = ' ', to = '\u00ff') String text,
            @ForAll @AlphaChars @StringLength(min = 1, max = 8) String host)
            throws SQLException {
        String escaped = escape(text);

        DatabaseUrl url = DatabaseUrl.parse(
                "postgres://" + escaped + ":" + escaped + "@" + host + "/" + escaped + "?options=" + escaped);

        assertThat(DriverManager.getDriver(url.jdbcUrl()).getPropertyInfo(url.jdbcUrl(), new Properties()))
                .extracting(property -> property.name + "=" + property.value)
                .contains("PGHOST=" + host, "PGDBNAME=" + text, "options=" + text);
        assertThat(url.username()).isEqualTo(text);
        assertThat(url.password()).isEqualTo(text);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append("%%%02X".formatted(b));
        }
        return escaped.toString();
    }
}
