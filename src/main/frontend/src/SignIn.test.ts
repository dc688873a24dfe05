import { describe, expect, it } from "vitest";
import { localPath } from "./SignIn";

describe("a path to come back to", () => {
  it("is one of this service", () => {
    expect(localPath("/tasks/1?x=1")).toBe("/tasks/1?x=1");
    for (const elsewhere of ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:1", "data:text/html,1", "vbscript:1", "file:///etc", "/login", null]) {
      expect(localPath(elsewhere)).toBe("/");
    }
  });
});
