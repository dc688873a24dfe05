import { describe, expect, it } from "vitest";
import { frictionOf, typedRight, wordToType } from "./friction";

describe("friction", () => {
  it("grows with the risk, and an agent cannot take it away", () => {
    const asked = (risk_level: "low" | "medium" | "high" | "critical", require_confirmation?: boolean) =>
      frictionOf({
        risk_level,
        interaction_schema:
          require_confirmation === undefined ? undefined : { type: "edit", require_confirmation },
      });
    expect([asked("low"), asked("medium"), asked("high"), asked("critical")]).toEqual(["none", "confirm", "tick", "type"]);
    expect(asked("low", true)).toBe("confirm");
    expect(asked("critical", false)).toBe("type");
    expect(asked("medium", false)).toBe("confirm");
    expect(asked("extreme" as "critical")).toBe("type");
  });

  it("asks for the target, or else the verb, as it can be typed", () => {
    const action = { type: "send", verb: "Send it" } as const;
    expect(wordToType({ action, execution_intent: { kind: "custom", display: { target: " a\n b " } } })).toBe("a b");
    expect(wordToType({ action, execution_intent: { kind: "custom", display: { target: "x".repeat(61) } } })).toBe("Send it");
    expect(wordToType({})).toBe("approve");
    expect(typedRight(" send  IT ", "Send it")).toBe(true);
    expect(typedRight("send", "Send it")).toBe(false);
  });
});
