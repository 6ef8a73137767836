import { expect, test } from "vitest";
import { hueOf, initialsOf } from "./hue";

test.each([
    ["ann", "A"],
    ["Ann Lee", "AL"],
    ["ann.lee", "AL"],
    ["茶馆", "茶"],
    ["🍵 tea", "🍵"],
    ["", "?"],
])("the initials of %j are %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
});

test("an id keeps its colour", () => {
    expect(hueOf("0f8b4f0e")).toBe(hueOf("0f8b4f0e"));
});
