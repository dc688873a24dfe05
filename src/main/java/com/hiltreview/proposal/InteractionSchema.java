package com.hiltreview.proposal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.Json;
import com.hiltreview.json.Violations;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How the agent wants the reviewer to be asked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InteractionSchema(
        @Nullable Type type,
        @Nullable JsonNode guidance,
        @Nullable List<Option> options,
        @Nullable List<DenyReason> denyReasons,
        @Nullable String externalUrl,
        @Nullable Boolean requireConfirmation) {
    private static final int MAX_CHOICES = 50;
    private static final int MAX_GUIDANCE_BYTES = 16 * 1024;
    /** With their patches. */
    private static final int MAX_OPTIONS_BYTES = 256 * 1024;
    /** Ids and labels may have 120 KiB together, and a list shows a hundred tasks. */
    private static final int MAX_SUMMARY_BYTES = 16 * 1024;

    public enum Type {
        @JsonProperty("edit")
        EDIT,
        @JsonProperty("confirm")
        CONFIRM,
        @JsonProperty("choice")
        CHOICE,
        @JsonProperty("external")
        EXTERNAL
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Option(
            @Nullable String id,
            @Nullable String label,
            @Nullable List<Patch> patches) {
        /** The contents that it sets, by block id. */
        public Map<String, JsonNode> values() {
            var values = new HashMap<String, JsonNode>();
            for (var patch : patches == null ? List.<Patch>of() : patches) {
                values.put(requireNonNull(patch.blockId), requireNonNull(patch.value));
            }
            return values;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Patch(
            @Nullable String blockId,
            @Nullable String op,
            @Nullable JsonNode value) {}

    /**
     * What lists show of a schema.
     *
     * @param options the first ones, as many as fit in 16 KiB
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(
            @Nullable Type type,
            @Nullable List<Option> options,
            @Nullable Boolean requireConfirmation) {}

    public record DenyReason(@Nullable String id, @Nullable String label) {}

    InteractionSchema withDefaults() {
        return new InteractionSchema(
                type, guidance, options, denyReasons, externalUrl, requireConfirmation == null || requireConfirmation);
    }

    public Summary summary() {
        return new Summary(type, options == null ? null : shortened(options), requireConfirmation);
    }

    private static List<Option> shortened(List<Option> options) {
        var shown = new ArrayList<Option>();
        int size = "[]".length();
        for (var option : options) {
            var withoutPatches = new Option(option.id(), option.label(), null);
            size += Json.write(withoutPatches).getBytes(StandardCharsets.UTF_8).length + ",".length();
            if (size > MAX_SUMMARY_BYTES) {
                return shown;
            }
            shown.add(withoutPatches);
        }
        return shown;
    }

    void check(Map<String, BlockType> blocks, Violations violations) {
        var path = "interaction_schema";
        violations.check(type != null, path + ".type", "is required");
        if (guidance != null) {
            violations.size(Json.write(guidance), path + ".guidance", MAX_GUIDANCE_BYTES);
        }
        if (type == Type.CHOICE) {
            violations.check(options != null && !options.isEmpty(), path + ".options", "is required for type choice");
        }
        if (options != null) {
            violations.check(options.size() <= MAX_CHOICES, path + ".options", "must have at most " + MAX_CHOICES);
            checkOptions(blocks, path + ".options", violations);
        }
        if (denyReasons != null) {
            violations.check(
                    denyReasons.size() <= MAX_CHOICES, path + ".deny_reasons", "must have at most " + MAX_CHOICES);
            var ids = new HashSet<String>();
            for (int i = 0; i < Math.min(denyReasons.size(), MAX_CHOICES); i++) {
                var at = path + ".deny_reasons[" + i + "]";
                var reason = denyReasons.get(i);
                if (reason == null) {
                    violations.add(at, "must be an object");
                    continue;
                }
                violations.required(reason.id(), at + ".id", 200);
                violations.required(reason.label(), at + ".label", 200);
                violations.check(reason.id() == null || ids.add(reason.id()), at + ".id", "must be unique");
            }
        }
        if (type == Type.EXTERNAL) {
            violations.check(externalUrl != null, path + ".external_url", "is required for type external");
        }
        if (externalUrl != null) {
            violations.check(isHttps(externalUrl), path + ".external_url", "must be an https URL");
        }
    }

    private void checkOptions(Map<String, BlockType> blocks, String path, Violations violations) {
        if (options != null) {
            violations.size(Json.write(options), path, MAX_OPTIONS_BYTES);
        }
        var ids = new HashSet<String>();
        for (int i = 0; options != null && i < Math.min(options.size(), MAX_CHOICES); i++) {
            var option = options.get(i);
            var at = path + "[" + i + "]";
            if (option == null) {
                violations.add(at, "must be an object");
                continue;
            }
            violations.required(option.id(), at + ".id", 200);
            violations.required(option.label(), at + ".label", 200);
            violations.check(option.id() == null || ids.add(option.id()), at + ".id", "must be unique");
            var patches = option.patches() == null ? List.<Patch>of() : option.patches();
            for (int j = 0; j < patches.size() && !violations.isFull(); j++) {
                checkPatch(patches.get(j), blocks, at + ".patches[" + j + "]", violations);
            }
        }
    }

    private static void checkPatch(
            @Nullable Patch patch, Map<String, BlockType> blocks, String at, Violations violations) {
        if (patch == null) {
            violations.add(at, "must be an object");
            return;
        }
        violations.check("replace".equals(patch.op()), at + ".op", "must be replace");
        var type = patch.blockId() == null ? null : blocks.get(patch.blockId());
        if (type == null) {
            violations.add(at + ".block_id", "must name a block of the task");
        } else {
            ArtifactBlock.checkContent(type, patch.value(), at + ".value", violations);
        }
    }

    private static boolean isHttps(String text) {
        try {
            var url = URI.create(text);
            return text.length() <= 2000 && "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
