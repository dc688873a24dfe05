package com.hiltreview.proposal;

import com.hiltreview.json.Json;
import com.hiltreview.json.Violations;
import com.hiltreview.json.VisibleText;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body that an agent files a task with. */
public record CreateReviewTaskRequest(
        @Nullable UUID sourceId,
        @Nullable String title,
        @Nullable List<BlockInput> blocks,
        ReviewContext.@Nullable Service service,
        ReviewContext.@Nullable Service sourceService,
        ReviewContext.@Nullable Action action,
        @Nullable RiskLevel riskLevel,
        @Nullable String riskWarning,
        @Nullable Priority priority,
        @Nullable InteractionSchema interactionSchema,
        ReviewContext.@Nullable ExecutionIntent executionIntent,
        @Nullable JsonNode metadata,
        @Nullable Instant expiresAt,
        @Nullable Integer expiresInSeconds,
        Expiry.@Nullable Action onExpiry) {
    private static final Pattern BLOCK_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final int MAX_BLOCKS = 50;
    private static final int MAX_METADATA_BYTES = 16 * 1024;

    /** @throws com.hiltreview.error.ValidationException naming every field at fault */
    public void check() {
        var violations = new Violations();
        check(violations);
        violations.throwIfAny();
    }

    /** Adds every field at fault. */
    public void check(Violations violations) {
        violations.text(title, "title", 200);
        violations.text(riskWarning, "risk_warning", 4000);
        var types = checkBlocks(violations);
        if (service != null) {
            service.check("service", violations);
        }
        if (sourceService != null) {
            sourceService.check("source_service", violations);
        }
        if (action != null) {
            action.check("action", violations);
        }
        if (interactionSchema != null) {
            interactionSchema.check(types, violations);
        }
        if (executionIntent != null) {
            executionIntent.check("execution_intent", violations);
        }
        if (metadata() != null) {
            violations.check(metadata().isObject(), "metadata", "must be an object");
            violations.size(Json.write(metadata()), "metadata", MAX_METADATA_BYTES);
        }
        violations.range(expiresInSeconds, "expires_in_seconds", 1, Expiry.MAX_SECONDS);
        violations.check(
                expiresAt == null || expiresInSeconds == null,
                "expires_in_seconds",
                "must not be given together with expires_at");
    }

    private Map<String, BlockType> checkBlocks(Violations violations) {
        var types = new HashMap<String, BlockType>();
        if (blocks == null) {
            violations.add("blocks", "is required");
            return types;
        }
        violations.check(
                !blocks.isEmpty() && blocks.size() <= MAX_BLOCKS, "blocks", "must hold 1 to " + MAX_BLOCKS + " blocks");
        for (int i = 0; i < Math.min(blocks.size(), MAX_BLOCKS); i++) {
            var at = "blocks[" + i + "]";
            var block = blocks.get(i);
            if (block == null) {
                violations.add(at, "must be an object");
                continue;
            }
            if (block.id() == null || VisibleText.isBlank(block.id())) {
                violations.add(at + ".id", block.id() == null ? "is required" : "must not be blank");
            } else if (!BLOCK_ID.matcher(block.id()).matches()) {
                violations.add(at + ".id", "must match " + BLOCK_ID.pattern());
            } else if (types.containsKey(block.id())) {
                violations.add(at + ".id", "must be unique");
            }
            violations.text(block.label(), at + ".label", 200);
            if (block.type() == null) {
                violations.add(at + ".type", "is required");
            } else {
                ArtifactBlock.checkContent(block.type(), block.content(), at + ".content", violations);
                if (block.id() != null) {
                    types.putIfAbsent(block.id(), block.type());
                }
            }
        }
        return types;
    }

    @Override
    public @Nullable JsonNode metadata() {
        return metadata == null || metadata.isNull() ? null : metadata;
    }

    /** The proposal of a request that was checked. */
    public Proposal toProposal() {
        var proposed =
                Objects.requireNonNull(blocks).stream().map(BlockInput::toBlock).toList();
        return new Proposal(
                Headline.title(title, metadata(), proposed),
                Headline.preview(proposed),
                priority == null ? Priority.NORMAL : priority,
                riskLevel == null ? RiskLevel.MEDIUM : riskLevel,
                riskWarning,
                proposed,
                service,
                sourceService,
                action,
                interactionSchema == null ? null : interactionSchema.withDefaults(),
                executionIntent,
                metadata(),
                new Expiry(expiresAt, expiresInSeconds, onExpiry == null ? Expiry.Action.DENY : onExpiry));
    }
}
