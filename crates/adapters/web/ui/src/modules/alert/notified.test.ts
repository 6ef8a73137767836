import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const scope = "https://chat.example/app/";
const code = readFileSync("public/notified.js", "utf8");

interface Tab {
    url: string;
    postMessage: (data: unknown) => void;
    focus: () => Promise<void>;
}

/** Runs the part of the service worker, and clicks on a note that leads to `path`. */
async function click(path: string, tabs: Tab[]): Promise<ReturnType<typeof vi.fn>> {
    const openWindow = vi.fn();
    const close = vi.fn();
    let clicked: (event: object) => void = () => undefined;
    let done: Promise<unknown> = Promise.resolve();
    const worker = {
        registration: { scope },
        clients: { matchAll: () => Promise.resolve(tabs), openWindow },
        addEventListener: (_event: string, handler: typeof clicked) => (clicked = handler),
    };
    new Function("self", code)(worker);
    const waitUntil = (work: Promise<unknown>): void => void (done = work);
    clicked({ notification: { data: { path }, close }, waitUntil });
    await done;
    expect(close).toHaveBeenCalledOnce();
    return openWindow;
}

function tab(url: string): Tab {
    return { url, postMessage: vi.fn(), focus: vi.fn(() => Promise.resolve()) };
}

test("a click on a note goes there in the tab that is open", async () => {
    const [other, ours] = [tab("https://chat.example/else"), tab(`${scope}settings`)];
    const openWindow = await click("chats/user/ben", [other, ours]);
    expect(ours.postMessage).toHaveBeenCalledWith({ event: "notified", path: "chats/user/ben" });
    expect(ours.focus).toHaveBeenCalledOnce();
    expect(other.focus).not.toHaveBeenCalled();
    expect(openWindow).not.toHaveBeenCalled();
});

test("a click on a note opens a tab where there is none", async () => {
    const openWindow = await click("chats/user/ben", []);
    expect(openWindow).toHaveBeenCalledWith("https://chat.example/app/chats/user/ben");
});
