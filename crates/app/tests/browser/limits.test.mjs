// What the server does not allow is told before it is tried.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "./support/suite.mjs";

const film = { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(1_500_000) };
const settings = { FILES__MAX_BYTES: "1000000", MESSAGES__EDIT_WITHIN: "1s" };

suite("limits", (place) => {
    test("a file that is too large for this server", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.attaches(film);
        await ann.sees("Up to 1 MB each.");
        await ann.sees("1.5 MB is too large: 1 MB at most");
        assert.ok(await ann.dialog.getByRole("button", { name: "Send" }).isDisabled());
    });

    test("a picture that is too large to be shown to others", async () => {
        const ann = await place.person("Ann");
        await ann.goesTo("settings/account");
        await ann.choosesPicture({ name: "large.png", mimeType: "image/png", buffer: Buffer.alloc(20_000_000) });
        await ann.notice(/20 MB is too large/).waitFor();
    });

    test("a text that is too long stays whole, and is told to be too long", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        const text = "🍵".repeat(65_536);
        await ann.fills("Write a message", `${text}!!`);
        await ann.sees("2 characters too many");
        assert.ok(await ann.button("Send").isDisabled());
        assert.equal((await ann.field("Write a message").inputValue()).length, 2 * 65_536 + 2);
        await ann.fills("Write a message", text);
        await ann.clicks("Send");
        await ann.knowsToBe(/Sent|Delivered/, "🍵");
    });

    test("a message that is too old to be edited", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.fills("Write a message", "Tea is at five");
        await ann.presses("Enter");
        await ann.knowsToBe("Sent", "Tea is at five");
        await sleep(1_000);
        await ann.message("Tea is at five").click({ button: "right" });
        await ann.page.getByRole("menuitem", { name: "Recall" }).waitFor();
        assert.equal(await ann.page.getByRole("menuitem", { name: "Edit" }).count(), 0);
        await ann.presses("Escape");
        await ann.field("Write a message").press("ArrowUp");
        assert.equal(await ann.field("Write a message").inputValue(), "");
    });
}, settings);
