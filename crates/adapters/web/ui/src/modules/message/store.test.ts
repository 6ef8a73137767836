import "fake-indexeddb/auto";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, expect, test, vi } from "vitest";
import { Refusal, connection } from "@/shared/connection";
import { remember } from "@/modules/session/remembered";
import * as messages from "./api";
import { emptyConversation, type Conversation } from "./conversation";
import { parseMessage, type ChatMessage } from "./model";
import { useOutbox } from "./outbox";
import { useChats } from "./store";

vi.mock("@/modules/friend/api", () => ({ list: () => Promise.resolve([]) }));
vi.mock("./api", async (original) => ({
    ...(await original<typeof messages>()),
    history: vi.fn(),
    conversations: vi.fn(),
}));

const on = vi.spyOn(connection, "on");
const onOpen = vi.spyOn(connection, "onOpen");
const request = vi.spyOn(connection, "request");
const ben = "user:ben";
let visits = 0;

/** Ben's messages are `m1`, `m2` …, by their place in the log. */
function said(seq: number, more: Record<string, unknown> = {}): ChatMessage {
    const content = `text ${seq}`;
    return parseMessage({
        id: `m${seq}`,
        seq,
        conversation: ben,
        sender: "ben",
        timestamp: seq,
        content,
        ...more,
    });
}

/** What the server knows of the conversation with Ben. */
function serverHas(...entries: ChatMessage[]): void {
    const last = entries.at(-1) ?? null;
    const peer = { name: ben, kind: "user" as const, id: "ben", title: "Ben", avatar: null };
    const summary: Conversation = { ...emptyConversation(peer, 0), last, lastSeq: last?.seq ?? 0 };
    vi.mocked(messages.conversations).mockResolvedValue([summary]);
    vi.mocked(messages.history).mockResolvedValue({ messages: entries, more: false });
}

function hears(event: string, data: Record<string, unknown>): void {
    for (const [name, handler] of on.mock.calls)
        if (name === event) (handler as (data: unknown) => void)(data);
}

function hearsMessage(seq: number, more: Record<string, unknown> = {}): void {
    const message = { id: `m${seq}`, seq, conversation: ben, sender: "ben", timestamp: seq };
    hears("user", { ...message, content: `text ${seq}`, ...more });
}

function connects(): void {
    for (const [handler] of onOpen.mock.calls) handler();
}

/** The page is loaded, by the same person, and shows the conversation with Ben. */
async function visit(): Promise<ReturnType<typeof useChats>> {
    on.mockClear();
    onOpen.mockClear();
    setActivePinia(createPinia());
    const chats = useChats();
    await chats.start();
    connects();
    await vi.waitFor(() => expect(chats.isLoaded).toBe(true));
    await chats.open(ben);
    return chats;
}

/** The same, of which only the newest message is at hand, the 900th. */
function visitToLongTalk(): ReturnType<typeof visit> {
    serverHas(said(900));
    vi.mocked(messages.history).mockResolvedValueOnce({ messages: [said(900)], more: true });
    return visit();
}

function texts(chats: ReturnType<typeof useChats>): (string | null)[] {
    return (chats.timelines.get(ben)?.messages ?? []).map(({ content }) => content);
}

/** What was asked to be resumed, and from where. */
function resumed(): unknown[] {
    return request.mock.calls.filter(([event]) => event === "resume").map(([, data]) => data);
}

beforeEach(() => {
    remember({ id: `ann-${++visits}`, username: "Ann", email: "ann@example.org" });
    request.mockReset();
    request.mockResolvedValue({});
    // No server is there: what matters is what is asked of it.
    vi.spyOn(connection.state, "value", "get").mockReturnValue("open");
});

for (const first of ["acknowledgement", "event"]) {
    test(`a message is there once when its ${first} comes first`, async () => {
        serverHas(said(1));
        const chats = await visit();
        const outbox = useOutbox();
        let acknowledge: (receipt: Record<string, unknown>) => void = () => undefined;
        request.mockImplementation(() => new Promise((resolve) => (acknowledge = resolve)));
        await outbox.add(ben, "hello");
        const clientId = outbox.of(ben)[0]?.clientId;
        await vi.waitFor(() => expect(request.mock.lastCall?.[0]).toBe("user"));
        const steps = [
            () => acknowledge({ id: "m2", seq: 2, timestamp: 2 }),
            () => hearsMessage(2, { sender: `ann-${visits}`, content: "hello", client_id: clientId }),
        ];
        for (const step of first === "event" ? steps.reverse() : steps) {
            step();
            await vi.waitFor(() => expect(texts(chats)).toEqual(["text 1", "hello"]));
        }
        expect(outbox.of(ben)).toEqual([]);
    });
}

test("an event that comes twice counts once", async () => {
    serverHas(said(1));
    const chats = await visit();
    hearsMessage(2);
    hearsMessage(2);
    await vi.waitFor(() => expect(texts(chats)).toEqual(["text 1", "text 2"]));
    expect(chats.conversations.get(ben)?.unread).toBe(1);
});

