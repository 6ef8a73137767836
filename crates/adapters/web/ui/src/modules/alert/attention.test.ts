import { expect, test } from "vitest";
import { parseMessage } from "@/modules/message/model";
import { deservesAttention } from "./attention";

const last = parseMessage({ id: "m7", seq: 7, conversation: "user:ben", sender: "ben", timestamp: 7 });
const unread = { isMuted: false, readSeq: 6, last };

test.each([
    ["in a conversation that nobody looks at", unread, false, true],
    ["in one that somebody looks at", unread, true, false],
    ["in a muted one", { ...unread, isMuted: true }, false, false],
    ["read meanwhile on another device", { ...unread, readSeq: 7 }, false, false],
    ["followed by another", { ...unread, last: { ...last, seq: 8 } }, false, false],
    ["in a conversation that is gone", undefined, false, false],
])("a message %s", (_rule, conversation, isLookedAt, expected) => {
    expect(deservesAttention({ seq: 7 }, conversation, isLookedAt)).toBe(expected);
});
