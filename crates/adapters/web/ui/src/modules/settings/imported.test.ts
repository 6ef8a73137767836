import { expect, test } from "vitest";
import type { RawMessage } from "@/modules/message/model";
import { writeExport } from "./exported";
import { NotAnExport, ownerOf, parseExport, withoutDoubles } from "./imported";

const ANN = "0190a0a0-0000-7000-8000-000000000001";
const BEN = "0190a0a0-0000-7000-8000-000000000002";
const TEA = "0190a0a0-0000-7000-8000-00000000000f";
const said = (content: string, timestamp: number, sender = ANN) => ({ sender, content, timestamp });

function raw(seq: number, content: string, timestamp: number): RawMessage {
    return { id: `m${seq}`, seq, conversation: `user:${BEN}`, sender: ANN, timestamp, content };
}

async function* pages(...all: RawMessage[][]): AsyncGenerator<RawMessage[]> {
    yield* all;
}

test("what the former client has exported is read", () => {
    const file = {
        User_Message: {
            [BEN]: [said("hi", 5), { ...said("x", 6), content: "public/a/b.png", type: "image" }],
        },
        Room_Message: { [TEA]: [{ ...said("tea?", 7), timestamp: "2026-01-01T00:00:00.000Z" }] },
    };
    const { messages, unreadable } = parseExport(JSON.stringify(file));
    expect(unreadable).toBe(0);
    expect(messages.map(({ conversation, content }) => [conversation, content])).toEqual([
        [`user:${BEN}`, "hi"],
        [`user:${BEN}`, "public/a/b.png"],
        [`room:${TEA}`, "tea?"],
    ]);
    expect(messages[1]?.attachment?.path).toBe("public/a/b.png");
    expect(messages[2]?.timestamp).toBe(Date.UTC(2026, 0, 1));
});

test("entries that say nothing are counted, and the others read", () => {
    const events = [said("hi", 5), null, 7, {}, { sender: ANN }, said("", 6), said("x", Number.NaN)];
    const { messages, unreadable } = parseExport(JSON.stringify({ User_Message: { [BEN]: events } }));
    expect([messages.length, unreadable]).toEqual([1, 6]);
});

test.each([
    "",
    "hello",
    "[]",
    "{}",
    "null",
    '{"User_Message":[]}',
    '{"User_Message":{"a":{}}}',
    '{"Room_Message":{"../x":[]}}',
])("%j is no export", (text) => {
    expect(() => parseExport(text)).toThrow(NotAnExport);
});

test("the name of a file says whose it is", () => {
    expect(ownerOf(`${ANN}.json`)).toBe(ANN);
    expect(ownerOf(`${ANN} (1).json`)).toBe(ANN);
    expect(ownerOf("history.json")).toBeNull();
});

test("what the server has, and what comes twice, is recognised", async () => {
    const file = { User_Message: { [BEN]: [said("a", 1), said("b", 2), said("b", 2), said("b", 3)] } };
    const { messages } = parseExport(JSON.stringify(file));
    const fresh = await withoutDoubles(messages, () => pages([raw(1, "a", 1)], []));
    expect(fresh.map(({ content, timestamp }) => [content, timestamp])).toEqual([
        ["b", 2],
        ["b", 3],
    ]);
});

test("what is exported can be imported, and is all there already", async () => {
    const history = [[raw(1, "a", 1), raw(2, 'b"', 2)], [raw(3, "茶", 3)]];
    const told: number[] = [];
    const { file, count } = await writeExport(
        [`user:${BEN}`, `room:${TEA}`, "user:cora"],
        (name) => (name === `user:${BEN}` ? pages(...history) : pages([])),
        (now) => told.push(now),
    );
    expect([count, told]).toEqual([3, [2, 3]]);

    const text = await file.text();
    expect(JSON.parse(text)).toMatchObject({ User_Message: { cora: [] }, Room_Message: { [TEA]: [] } });
    const { messages } = parseExport(text);
    expect(messages.map(({ content }) => content)).toEqual(["a", 'b"', "茶"]);
    expect(await withoutDoubles(messages, () => pages(...history))).toEqual([]);
});
