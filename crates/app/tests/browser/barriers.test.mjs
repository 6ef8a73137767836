// What axe-core has to say of a chat and of all that opens over it, in both themes, on a desk and on a phone.

import { test } from "node:test";
import { suite } from "./support/suite.mjs";
import { looks } from "./support/visitor.mjs";

const text = { name: "recipe.txt", mimeType: "text/plain", buffer: Buffer.from("water, leaves, patience") };

// Everything that a message can show.
const lines = [
    "Some `code`, a [link](https://example.org), **bold**, *italics* and ~~nothing~~.",
    "> quoted\n\n1. one\n2. two\n\n- three",
    "```sh\nsleep 30 && echo 'pour!' && echo 'a line that is longer than any phone is wide, and than many a desk'\n```",
    "שלום, זה טקסט מימין לשמאל",
    "x".repeat(300),
];

suite("barriers", (place) => {
    async function chat(wishes) {
        const [ann, ben] = await place.friends(wishes);
        for (const line of lines) {
            await ben.account.says(line, { user: ann.account });
        }
        await ann.opensChatWith(ben.name);
        await ann.reads("x".repeat(300));
        return [ann, ben];
    }

    for (const { theme, screen } of looks) {
        test(`nobody meets a barrier in a chat (${theme}, ${screen})`, async () => {
            const [ann, ben] = await place.friends({ theme, screen });
            await ann.chatWith(ben.name).waitFor();
            await ann.findsNoBarrier();
            await ann.opensChatWith(ben.name);
            await ann.findsNoBarrier();
        });

        test(`nobody meets a barrier among messages (${theme}, ${screen})`, async () => {
            const [ann] = await chat({ theme, screen });
            await ann.fills("Write a message", "An answer");
            await ann.clicks("Send");
            await ann.knowsToBe(/Sent|Delivered|Read/, "An answer");
            await ann.findsNoBarrier();
        });

        test(`nobody meets a barrier in what opens over a chat (${theme}, ${screen})`, async () => {
            const [ann] = await chat({ theme, screen });
            await ann.fills("Write a message", "My own");
            await ann.clicks("Send");
            await ann.knowsToBe(/Sent|Delivered|Read/, "My own");
            await ann.message("My own").getByText("My own").click({ button: "right", position: { x: 4, y: 4 } });
            await ann.page.getByRole("menu").waitFor();
            await ann.findsNoBarrier();
            await ann.page.getByRole("menuitem", { name: "Recall" }).click();
            await ann.page.getByRole("alertdialog").or(ann.page.getByRole("dialog")).waitFor();
            await ann.findsNoBarrier();
            await ann.presses("Escape");

            await ann.clicks("Emoji");
            await ann.page.getByRole("button", { name: "😀", exact: true }).first().waitFor();
            await ann.findsNoBarrier();
            await ann.presses("Escape");

            await ann.presses("Control+k");
            await ann.page.getByRole("dialog").waitFor();
            await ann.findsNoBarrier();
            await ann.presses("Escape");

            await ann.attaches({ name: "tea.png", mimeType: "image/png", buffer: await ann.page.screenshot() }, text);
            await ann.page.getByRole("dialog").waitFor();
            await ann.findsNoBarrier();
            await ann.page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
            await ann.clicks("Show tea.png");
            await ann.page.getByRole("dialog").waitFor();
            await ann.findsNoBarrier();
        });
    }
});