test("a gap is filled before what comes after it is shown", async () => {
    serverHas(said(1));
    const chats = await visit();
    hearsMessage(3);
    await vi.waitFor(() => expect(resumed()).toEqual([{ since: { [ben]: 1 } }]));
    expect(texts(chats)).toEqual(["text 1"]);
    hearsMessage(2);
    hearsMessage(3);
    hears("resumed", { conversation: ben, seq: 3, complete: true });
    expect(texts(chats)).toEqual(["text 1", "text 2", "text 3"]);
});

test("what was edited and recalled meanwhile is so on return, and after the next start", async () => {
    serverHas(said(1), said(2), said(3));
    await visit();
    serverHas(said(1), said(2), said(3), said(6));
    const chats = await visit();
    await vi.waitFor(() => expect(resumed().at(-1)).toEqual({ since: { [ben]: 3 } }));
    hears("edit", { conversation: ben, seq: 4, message: "m1", content: "better", timestamp: 9 });
    hears("recall", { conversation: ben, seq: 5, message: "m2", timestamp: 9 });
    hearsMessage(6);
    hears("resumed", { conversation: ben, seq: 6, complete: true });
    expect(texts(chats)).toEqual(["better", null, "text 3", "text 6"]);

    vi.mocked(messages.history).mockRejectedValue(new Error("no network"));
    await vi.waitFor(async () => expect(texts(await visit())).toEqual(["better", null, "text 3", "text 6"]));
});

test("an edit that comes twice does not undo the one after it", async () => {
    serverHas(said(1));
    const chats = await visit();
    const edit = { conversation: ben, message: "m1", timestamp: 9 };
    hears("edit", { ...edit, seq: 2, content: "better" });
    hears("edit", { ...edit, seq: 3, content: "best" });
    hears("edit", { ...edit, seq: 2, content: "better" });
    await vi.waitFor(() => expect(texts(chats)).toEqual(["best"]));
    expect(chats.conversations.get(ben)?.last?.content).toBe("best");
});

test("when too much was missed, the end is fetched", async () => {
    serverHas(said(1));
    const chats = await visit();
    serverHas(said(900), said(901));
    hears("resumed", { conversation: ben, seq: 901, complete: false });
    await vi.waitFor(() => expect(texts(chats)).toEqual(["text 900", "text 901"]));
});

test("what one has said oneself is there once when too much was missed around it", async () => {
    serverHas(said(1));
    const chats = await visit();
    const outbox = useOutbox();
    request.mockResolvedValueOnce({ id: "m900", seq: 900, timestamp: 900 });
    await outbox.add(ben, "hello");
    const clientId = outbox.of(ben)[0]?.clientId;
    await vi.waitFor(() => expect(resumed()).toEqual([{ since: { [ben]: 1 } }]));
    serverHas(said(899), said(900, { sender: `ann-${visits}`, content: "hello", client_id: clientId }));
    hears("resumed", { conversation: ben, seq: 900, complete: false });
    await vi.waitFor(() => expect(texts(chats)).toEqual(["text 899", "hello"]));
    expect(outbox.of(ben)).toEqual([]);
});

test("when too much was missed and the end cannot be had, the next message asks again", async () => {
    serverHas(said(1));
    const chats = await visit();
    vi.mocked(messages.history).mockRejectedValueOnce(new Error("no network"));
    hears("resumed", { conversation: ben, seq: 901, complete: false });
    await vi.waitFor(() => expect(messages.history).toHaveBeenCalled());
    hearsMessage(902);
    await vi.waitFor(() => expect(resumed()).toEqual([{ since: { [ben]: 1 } }]));
    serverHas(said(901), said(902));
    hears("resumed", { conversation: ben, seq: 902, complete: false });
    await vi.waitFor(() => expect(texts(chats)).toEqual(["text 901", "text 902"]));
});

test("when the list cannot be had after a break, it is asked for again, and then what was missed", async () => {
    serverHas(said(1));
    const chats = await visit();
    serverHas(said(1), said(2));
    vi.mocked(messages.conversations).mockRejectedValueOnce(new Error("overloaded"));
    connects();
    await vi.waitFor(() => expect(resumed()).toEqual([{ since: { [ben]: 1 } }]), { timeout: 5_000 });
    expect(chats.conversations.get(ben)?.lastSeq).toBe(2);
});

test("what was refused is sent once its author asks for it again", async () => {
    serverHas(said(1));
    const chats = await visit();
    const outbox = useOutbox();
    request.mockRejectedValueOnce(new Refusal({ code: "forbidden", msg: "no friend of yours" }));
    await outbox.add(ben, "hello");
    await vi.waitFor(() => expect(outbox.of(ben)[0]?.failure).toBe("no friend of yours"));
    expect(texts(chats)).toEqual(["text 1"]);

    request.mockResolvedValueOnce({ id: "m2", seq: 2, timestamp: 2 });
    for (const draft of outbox.of(ben)) await outbox.retry(draft);
    await vi.waitFor(() => expect(texts(chats)).toEqual(["text 1", "hello"]));
    expect(outbox.of(ben)).toEqual([]);
});

