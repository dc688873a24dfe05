package com.hiltreview.diff;

import static com.hiltreview.diff.JsonTrees.text;
import static com.hiltreview.diff.JsonTrees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.diff.BlockContent.Json;
import com.hiltreview.diff.BlockContent.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

class DecisionDiffTests {

    @Test
    void listsChangedBlocksInTheirOriginalOrder() {
        List<BlockContent> original = List.of(
                new Text("a", "one\n"), new Json("b", tree("{\"n\":1}")), new Text("c", "same"), new Text("d", "two"));
        List<BlockContent> revised = List.of(
                new Text("d", "2"), new Text("c", "same"), new Json("b", tree("{\"n\":2}")), new Text("a", "1\n"));
        assertThat(text(DecisionDiff.between(original, revised, JsonTrees::tree)))
                .isEqualTo("""
                        {"text_diffs":[\
                        {"block_id":"a","unified_diff":"--- a.original\\n+++ a.final\\n@@ -1,1 +1,1 @@\\n-one\\n+1\\n"},\
                        {"block_id":"d","unified_diff":"--- d.original\\n+++ d.final\\n@@ -1,1 +1,1 @@\\n\
                        -two\\n\\\\ No newline at end of file\\n+2\\n\\\\ No newline at end of file\\n"}],\
                        "json_patches":[{"block_id":"b","patch":[{"op":"replace","path":"/n","value":2}]}]}""");
    }

    @Test
    void isAnEmptyObjectWhereNothingChanged() {
        List<BlockContent> blocks = List.of(new Text("a", "x"), new Json("b", tree("[1]")));
        assertThat(text(DecisionDiff.between(blocks, blocks, JsonTrees::tree))).isEqualTo("{}");
    }

    @Test
    void readsStringsOfJsonBlocks() {
        Json original = json("{\"a\":[1,2]}");
        assertThat(patches(original, json("{ \"a\" : [1.0, 2] }\n"))).isEqualTo("{}");
        assertThat(patches(original, new Json("b", tree("{\"a\":[1,2]}")))).isEqualTo("{}");
        assertThat(patches(original, json("{\"a\":[1]}")))
                .isEqualTo(
                        "{\"json_patches\":[{\"block_id\":\"b\",\"patch\":[{\"op\":\"remove\",\"path\":\"/a/1\"}]}]}");
    }

    @Test
    void survivesStorageAsJson() {
        DecisionDiff diff = DecisionDiff.between(
                List.of(new Text("a", "x"), json("{\"n\":0}")),
                List.of(new Text("a", "y"), json("{\"n\":12345678901234567890}")),
                JsonTrees::tree);
        JsonMapper mapper = new JsonMapper();
        assertThat(mapper.readValue(text(diff), DecisionDiff.class)).isEqualTo(diff);
        assertThat(mapper.readValue("{}", DecisionDiff.class)).isEqualTo(new DecisionDiff(List.of(), List.of()));
    }

    @Test
    void refusesBlocksThatDoNotBelongTogether() {
        List<BlockContent> text = List.of(new Text("a", "x"));
        List<BlockContent> json = List.of(json("[]"));
        assertThatThrownBy(() -> DecisionDiff.between(text, json, JsonTrees::tree))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a");
        assertThatThrownBy(() -> DecisionDiff.between(List.of(), text, JsonTrees::tree))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Json json(String content) {
        return new Json("b", StringNode.valueOf(content));
    }

    private static String patches(Json original, Json revised) {
        return text(DecisionDiff.between(List.of(original), List.of(revised), JsonTrees::tree));
    }
}
