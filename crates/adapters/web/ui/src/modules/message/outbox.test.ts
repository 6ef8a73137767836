import "fake-indexeddb/auto";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, expect, test, vi } from "vitest";
import { Disconnected, Refusal, connection } from "@/shared/connection";
import { MessageDatabase } from "./database";
import { useOutbox } from "./outbox";

const onOpen = vi.spyOn(connection, "onOpen");
const request = vi.spyOn(connection, "request");

beforeEach(() => {
    setActivePinia(createPinia());
    onOpen.mockClear();
    request.mockReset();
    // No server is there: what matters is what is asked of it.
    vi.spyOn(connection.state, "value", "get").mockReturnValue("open");
});

test("a message is shown before the server has it, and told of once it has", async () => {
    const stored = vi.fn();
    request.mockResolvedValue({ id: "m1", seq: 1, timestamp: 5 });
    const outbox = useOutbox();
    outbox.onStored(stored);

    const added = outbox.add("user:ben", "hello");
    expect(outbox.of("user:ben")).toMatchObject([{ content: "hello" }]);
    await added;

    await vi.waitFor(() => expect(stored).toHaveBeenCalledOnce());
    expect(request).toHaveBeenCalledWith(
        "user",
        expect.objectContaining({ receiver: "ben", content: "hello" }),
    );
});

test("what broke off is sent again under the same name", async () => {
    request.mockRejectedValueOnce(new Disconnected()).mockResolvedValue({ id: "m1", seq: 1, timestamp: 5 });
    const outbox = useOutbox();
    await outbox.add("room:tea", "hello");
    const [draft] = outbox.of("room:tea");
    if (draft === undefined) throw new Error("the draft is gone");
    expect(draft.failure).toBeUndefined();

    await vi.waitFor(() => expect(request).toHaveBeenCalledOnce());
    await outbox.retry(draft);

    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(2));
    const [first, second] = request.mock.calls.map(([, data]) => (data as { client_id: string }).client_id);
    expect(second).toBe(first);
});

test("what is refused says why, and waits for its author", async () => {
    request.mockRejectedValue(new Refusal({ code: "forbidden", msg: "no friend of yours" }));
    const outbox = useOutbox();
    await outbox.add("user:ben", "hello");
    await vi.waitFor(() => expect(outbox.of("user:ben")[0]?.failure).toBe("no friend of yours"));
});

test("nothing overtakes what the server could not take for the moment", async () => {
    const overloaded = new Refusal({ code: "overloaded", msg: "one moment", retry_ms: 50 });
    request.mockRejectedValueOnce(overloaded).mockResolvedValue({ id: "m1", seq: 1, timestamp: 5 });
    const outbox = useOutbox();
    await outbox.add("user:ben", "first");
    await vi.waitFor(() => expect(request).toHaveBeenCalledOnce());
    await new Promise((resolve) => setTimeout(resolve));
    await outbox.add("user:ben", "second");
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(3));
    const sent = request.mock.calls.map(([, data]) => (data as { content: string }).content);
    expect(sent).toEqual(["first", "first", "second"]);
});

test("what another tab has given up is not sent", async () => {
    const otherTab = await MessageDatabase.open("ann");
    const outbox = useOutbox();
    vi.spyOn(connection.state, "value", "get").mockReturnValue("connecting");
    await outbox.load(await MessageDatabase.open("ann"));
    await outbox.add("user:ben", "hello");
    const [draft] = outbox.of("user:ben");
    await otherTab.dropDraft(draft?.clientId ?? "");
    vi.spyOn(connection.state, "value", "get").mockReturnValue("open");
    for (const [flush] of onOpen.mock.calls) flush();
    await vi.waitFor(() => expect(outbox.of("user:ben")).toEqual([]));
    expect(request).not.toHaveBeenCalled();
});
