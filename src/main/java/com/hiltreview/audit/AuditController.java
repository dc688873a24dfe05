package com.hiltreview.audit;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.json.Violations;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

@ApiController
class AuditController {
    private static final int MAX_ACTOR_CHARACTERS = 320;

    private final AuditLog log;

    AuditController(AuditLog log) {
        this.log = log;
    }

    @GetMapping("/audit-log")
    @Admit({ADMIN, ADMIN_REVIEWER})
    AuditLog.Page list(
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(name = "target_id", required = false) @Nullable UUID targetId,
            @RequestParam(name = "created_after", required = false) @Nullable Instant createdAfter,
            @RequestParam(name = "created_before", required = false) @Nullable Instant createdBefore,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var violations = new Violations();
        violations.range(limit, "limit", 1, 100);
        violations.check(
                actor == null || (actor.length() <= MAX_ACTOR_CHARACTERS && actor.indexOf(0) < 0),
                "actor",
                "must be an e-mail address, a key's prefix or an id");
        var wanted = violations.constant(action, Action.class, "action");
        violations.throwIfAny();
        return log.list(new AuditLog.Filter(wanted, actor, targetId, createdAfter, createdBefore), limit, cursor);
    }
}
