package com.hiltreview.session;

import com.hiltreview.json.Json;
import com.hiltreview.reviewer.SessionReviewer;
import com.hiltreview.secret.Hmac;
import com.hiltreview.secret.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.transaction.support.TransactionOperations;

/** Sessions in PostgreSQL; reading one takes one statement, and most requests write none. */
@Configuration(proxyBeanMethods = false)
@EnableJdbcHttpSession(cleanupCron = "0 */5 * * * *")
class SessionConfiguration {
    private static final String COOKIE = "hilt_session";

    @Bean
    CookieSerializer cookieSerializer(SessionSettings settings, SecretSettings secrets) {
        var cookies = new DefaultCookieSerializer();
        cookies.setCookieName(COOKIE);
        cookies.setCookiePath("/");
        cookies.setUseHttpOnlyCookie(true);
        cookies.setSameSite(settings.sameSite());
        if (settings.secureCookie()) {
            // Without this the attribute follows the request.
            cookies.setUseSecureCookie(true);
        }
        cookies.setUseBase64Encoding(false);
        var secret = secrets.sessionSecret().getBytes(StandardCharsets.UTF_8);
        return new SignedCookieSerializer(cookies, Hmac.derivedFrom(secret, "session cookies"));
    }

    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> sessionsEndAndBelong(SessionSettings settings) {
        return sessions -> {
            sessions.setDefaultMaxInactiveInterval(settings.timeout());
            sessions.setIndexResolver(SessionConfiguration::owner);
        };
    }

    /** The index by which all sessions of a reviewer are found and ended. */
    private static Map<String, String> owner(Session session) {
        Object reviewer = session.getAttribute(SessionReviewer.ATTRIBUTE);
        return reviewer instanceof String json
                ? Map.of(
                        FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
                        Json.read(json, SessionReviewer.class).id().toString())
                : Map.of();
    }

    @Bean
    @Primary
    SessionRepository<? extends Session> sparingSessionRepository(
            JdbcIndexedSessionRepository sessions, JdbcTemplate jdbc, SessionSettings settings, Clock clock) {
        return new SparingSessionRepository<>(sessions, StoredSession.reads(jdbc), settings, clock);
    }

    /** A read is one statement. A write is one, or two of which a repeated sign-in repeats the second. */
    @Bean
    TransactionOperations springSessionTransactionOperations() {
        return TransactionOperations.withoutTransaction();
    }

    /** Attributes are strings, so nothing is deserialised into a class, and a later version can read them. */
    @Bean
    ConversionService springSessionConversionService() {
        var conversions = new GenericConversionService();
        conversions.addConverter(
                Object.class, byte[].class, value -> value.toString().getBytes(StandardCharsets.UTF_8));
        conversions.addConverter(byte[].class, Object.class, bytes -> new String(bytes, StandardCharsets.UTF_8));
        return conversions;
    }
}
