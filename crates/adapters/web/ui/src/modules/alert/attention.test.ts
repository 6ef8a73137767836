import { expect, test } from "vitest";
import { deservesAttention } from "./attention";

const unread = { isMuted: false, readSeq: 6, lastSeq: 7 };

test.each([
    ["in a conversation that nobody looks at", unread, false, true],
    ["in one that somebody looks at", unread, true, false],
    ["in a muted one", { ...unread, isMuted: true }, false, false],
    ["read meanwhile on another device", { ...unread, readSeq: 7 }, false, false],
    ["followed by another", { ...unread, lastSeq: 8 }, false, false],
    ["in a conversation that is gone", undefined, false, false],
])("a message %s", (_rule, conversation, isLookedAt, expected) => {
    expect(deservesAttention({ seq: 7 }, conversation, isLookedAt)).toBe(expected);
});
