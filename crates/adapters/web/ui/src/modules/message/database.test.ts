import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { MessageDatabase } from "./database";
import { parseMessage, type ChatMessage } from "./model";

const ben = "user:ben";
let users = 0;

function said(...seqs: number[]): ChatMessage[] {
    return seqs.map((seq) =>
        parseMessage({
            id: `m${seq}`,
            seq,
            conversation: ben,
            sender: "ben",
            timestamp: seq,
            content: `text ${seq}`,
        }),
    );
}

/** A browser that keeps the entries from 5 to 7. */
async function opened(): Promise<{ database: MessageDatabase; otherTab: MessageDatabase }> {
    const user = `ann-${++users}`;
    const [database, otherTab] = [await MessageDatabase.open(user), await MessageDatabase.open(user)];
    await database.replace(ben, { span: { from: 5, to: 7 }, messages: said(5, 6, 7) });
    return { database, otherTab };
}

async function seqs(database: MessageDatabase): Promise<number[] | undefined> {
    return (await database.end(ben, 60))?.messages.map(({ seq }) => seq);
}

test("what continues what is kept is kept, with what was changed", async () => {
    const { database } = await opened();
    const change = { conversation: ben, seq: 9, message: "m5", content: "better", timestamp: 9 };
    await database.keep(ben, { span: { from: 8, to: 9 }, messages: said(8), changes: [change] });
    const kept = await database.end(ben, 60);
    expect(kept?.messages.map(({ content }) => content)).toEqual(["better", "text 6", "text 7", "text 8"]);
    expect(kept?.span).toEqual({ from: 5, to: 9 });
});

test("another tab that has missed nothing leaves no gap in what begins anew", async () => {
    const { database, otherTab } = await opened();
    await database.replace(ben, { span: { from: 90, to: 91 }, messages: said(90, 91) });
    await otherTab.keep(ben, { span: { from: 93, to: 93 }, messages: said(93) });
    await otherTab.keep(ben, { span: { from: 1, to: 4 }, messages: said(1, 2, 3, 4) });
    expect(await seqs(database)).toEqual([90, 91]);
    expect(await database.before(ben, 93, 60)).toBeUndefined();
});

test("another tab that is late does not undo a change", async () => {
    const { database, otherTab } = await opened();
    const change = { conversation: ben, seq: 8, message: "m7", content: null, timestamp: 8 };
    await database.keep(ben, { span: { from: 8, to: 8 }, messages: [], changes: [change] });
    await otherTab.keep(ben, { span: { from: 7, to: 7 }, messages: said(7) });
    expect((await database.end(ben, 1))?.messages).toMatchObject([{ id: "m7", content: null }]);
});

test("older messages are there page by page, down to where they are kept", async () => {
    const { database } = await opened();
    await database.keep(ben, { span: { from: 2, to: 4 }, messages: said(3, 4) });
    expect(await database.before(ben, 7, 2)).toMatchObject({ span: { from: 5, to: 6 } });
    expect(await database.before(ben, 5, 60)).toMatchObject({ span: { from: 2, to: 4 } });
    expect(await database.before(ben, 2, 60)).toBeUndefined();
});

test("when the browser fails, it is as if nothing were kept, until the next start", async () => {
    const { database, otherTab } = await opened();
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
        throw new DOMException("full", "QuotaExceededError");
    });
    await database.keep(ben, { span: { from: 8, to: 8 }, messages: said(8) });
    put.mockRestore();
    await database.keep(ben, { span: { from: 9, to: 9 }, messages: said(9) });
    expect(await seqs(database)).toBeUndefined();
    expect(await seqs(otherTab)).toEqual([5, 6, 7]);
    expect(told).toHaveBeenCalledOnce();
});
