package com.hiltreview.reviewer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.TokenRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.jspecify.annotations.Nullable;

/** An OpenID provider on loopback, which says of the next person what a test wants. */
final class TestProvider {
    private static final String ISSUER = "acme";
    private static final String JWT = "JWT";
    private static final long AN_HOUR = 3600;

    private final Keys keys = new Keys();
    private final MockOAuth2Server server =
            new MockOAuth2Server(new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(keys)));

    static TestProvider started() {
        var provider = new TestProvider();
        provider.server.start();
        return provider;
    }

    void startAt(int port) {
        server.start(port);
    }

    void stop() {
        server.shutdown();
    }

    String issuer() {
        return server.issuerUrl(ISSUER).toString();
    }

    /** An address of the listed domain, verified. */
    static Map<String, Object> verified(String email) {
        return Map.of("email", email, "email_verified", true);
    }

    static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        var more = new HashMap<>(claims);
        more.put(name, value);
        return more;
    }

    void nextIs(String subject, Map<String, Object> claims) {
        server.enqueueCallback(new DefaultOAuth2TokenCallback(ISSUER, subject, JWT, List.of("api"), claims, AN_HOUR));
    }

    /** Tells the claims not in the ID token, which is made first, but in the answer about the user. */
    void nextTellsOnlyWhenAsked(String subject, Map<String, Object> claims) {
        var first = new AtomicBoolean(true);
        server.enqueueCallback(new DefaultOAuth2TokenCallback(ISSUER, subject, JWT, List.of("api"), claims, AN_HOUR) {
            @Override
            public Map<String, Object> addClaims(TokenRequest request) {
                return first.getAndSet(false) ? Map.of() : super.addClaims(request);
            }
        });
    }

    /** From now on it signs with a key that it does not publish, under the name of the one that it does. */
    void signWithAnotherKey() {
        keys.another = true;
    }

    void signWithItsFirstKey() {
        keys.another = false;
        keys.next = null;
    }

    /** From now on it signs with a new key, which it publishes under a new name. */
    void changeKey() {
        try {
            keys.next = new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Keys extends KeyProvider {
        private volatile boolean another;
        private volatile @Nullable JWK next;

        @Override
        public JWK signingKey(String id) {
            try {
                var published = next == null ? super.signingKey(id) : Objects.requireNonNull(next);
                return another
                        ? new RSAKeyGenerator(2048).keyID(published.getKeyID()).generate()
                        : published;
            } catch (JOSEException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
