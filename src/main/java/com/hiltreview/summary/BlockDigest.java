package com.hiltreview.summary;

import com.hiltreview.json.WireName;
import com.hiltreview.proposal.ArtifactBlock;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The SHA-256 of blocks: of the canonical JSON of an array of {@code {content, id, type}}. */
final class BlockDigest {
    private static final String PREFIX = "sha256:";

    private BlockDigest() {}

    /** @return {@code sha256:} and 64 hexadecimal digits in lower case */
    static String of(List<ArtifactBlock> blocks) {
        var digest = sha256();
        write(blocks, new CanonicalJson(digest::update));
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    static void write(List<ArtifactBlock> blocks, CanonicalJson json) {
        char separator = '[';
        for (var block : blocks) {
            json.ascii(separator);
            json.ascii("{\"content\":");
            json.write(block.document());
            json.ascii(",\"id\":");
            json.write(block.id());
            json.ascii(",\"type\":");
            json.write(WireName.of(block.type()));
            json.ascii('}');
            separator = ',';
        }
        json.ascii(blocks.isEmpty() ? "[]" : "]");
        json.flush();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
