import { expect, test } from "vitest";
import type { ChatMessage } from "./model";
import { Timeline, fit } from "./timeline";

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

const middle = Timeline.of([message(5), message(7)], { from: 5, to: 7 }, { isAtStart: false, isAtEnd: true });

test("an entry is the next, known already, or shows a gap", () => {
    expect([7, 8, 9].map((seq) => fit(middle.span, seq))).toEqual(["known", "next", "gap"]);
});

test("what is older comes before, without doubles", () => {
    const longer = middle.prepend([message(3), message(5)], false);
    expect(seqs(longer)).toEqual([3, 5, 7]);
    expect(longer.span).toEqual({ from: 3, to: 7 });
});

test("the start of a conversation is its first entry, even if that is no message", () => {
    expect(middle.prepend([message(3)], true).span.from).toBe(1);
});

test("a change takes a place in the log and none among the messages", () => {
    const edited = middle.change({
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
    const recalled = middle.change({
        conversation: "user:ben",
        seq: 8,
        message: "m7",
        content: null,
        timestamp: 9,
    });
    expect(recalled.find("m7")).toMatchObject({ content: null, recalledAt: 9, seq: 7 });
});
