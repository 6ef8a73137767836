// What is told outside of the page: on the desktop, and by a sound.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "./support/suite.mjs";

suite("being told", (place) => {
    // Ann, who wants to be told on the desktop, with two friends.
    async function listener() {
        const [ann, ben, cleo] = [await place.person("Ann"), await place.person("Ben"), await place.person("Cleo")];
        for (const friend of [ben, cleo]) {
            await friend.account.befriends(ann.account);
        }
        await ann.hasDesktop();
        await ann.goesTo("settings/notifications");
        await ann.page.getByRole("switch", { name: "Show notifications" }).click();
        await ann.page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name: /^Chats/ }).click();
        await ann.chatWith(ben.name).waitFor();
        return [ann, ben, cleo];
    }

    test("a message is told, unless it is before one's eyes or in a muted chat", async () => {
        const [ann, ben, cleo] = await listener();
        await ben.account.says("Are you there?", { user: ann.account });
        assert.deepEqual(await ann.wasTold(1), [`${ben.name}: Are you there?`]);
        const tones = await ann.heard();
        assert.ok(tones > 0, "a sound came along");

        await ann.clicksOnNote(0);
        await ann.reads("Are you there?");
        await ben.account.says("I can see that you are.", { user: ann.account });
        await ann.reads("I can see that you are.");
        await cleo.account.says("Psst!", { user: ann.account });
        assert.deepEqual((await ann.wasTold(2)).slice(1), [`${cleo.name}: Psst!`]);

        await ann.choosesFor(cleo.name, "Mute");
        await cleo.account.says("Am I too loud?", { user: ann.account });
        await ann.chatWith(/Muted.*2 unread/).waitFor();
        const room = await ben.account.opensRoom();
        await ben.account.letsIn(ann.account, room);
        await ann.chatWith(room.name).waitFor();
        await ben.account.says("Welcome!", { room });
        assert.deepEqual((await ann.wasTold(3)).slice(2), [`${room.name}: ${ben.name}: Welcome!`]);
    });

    test("what came while there was no network is told once it is back", async () => {
        const [ann, ben] = await listener();
        await ann.losesTheNetwork();
        await ann.sees("Offline");
        await ben.account.says("First", { user: ann.account });
        await ben.account.says("Last", { user: ann.account });
        await ann.hasTheNetworkAgain();
        assert.deepEqual(await ann.wasTold(1), [`${ben.name}: Last`]);
    });

    test("whoever has not asked for it is told nothing on the desktop", async () => {
        const [ann, ben] = await place.friends();
        await ann.hasDesktop();
        await ann.reloads();
        await ben.account.says("Are you there?", { user: ann.account });
        await ann.hasTitle(/^\(1\) /);
        await ben.account.says("Hello?", { user: ann.account });
        await ann.chatWith(/2 unread/).waitFor();
        // Longer than it is waited whether somebody reads it elsewhere.
        await sleep(1_500);
        assert.deepEqual(await ann.wasTold(0), []);
    });
});
