import { expect, test } from "vitest";
import { excess } from "./length";

test.each([
    ["short", 10, 0],
    ["just right", 10, 0],
    ["a bit too long", 10, 4],
    // Two units each, and one character.
    ["🍵🍵🍵", 3, 0],
    ["🍵🍵🍵🍵", 3, 1],
])("%s has so many characters more than %d", (text, most, expected) => {
    expect(excess(text, most)).toBe(expected);
});
