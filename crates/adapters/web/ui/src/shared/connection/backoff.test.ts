import { expect, test } from "vitest";
import { backoff } from "./backoff";

test("each wait is longer, up to half a minute", () => {
    const longest = [0, 1, 2, 3, 10, 100].map((attempt) => backoff(attempt, () => 1));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000]);
});

test("no wait is shorter than half of its longest", () => {
    expect(backoff(3, () => 0)).toBe(2_000);
});
