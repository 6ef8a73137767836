import { createPinia, setActivePinia } from "pinia";
import { expect, test } from "vitest";
import { useComposer } from "./composer";
import { parseMessage } from "./model";

const ben = "user:ben";
const message = parseMessage({
    id: "m1",
    seq: 1,
    conversation: ben,
    sender: "ann",
    timestamp: 1,
    content: "said long ago",
});

/** The page is loaded. */
function visit(): ReturnType<typeof useComposer> {
    setActivePinia(createPinia());
    return useComposer();
}

test("what was being written is there again after an edit", () => {
    const composer = visit();
    composer.write(ben, "half a sen");
    composer.edit(message);
    expect(composer.textOf(ben)).toBe("said long ago");
    composer.write(ben, "");
    expect(composer.textOf(ben)).toBe("");
    composer.stop(ben);
    expect(composer.textOf(ben)).toBe("half a sen");
});

test("an edit that a reload interrupts does not become a new message", async () => {
    const composer = visit();
    composer.write(ben, "half a sen");
    composer.edit(message);
    composer.write(ben, "said just now");
    await Promise.resolve();
    expect(visit().textOf(ben)).toBe("half a sen");
});
