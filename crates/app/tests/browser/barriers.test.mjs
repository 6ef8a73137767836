// What axe-core has to say of a chat, of all that opens over it, and of what goes wrong in it.

import { test } from "node:test";
import { suite } from "./support/suite.mjs";

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

    for (const screen of ["desk", "phone"]) {
        test(`nobody meets a barrier in a chat (${screen})`, async () => {
            const [ann, ben] = await place.friends({ screen });
            await ann.chatWith(ben.name).waitFor();
            await ann.findsNoBarrier();
            await ann.opensChatWith(ben.name);
            await ann.findsNoBarrier();
        });

        test(`nobody meets a barrier among messages (${screen})`, async () => {
            const [ann] = await chat({ screen });
            await ann.fills("Write a message", "An answer");
            await ann.clicks("Send");
            await ann.knowsToBe(/Sent|Delivered|Read/, "An answer");
            await ann.findsNoBarrier();
        });

        test(`nobody meets a barrier in what opens over a chat (${screen})`, async () => {
            const [ann] = await chat({ screen });
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

        test(`nobody meets a barrier in what goes wrong (${screen})`, async () => {
            const [ann, ben] = await place.friends({ screen });
            await ann.opensChatWith(ben.name);
            await ann.losesTheNetwork();
            await ann.sees("Offline");
            await ann.fills("Write a message", "Into the void");
            await ann.clicks("Send");
            await ann.knowsToBe("Sending", "Into the void");
            await ann.findsNoBarrier();

            await ben.account.unfriends(ann.account);
            await ann.hasTheNetworkAgain();
            await ann.knowsToBe("Not sent", "Into the void");
            await ann.sees("You are not friends");
            await ann.findsNoBarrier();
            await ben.account.post("/apply", { apply_user_id: ann.account.id });
            await ann.notice(/wants to be your friend/).waitFor();
            await ann.findsNoBarrier();
        });
    }
});
