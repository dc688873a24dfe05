package com.hiltreview.reviewer;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.oauth2.client.CommonOAuth2Provider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * The OpenID provider that authenticates reviewers, through Spring Security: Google, or that of {@code OIDC_ISSUER_URI}. It
 * is first called when somebody signs in.
 */
@Component
class OpenIdProvider {
    private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);

    private static final String GOOGLE = "https://accounts.google.com";
    private static final String REGISTRATION = "provider";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final ParameterizedTypeReference<Map<String, Object>> METADATA =
            new ParameterizedTypeReference<>() {};
    private static final int MAX_REASON = 300;

    private final OpenIdSettings settings;
    private final Clock clock;
    private final SingletonSupplier<ClientHttpRequestFactory> http;
    private volatile @Nullable Client client;

    OpenIdProvider(OpenIdSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.http = SingletonSupplier.of(() -> http(settings.patience()));
    }

    private record Client(
            ClientRegistration registration,
            DefaultOAuth2AuthorizationRequestResolver requests,
            OidcAuthorizationCodeAuthenticationProvider codes) {}

    boolean isConfigured() {
        return settings.clientId() != null;
    }

    /**
     * Starts a sign-in.
     *
     * @return the address to redirect the browser to, and the values to keep until it returns
     * @throws SignInRefusedException if the provider does not answer as an OpenID provider
     */
    OAuth2AuthorizationRequest begin(HttpServletRequest request) {
        return attempt(() -> Objects.requireNonNull(client().requests().resolve(request, REGISTRATION)));
    }

    /** The values of a started sign-in that must be kept. */
    static PendingSignIn pending(OAuth2AuthorizationRequest begun, String redirect, Instant expiresAt) {
        return new PendingSignIn(
                Objects.requireNonNull(begun.getState()),
                Objects.requireNonNull(begun.getAttribute(OidcParameterNames.NONCE)),
                Objects.requireNonNull(begun.getAttribute(PkceParameterNames.CODE_VERIFIER)),
                redirect,
                expiresAt);
    }

    /**
     * Redeems the code that the browser returned with.
     *
     * @throws SignInRefusedException if the provider does not identify a person
     */
    Account redeem(String code, PendingSignIn pending) {
        return attempt(() -> {
            var client = client();
            var exchange = new OAuth2AuthorizationExchange(
                    requestOf(pending, client.registration()), responseOf(code, pending));
            var signedIn = Objects.requireNonNull(
                    client.codes().authenticate(new OAuth2LoginAuthenticationToken(client.registration(), exchange)));
            return accountOf((OidcUser) Objects.requireNonNull(signedIn.getPrincipal()), client.registration());
        });
    }

    private OAuth2AuthorizationRequest requestOf(PendingSignIn pending, ClientRegistration registration) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .clientId(registration.getClientId())
                .authorizationUri(
                        Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
                .redirectUri(settings.redirectUri())
                .scopes(registration.getScopes())
                .state(pending.state())
                .attributes(Map.of(
                        OidcParameterNames.NONCE, pending.nonce(),
                        PkceParameterNames.CODE_VERIFIER, pending.codeVerifier()))
                .build();
    }

    private OAuth2AuthorizationResponse responseOf(String code, PendingSignIn pending) {
        return OAuth2AuthorizationResponse.success(code)
                .redirectUri(settings.redirectUri())
                .state(pending.state())
                .build();
    }

    /** A subject is unique only together with its issuer; subjects of Google are stored without it. */
    private static Account accountOf(OidcUser user, ClientRegistration registration) {
        var issuer = registration.getProviderDetails().getIssuerUri();
        var subject = Objects.requireNonNull(user.getSubject());
        return new Account(
                GOOGLE.equals(issuer) ? subject : issuer + " " + subject,
                user.getEmail(),
                Boolean.TRUE.equals(user.getEmailVerified()),
                user.getFullName(),
                user.getPicture(),
                user.getClaimAsString("hd"));
    }

    private Client client() {
        var known = client;
        if (known == null) {
            known = connect();
            client = known;
        }
        return known;
    }

    private static ClientHttpRequestFactory http(Duration patience) {
        var http = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(patience).build());
        http.setReadTimeout(patience);
        return http;
    }

    private Client connect() {
        var http = this.http.obtain();
        var issuer = settings.issuerUri();
        boolean google = issuer == null || issuer.equals(GOOGLE);
        var registration = (google
                        ? CommonOAuth2Provider.GOOGLE.getBuilder(REGISTRATION)
                        : discover(Objects.requireNonNull(issuer), http))
                .registrationId(REGISTRATION)
                .clientId(Objects.requireNonNull(settings.clientId()))
                .clientSecret(settings.clientSecret())
                .redirectUri(settings.redirectUri())
                .scope("openid", "email", "profile")
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .build();
        var requests =
                new DefaultOAuth2AuthorizationRequestResolver(new InMemoryClientRegistrationRepository(registration));
        if (google) {
            // Lets people choose another account after they were refused or have signed out.
            requests.setAuthorizationRequestCustomizer(
                    request -> request.additionalParameters(parameters -> parameters.put("prompt", "select_account")));
        }
        return new Client(registration, requests, codes(registration, http));
    }

    private static ClientRegistration.Builder discover(String issuer, ClientHttpRequestFactory http) {
        var base = issuer.replaceFirst("/$", "");
        var metadata = Objects.requireNonNull(RestClient.builder()
                .requestFactory(http)
                .build()
                .get()
                .uri(URI.create(base + "/.well-known/openid-configuration"))
                .retrieve()
                .body(METADATA));
        if (!base.equals(String.valueOf(metadata.get("issuer")).replaceFirst("/$", ""))) {
            throw new IllegalStateException("The provider at OIDC_ISSUER_URI calls itself otherwise");
        }
        for (var endpoint : List.of("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")) {
            if (metadata.get(endpoint) instanceof String address && !isProtected(URI.create(address))) {
                throw new IllegalStateException("The provider's " + endpoint + " is not https");
            }
        }
        return ClientRegistrations.fromOidcConfiguration(metadata);
    }

    private static boolean isProtected(URI address) {
        return "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && LOOPBACK.contains(address.getHost()));
    }

    private OidcAuthorizationCodeAuthenticationProvider codes(
            ClientRegistration registration, ClientHttpRequestFactory http) {
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(http)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        var rest = new RestTemplate(http);
        rest.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        var userInfo = new DefaultOAuth2UserService();
        userInfo.setRestOperations(rest);
        var users = new OidcUserService();
        users.setOauth2UserService(userInfo);
        users.setRetrieveUserInfo(OpenIdProvider::lacksAddress);
        var codes = new OidcAuthorizationCodeAuthenticationProvider(tokens, users);
        var idTokens = idTokens(registration, new RestTemplate(http));
        codes.setJwtDecoderFactory(same -> idTokens);
        return codes;
    }

    /** Some providers return the address from the user info endpoint only, not in the ID token. */
    private static boolean lacksAddress(OidcUserRequest request) {
        var endpoint = request.getClientRegistration().getProviderDetails().getUserInfoEndpoint();
        return endpoint.getUri() != null
                && (request.getIdToken().getEmail() == null
                        || request.getIdToken().getEmailVerified() == null);
    }

    /** Like Spring Security's own, but with our clock and timeout, and with every algorithm that the provider announces. */
    private JwtDecoder idTokens(ClientRegistration registration, RestTemplate rest) {
        var algorithms = announcedAlgorithms(registration);
        var timestamps = new JwtTimestampValidator();
        timestamps.setClock(clock);
        var claims = new OidcIdTokenValidator(registration);
        claims.setClock(clock);
        var decoder = NimbusJwtDecoder.withJwkSetUri(
                        Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri()))
                .restOperations(rest)
                .jwsAlgorithms(accepted -> accepted.addAll(algorithms))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(timestamps, claims));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }

    private static Set<SignatureAlgorithm> announcedAlgorithms(ClientRegistration registration) {
        var names = registration
                .getProviderDetails()
                .getConfigurationMetadata()
                .get("id_token_signing_alg_values_supported");
        var known = names instanceof Collection<?> announced
                ? announced.stream()
                        .map(name -> SignatureAlgorithm.from(String.valueOf(name)))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet())
                : Set.<SignatureAlgorithm>of();
        return known.isEmpty() ? Set.of(SignatureAlgorithm.RS256) : known;
    }

    /** Any failure of the provider becomes a refusal that the person sees; the log has the details. */
    private static <T> T attempt(Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException fault) {
            log.warn("The OpenID provider did not vouch for anybody: {}", reason(fault));
            throw new SignInRefusedException(
                    isUnreachable(fault) ? SignInRefusal.PROVIDER_UNAVAILABLE : SignInRefusal.SIGN_IN_FAILED);
        }
    }

    private static boolean isUnreachable(Throwable fault) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof HttpServerErrorException) {
                return true;
            }
        }
        return false;
    }

    /** The text may come from the provider, so it is shortened and put on one line. */
    private static String reason(Throwable fault) {
        var text = String.valueOf(fault.getMessage()).replaceAll("\\p{Cntrl}", " ");
        return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "…";
    }
}
