import { expect, test } from "vitest";
import { emptyConversation } from "./conversation";
import { FILTERS, passes } from "./filter";

const room = emptyConversation(
    { name: "room:tea", kind: "room", id: "tea", title: "Tea House", avatar: null },
    0,
);

test.each([
    ["a room", room, "", ["all", "room"]],
    ["an unread room", { ...room, unread: 2 }, "", ["all", "unread", "room"]],
    ["a person", { ...room, kind: "user" as const }, "", ["all", "user"]],
    ["a title that is searched for", room, " tea ", ["all", "room"]],
    ["another title", room, "coffee", []],
])("%s", (_what, conversation, text, expected) => {
    expect(FILTERS.filter((filter) => passes(conversation, filter, text))).toEqual(expected);
});
