import { expect, test } from "vitest";
import { ApiError } from "@/shared/api/error";
import { UploadQueue } from "./queue";
import type { Upload } from "@/shared/api/types";

/** A server that answers when the test says so. */
function server() {
    const under = new Map<string, { finish: () => void; fail: (error: unknown) => void }>();
    let attempts = 0;
    const queue = new UploadQueue(
        (file, { signal }) => {
            attempts += 1;
            return new Promise<Upload>((resolve, reject) => {
                signal.addEventListener("abort", () => reject(signal.reason));
                const uploaded = { path: file.name, mimetype: "", size: 0, originalname: file.name };
                under.set(file.name, { finish: () => resolve(uploaded), fail: reject });
            });
        },
        async () => undefined,
    );
    const add = (name: string, lane = "user:1") => queue.add(name, lane, new File([], name));
    return { queue, under, add, attempts: () => attempts };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("three are on their way at once", async () => {
    const { under, add } = server();
    for (const name of ["a", "b", "c", "d", "e"]) void add(name);
    await settled();
    expect([...under.keys()]).toEqual(["a", "b", "c"]);

    under.get("b")?.finish();
    await settled();
    expect([...under.keys()]).toEqual(["a", "b", "c", "d"]);
});

test("those of one lane come back in their order", async () => {
    const { under, add } = server();
    const back: string[] = [];
    for (const [name, lane] of [
        ["a", "user:1"],
        ["b", "user:1"],
        ["c", "room:2"],
    ] as const)
        void add(name, lane).then(({ path }) => back.push(path));
    await settled();
    for (const name of ["c", "b"]) under.get(name)?.finish();
    await settled();
    expect(back).toEqual(["c"]);

    under.get("a")?.finish();
    await settled();
    expect(back).toEqual(["c", "a", "b"]);
});

test("one that fails does not hold up the next", async () => {
    const { under, add } = server();
    const first = add("a");
    const second = add("b");
    await settled();
    under.get("b")?.finish();
    under.get("a")?.fail(new Error("too large"));
    await expect(first).rejects.toThrow("too large");
    expect((await second).path).toBe("b");
});

test("a cancelled one ends, on its way or waiting for it", async () => {
    const { queue, add, attempts } = server();
    const all = ["a", "b", "c", "d"].map((name) => add(name));
    await settled();
    queue.cancel("d");
    queue.cancel("a");
    await expect(all[0]).rejects.toThrow("abort");
    await expect(all[3]).rejects.toThrow("abort");
    expect(attempts()).toBe(3);
});

test("a broken way is tried three times, a refusal once", async () => {
    const { under, add, attempts } = server();
    const broken = add("a");
    for (let attempt = 0; attempt < 3; attempt += 1) {
        await settled();
        under.get("a")?.fail(ApiError.unreachable(null));
    }
    await expect(broken).rejects.toMatchObject({ isUnreachable: true });
    expect(attempts()).toBe(3);

    const refused = add("b");
    await settled();
    under.get("b")?.fail(ApiError.refused(new Response(null, { status: 413 }), null));
    await expect(refused).rejects.toMatchObject({ status: 413 });
    expect(attempts()).toBe(4);
});
