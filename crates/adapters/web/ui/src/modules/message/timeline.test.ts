import { expect, test } from "vitest";
import type { ChatMessage } from "./model";
import { Timeline, fit, joined } from "./timeline";

function message(seq: number): ChatMessage {
    return {
        id: `m${seq}`,
        conversation: "user:ben",
        seq,
        sender: "ben",
        content: `text ${seq}`,
        timestamp: seq,
        clientId: null,
        editedAt: null,
        recalledAt: null,
        replyTo: null,
        attachment: null,
    };
}

function seqs({ messages }: Timeline): number[] {
    return messages.map(({ seq }) => seq);
}

const end = Timeline.end({ from: 5, to: 7 }, [message(5), message(7)]);

test("an entry is the next, known already, or shows a gap", () => {
    expect([7, 8, 9].map((seq) => fit(7, seq))).toEqual(["known", "next", "gap"]);
});

test("what is older comes before, without doubles", () => {
    const longer = end.prepend([message(3), message(5)], 3);
    expect(seqs(longer)).toEqual([3, 5, 7]);
    expect(longer.span).toEqual({ from: 3, to: 7 });
});

test("the start of a conversation is its first entry, even if that is no message", () => {
    expect(end.prepend([message(3)], 1).isAtStart).toBe(true);
    expect(end.prepend([message(3)], 3).isAtStart).toBe(false);
});

test.each([
    ["continues it", { from: 8, to: 9 }, { from: 5, to: 9 }],
    ["comes before it", { from: 2, to: 4 }, { from: 2, to: 7 }],
    ["overlaps it", { from: 6, to: 9 }, { from: 5, to: 9 }],
    ["is known already", { from: 6, to: 7 }, undefined],
    ["comes after a gap", { from: 9, to: 9 }, undefined],
    ["comes before a gap", { from: 1, to: 3 }, undefined],
])("of what is known and a part that %s", (_what, added, expected) => {
    expect(joined({ from: 5, to: 7 }, added)).toEqual(expected);
});

test("a change takes a place in the log and none among the messages", () => {
    const edited = end.change({
        conversation: "user:ben",
        seq: 8,
        message: "m5",
        content: "better",
        timestamp: 9,
    });
    expect(seqs(edited)).toEqual([5, 7]);
    expect(edited.find("m5")).toMatchObject({ content: "better", editedAt: 9 });
    expect(edited.span.to).toBe(8);
});

test("a recalled message keeps its place and says nothing", () => {
    const recalled = end.change({
        conversation: "user:ben",
        seq: 8,
        message: "m7",
        content: null,
        timestamp: 9,
    });
    expect(recalled.find("m7")).toMatchObject({ content: null, recalledAt: 9, seq: 7 });
});