test("of many messages that come together, the last is told", async () => {
    serverHas(said(1));
    const chats = await visit();
    const told = vi.fn();
    chats.onArrived(told);
    for (let seq = 2; seq <= 200; seq += 1) hearsMessage(seq);
    await vi.waitFor(() => expect(texts(chats)).toHaveLength(200));
    expect(told.mock.calls.map(([message]) => message.seq)).toEqual([200]);
    expect(chats.conversations.get(ben)?.unread).toBe(199);
});

test("a message that came during a break is told on return, once", async () => {
    serverHas(said(1));
    const chats = await visit();
    const told = vi.fn();
    chats.onArrived(told);
    serverHas(said(1), said(2), said(3));
    connects();
    await vi.waitFor(() => expect(told.mock.calls.map(([message]) => message.seq)).toEqual([3]));
    for (const seq of [2, 3]) hearsMessage(seq);
    hears("resumed", { conversation: ben, seq: 3, complete: true });
    expect(texts(chats)).toEqual(["text 1", "text 2", "text 3"]);
    expect(told).toHaveBeenCalledOnce();
});

test("somebody of whom nothing was known is told once their name is known", async () => {
    vi.mocked(messages.conversations).mockResolvedValue([]);
    vi.mocked(messages.history).mockResolvedValue({ messages: [], more: false });
    const chats = await visit();
    const told = vi.fn();
    chats.onArrived((message, conversation) => told(conversation.title, message.seq));
    serverHas(said(1));
    hearsMessage(1);
    await vi.waitFor(() => expect(told.mock.calls).toEqual([["Ben", 1]]));
});

test("of a conversation that was lost while away nothing is kept", async () => {
    serverHas(said(1));
    await visit();
    vi.mocked(messages.conversations).mockResolvedValue([]);
    vi.mocked(messages.history).mockRejectedValue(new Error("no friend of yours"));
    await expect(visit()).rejects.toThrow("no friend of yours");
    setActivePinia(createPinia());
    const chats = useChats();
    await chats.start();
    expect(chats.conversations.has(ben)).toBe(false);
    await expect(chats.open(ben)).rejects.toThrow("no friend of yours");
});

test("an edit that comes while an older page is under way is not undone by it", async () => {
    const chats = await visitToLongTalk();
    let answer: (page: messages.Page) => void = () => undefined;
    vi.mocked(messages.history).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const loading = chats.loadOlder(ben);
    await vi.waitFor(() => expect(messages.history).toHaveBeenLastCalledWith(ben, { before: 900 }));
    hears("edit", { conversation: ben, seq: 901, message: "m4", content: "better", timestamp: 9 });
    await vi.waitFor(() => expect(chats.conversations.get(ben)?.lastSeq).toBe(901));
    answer({ messages: [said(4)], more: false });
    await loading;
    expect(texts(chats)).toEqual(["better", "text 900"]);
});

test("a message that comes while the last newer page is under way is asked for", async () => {
    const chats = await visitToLongTalk();
    const page = (seqs: number[], more: boolean): messages.Page => ({
        messages: seqs.map((seq) => said(seq)),
        more,
    });
    vi.mocked(messages.history)
        .mockResolvedValueOnce(page([1], false))
        .mockResolvedValueOnce(page([2, 3], true));
    await chats.jumpTo(ben, 2);
    let answer: (page: messages.Page) => void = () => undefined;
    vi.mocked(messages.history).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const loading = chats.loadNewer(ben);
    hearsMessage(901);
    await vi.waitFor(() => expect(chats.conversations.get(ben)?.lastSeq).toBe(901));
    answer(page([4, 900], false));
    await loading;
    expect(resumed()).toEqual([{ since: { [ben]: 900 } }]);
    hearsMessage(901);
    await vi.waitFor(() => expect(texts(chats).at(-1)).toBe("text 901"));
});

test("what was read while the server did not hear of it is not counted after a break", async () => {
    serverHas(said(1), said(2));
    const chats = await visit();
    chats.markRead(ben, 2);
    serverHas(said(1), said(2), said(3));
    const [summary] = await messages.conversations();
    if (summary) vi.mocked(messages.conversations).mockResolvedValue([{ ...summary, unread: 3 }]);
    connects();
    await vi.waitFor(() => expect(chats.conversations.get(ben)).toMatchObject({ lastSeq: 3, unread: 1 }));
});

test("what is read in the middle is counted off", async () => {
    const chats = await visitToLongTalk();
    chats.markRead(ben, 900);
    for (const seq of [901, 902, 903]) hearsMessage(seq);
    await vi.waitFor(() => expect(chats.conversations.get(ben)?.unread).toBe(3));
    vi.mocked(messages.history)
        .mockResolvedValueOnce({ messages: [], more: false })
        .mockResolvedValueOnce({ messages: [said(1), said(2), said(901)], more: true });
    await chats.jumpTo(ben, 1);
    chats.markRead(ben, 901);
    expect(chats.conversations.get(ben)?.unread).toBe(2);
});
