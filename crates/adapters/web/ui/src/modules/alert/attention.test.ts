import { expect, test } from "vitest";
import { deservesAttention, type Situation } from "./attention";

const message = { conversation: "user:ben", sender: "ben", seq: 7 };
const away: Situation = {
    conversation: { isMuted: false, readSeq: 6, lastSeq: 7 },
    open: null,
    isLooking: true,
    me: "ann",
};
const known = { isMuted: false, readSeq: 6, lastSeq: 7 };

test.each<[string, Partial<Situation>, boolean]>([
    ["in another conversation than the open one", { open: "user:cora" }, true],
    ["in the open one while somebody looks", { open: "user:ben" }, false],
    ["in the open one while nobody looks", { open: "user:ben", isLooking: false }, true],
    ["in a muted one", { conversation: { ...known, isMuted: true }, isLooking: false }, false],
    ["read on another device", { conversation: { ...known, readSeq: 7 } }, false],
    ["followed by another", { conversation: { ...known, lastSeq: 8 } }, false],
    ["in a conversation that is not known", { conversation: undefined }, false],
    ["of one's own", { me: "ben" }, false],
])("a message %s", (_rule, situation, expected) => {
    expect(deservesAttention(message, { ...away, ...situation })).toBe(expected);
});
