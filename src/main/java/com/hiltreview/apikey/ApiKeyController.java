package com.hiltreview.apikey;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.audit.Actor;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.Violations;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;

@ApiController
class ApiKeyController {
    private final ApiKeyService keys;

    ApiKeyController(ApiKeyService keys) {
        this.keys = keys;
    }

    record CreateApiKeyRequest(
            @Nullable UUID sourceId,
            @Nullable ApiKeyType keyType,
            @Nullable ApiKeyEnvironment environment,
            @Nullable String name) {
        void check() {
            var violations = new Violations();
            violations.check(keyType != null, "key_type", "is required");
            violations.check(environment != null, "environment", "is required");
            violations.text(name, "name", 200);
            violations.check(
                    keyType != ApiKeyType.SOURCE || sourceId != null, "source_id", "is required for a source's key");
            violations.check(
                    keyType != ApiKeyType.ADMIN || sourceId == null, "source_id", "does not go with an admin key");
            violations.throwIfAny();
        }
    }

    record ApiKeyList(List<ApiKeyView> items) {}

    @PostMapping("/api-keys")
    @Admit({ADMIN, ADMIN_REVIEWER})
    @ResponseStatus(HttpStatus.CREATED)
    ApiKeyView create(Actor actor, @RequestBody JsonNode body) {
        var wanted = JsonBinder.bind(body, CreateApiKeyRequest.class, CreateApiKeyRequest::check);
        return keys.create(
                Objects.requireNonNull(wanted.keyType()),
                Objects.requireNonNull(wanted.environment()),
                wanted.sourceId(),
                wanted.name(),
                actor);
    }

    @GetMapping("/api-keys")
    @Admit({ADMIN, ADMIN_REVIEWER})
    ApiKeyList list(@RequestParam(name = "source_id", required = false) @Nullable UUID sourceId) {
        return new ApiKeyList(keys.list(sourceId));
    }

    @DeleteMapping("/api-keys/{keyId}")
    @Admit({ADMIN, ADMIN_REVIEWER})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Actor actor, @PathVariable UUID keyId) {
        keys.revoke(keyId, actor);
    }
}
