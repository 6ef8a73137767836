import { expect, test } from "vitest";
import { destination } from "./router";

test.each([
    ["/rooms", "/rooms"],
    ["/chats/user/1?x=1#y", "/chats/user/1?x=1#y"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    [undefined, "/"],
    [["/a", "/b"], "/"],
])("after logging in, %j leads to %j", (next, expected) => {
    expect(destination(next)).toBe(expected);
});
