package com.hiltreview.source;

import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditLog;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.id.Ids;
import com.hiltreview.json.Json;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.secret.SecretCipher;
import com.hiltreview.secret.UnreadableSecretException;
import com.hiltreview.sql.GatheredReads;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookAddressRules;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sources, and the settings of their webhooks. */
@Service
public class SourceService {
    private static final Duration ROTATION_OVERLAP = Duration.ofHours(24);
    private static final int SECRET_BYTES = 32;

    private final SourceRepository sources;
    private final GatheredReads<UUID, SourceBrief> briefs;
    private final WebhookAddressRules addresses;
    private final SecretCipher cipher;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SourceService(
            SourceRepository sources,
            JdbcTemplate jdbc,
            WebhookAddressRules addresses,
            SecretCipher cipher,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.sources = sources;
        this.briefs = SourceBrief.reads(jdbc);
        this.addresses = addresses;
        this.cipher = cipher;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** A source and the secret that this very call has set. */
    record Configured(Source source, @Nullable String newSecret) {}

    /** A secret that was just made, and until when the one before it signs as well. */
    record Rotated(String secret, @Nullable Instant previousSecretExpiresAt) {}

    /** @throws com.hiltreview.error.ValidationException naming every field at fault */
    void check(SourceRequest request) {
        request.toSettings(addresses);
    }

    /** @return the id of the source that this body, as of {@code POST /sources}, has created */
    @Transactional
    public UUID create(JsonNode body, Actor actor) {
        return create(JsonBinder.bind(body, SourceRequest.class, this::check), actor)
                .source()
                .id();
    }

    @Transactional
    Configured create(SourceRequest request, Actor actor) {
        var settings = request.toSettings(addresses);
        var now = clock.instant();
        var source = new Source(Ids.next(), now);
        source.configure(settings, now);
        var secret = applySecret(source, request.secret(), now);
        sources.persist(source);
        audit.record(actor, Action.SOURCE_CREATE, source.id(), null, shown(source, secret != null));
        return new Configured(source, secret);
    }

    @Transactional
    Configured patch(UUID id, JsonNode patch, Actor actor) {
        var source = findToChange(id);
        var before = shown(source, false);
        refuseToRemoveSecret(patch);
        var merged = merge(Json.toTree(currentSettings(source)), patch);
        var request = JsonBinder.bind(merged, SourceRequest.class, this::check);
        var settings = request.toSettings(addresses);
        var now = clock.instant();
        boolean pushesAsBefore = settings.pushesAs(SourceSettings.from(source));
        source.configure(settings, now);
        if (removesWebhook(patch)) {
            source.forgetWebhook();
        }
        var secret = applySecret(source, request.secret(), now);
        sources.flush();
        audit.record(actor, Action.SOURCE_UPDATE, id, before, shown(source, secret != null));
        if (!pushesAsBefore || secret != null) {
            events.publishEvent(new WebhookChanged(id));
        }
        return new Configured(source, secret);
    }

    @Transactional
    void delete(UUID id, Actor actor) {
        var source = findToChange(id);
        events.publishEvent(new SourceDeletion(id));
        try {
            sources.delete(source);
            sources.flush();
        } catch (DataIntegrityViolationException taskCameMeanwhile) {
            throw new SourceHasTasksException();
        }
        audit.record(actor, Action.SOURCE_DELETE, id, shown(source, false), null);
        events.publishEvent(new SourceDeleted(id));
    }

    @Transactional
    Rotated rotateSecret(UUID id, Actor actor) {
        var source = findToChange(id);
        var secret = newSecret();
        source.rotateSecret(cipher.encrypt(secret, id), clock.instant().plus(ROTATION_OVERLAP), clock.instant());
        var previousExpiresAt = source.webhookPreviousSecretExpiresAt();
        var after = JsonNodeFactory.instance.objectNode();
        if (previousExpiresAt != null) {
            after.set("previous_secret_expires_at", Json.toTree(previousExpiresAt));
        }
        audit.record(actor, Action.WEBHOOK_SECRET_ROTATE, id, null, after);
        return new Rotated(secret, previousExpiresAt);
    }

    /** As administrators see it, and whether its secret was set. */
    private static JsonNode shown(Source source, boolean secretSet) {
        var view = Json.toTree(SourceView.forAdministrators(source, null));
        if (secretSet && view instanceof ObjectNode object) {
            object.put("webhook_secret_set", true);
        }
        return view;
    }

    List<Source> list() {
        return sources.findAllByName();
    }

    Source get(UUID id) {
        return find(id);
    }

    @Transactional(readOnly = true)
    public long count() {
        return sources.count();
    }

    /**
     * Keeps the source from being deleted until the present transaction ends.
     *
     * @throws NotFoundException if there is no such source
     */
    public void keep(UUID id) {
        if (sources.holdBack(id).isEmpty()) {
            throw new NotFoundException("source", id);
        }
    }

    /** @throws NotFoundException if there is no such source */
    public void requireExists(UUID id) {
        find(id);
    }

    /** @throws NotFoundException if there is no such source */
    public DeliveryMode deliveryModeOf(UUID id) {
        return brief(id).deliveryMode();
    }

    /** @throws NotFoundException if there is no such source */
    public boolean pushes(UUID id) {
        return find(id).pushes();
    }

    /**
     * Where the source's decisions are pushed now, if they are.
     *
     * @throws com.hiltreview.secret.UnreadableSecretException if {@code ENCRYPTION_KEY} is not the one of its secret
     */
    public Optional<Webhook> webhookOf(UUID id) {
        return sources.findById(id).filter(Source::pushes).map(this::toWebhook);
    }

    /** The webhook as it is set up, whether or not decisions are pushed now; empty without a URL. */
    public Optional<Webhook> configuredWebhookOf(UUID id) {
        return Optional.of(find(id))
                .filter(source -> source.webhookUrl() != null)
                .map(this::toWebhook);
    }

    /**
     * For an endpoint that nothing more should be sent to; says whether the webhook was on.
     *
     * @param url of that endpoint; where the source has another one by now, that stays on
     */
    @Transactional
    public boolean switchWebhookOff(UUID id, String url, SwitchOffReason reason) {
        boolean wasOn = sources.findToChange(id)
                .filter(source -> url.equals(source.webhookUrl()))
                .map(source -> source.switchWebhookOff(reason, clock.instant()))
                .orElse(false);
        if (wasOn) {
            audit.record(Actor.SERVICE, Action.WEBHOOK_SWITCH_OFF, id, null, Map.of("reason", reason));
        }
        return wasOn;
    }

    /** @throws NotFoundException if there is no such source */
    public SourceBrief brief(UUID id) {
        return briefs.read(id).orElseThrow(() -> new NotFoundException("source", id));
    }

    private Source find(UUID id) {
        return sources.findById(id).orElseThrow(() -> new NotFoundException("source", id));
    }

    private Source findToChange(UUID id) {
        return sources.findToChange(id).orElseThrow(() -> new NotFoundException("source", id));
    }

    private Webhook toWebhook(Source source) {
        var secrets = new ArrayList<String>();
        secrets.add(cipher.decrypt(Objects.requireNonNull(source.webhookSecret()), source.id()));
        var previous = source.webhookPreviousSecret();
        var expiry = source.webhookPreviousSecretExpiresAt();
        if (previous != null && expiry != null && clock.instant().isBefore(expiry)) {
            try {
                secrets.add(cipher.decrypt(previous, source.id()));
            } catch (UnreadableSecretException formerKey) {
                // A secret that was lost with its key is replaced by rotating it, and cannot sign in the overlap.
            }
        }
        return new Webhook(
                source.id(),
                Objects.requireNonNull(source.webhookUrl()),
                List.copyOf(secrets),
                source.webhookTimeoutMs(),
                source.webhookMaxAttempts(),
                source.webhookRetryBackoffSeconds());
    }

    /** Sets the secret that was given, or makes one where a URL has none yet. */
    private @Nullable String applySecret(Source source, @Nullable String given, Instant now) {
        var secret = given != null
                ? given
                : source.webhookUrl() != null && source.webhookSecret() == null ? newSecret() : null;
        if (secret != null) {
            source.setFirstSecret(cipher.encrypt(secret, source.id()), now);
        }
        return secret;
    }

    private String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    /** What a merge patch is applied to; the secret is write-only, and {@code enabled} without a URL is a default. */
    private static SourceRequest currentSettings(Source source) {
        var webhook = new SourceRequest.Webhook(
                source.webhookUrl() == null ? null : source.webhookEnabled(),
                source.webhookUrl(),
                null,
                source.webhookTimeoutMs(),
                source.webhookMaxAttempts(),
                source.webhookRetryBackoffSeconds());
        return new SourceRequest(
                source.name(),
                source.description(),
                new SourceRequest.Delivery(source.deliveryMode(), List.copyOf(source.deliveredEvents()), webhook),
                new SourceRequest.Review(source.reviewExpiresInSeconds()));
    }

    /** RFC 7396. */
    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (var member : patch.properties()) {
            if (member.getValue().isNull()) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), merge(result.path(member.getKey()), member.getValue()));
            }
        }
        return result;
    }

    /** A secret without which the webhook would go on under the old one, unseen. */
    private static void refuseToRemoveSecret(JsonNode patch) {
        var webhook = patch.path("delivery").path("webhook");
        if (webhook.has("secret") && webhook.path("secret").isNull()) {
            throw new ValidationException(
                    "delivery.webhook.secret",
                    "cannot be removed: give another one, or rotate it by POST /sources/{source_id}/webhook-secret/rotate");
        }
    }

    private static boolean removesWebhook(JsonNode patch) {
        return patch.path("delivery").isNull()
                || patch.path("delivery").path("webhook").isNull();
    }
}
