// Sending files, and looking at them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

const text = { name: "recipe.txt", mimeType: "text/plain", buffer: Buffer.from("water, leaves, patience") };

suite("files", (place) => {
    test("somebody sends a picture and a text, and the other looks at both", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ben.opensChatWith(ann.name);
        await ann.attaches({ name: "tea.png", mimeType: "image/png", buffer: await ann.page.screenshot() }, text);
        await ann.isIn(ann.field("Say something with it (optional)"));
        await ann.types("Tea, and how to make it");
        await ann.presses("Enter");

        await ben.reads("Tea, and how to make it");
        await ben.clicks("Show tea.png");
        const dialog = ben.page.getByRole("dialog");
        await dialog.getByRole("img").first().waitFor();
        await ben.presses("Escape");
        await dialog.waitFor({ state: "detached" });

        const link = ben.messages.getByRole("link", { name: /recipe\.txt/ });
        const [download] = await Promise.all([ben.page.waitForEvent("download"), link.click()]);
        assert.equal(download.suggestedFilename(), "recipe.txt");
    });

    test("a file that is dropped on a chat is shown before it is sent", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.drops("recipe.txt");
        await ann.dialog.getByText("recipe.txt").waitFor();
        await ann.confirms("Send");
        await ben.opensChatWith(ann.name);
        await ben.reads("recipe.txt");
    });
});
