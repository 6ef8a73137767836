// Takes the pictures of the README: a conversation among people with names, in both themes.
//
//   node screenshots.mjs <directory>

import { join } from "node:path";
import { Account } from "../client/support/account.mjs";
import { Place } from "./support/suite.mjs";

const [directory] = process.argv.slice(2);
const place = new Place({});

// Everybody, what they talk about, and Ann, whose screen it is.
async function scene(server) {
    const names = ["Ann", "Ben", "陈伟", "Dora", "Emil", "Fatima"];
    const people = [];
    for (const [index, name] of names.entries()) {
        people.push(await Account.named(server, name, `person-${index}@example.org`));
    }
    const [ann, ben, wei, dora, emil, fatima] = people;
    for (const friend of [ben, wei, dora, emil, fatima]) {
        await ann.befriends(friend);
    }
    const rooms = {};
    for (const [name, members] of [
        ["Book club", [dora, fatima]],
        ["Release day", [ben, emil]],
        ["Tea house", [ben, wei, dora, emil]],
    ]) {
        rooms[name] = await ann.opensRoom(name);
        for (const member of members) {
            await ann.letsIn(member, rooms[name]);
        }
    }
    const said = [
        [dora, { room: rooms["Book club"] }, "I finished chapter seven. No spoilers, but: *wow*."],
        [fatima, { user: ann }, "Thank you for the seeds! The first ones are up 🌱"],
        [emil, { user: ann }, "The bike is repaired, you can have it back on Friday."],
        [ann, { user: emil }, "You are a treasure."],
        [ben, { room: rooms["Release day"] }, "All green on three databases. Shall we?"],
        [dora, { user: ann }, "Are we still on for tomorrow?"],
        [wei, { user: ann }, "明天见！"],
        [ben, { room: rooms["Tea house"] }, "Good morning! The kettle is on."],
        [wei, { room: rooms["Tea house"] }, "早上好！I have brought a new oolong from home."],
        [wei, { room: rooms["Tea house"] }, "It wants to be steeped like this:\n\n1. water at **90 °C**, not hotter\n2. half a minute\n3. pour *everything* out, then again"],
        [ann, { room: rooms["Tea house"] }, "Half a minute? I have been doing it wrong all my life."],
        [dora, { room: rooms["Tea house"] }, "You have been making soup, Ann 😄"],
        [ann, { room: rooms["Tea house"] }, "Delicious soup!"],
        [emil, { room: rooms["Tea house"] }, "I wrote us a timer:\n\n```sh\nsleep 30 && echo 'pour!'\n```"],
        [ben, { room: rooms["Tea house"] }, "> half a minute\n\nI am bringing cake. Who else comes at four?"],
        [dora, { room: rooms["Tea house"] }, "Me, with Fatima. She has never tried oolong."],
        [ann, { room: rooms["Tea house"] }, "Then it is settled: four o'clock, and Wei pours. 🍵"],
    ];
    for (const [author, target, content] of said) {
        await author.says(content, target);
    }
    return { ann, here: [ben, wei, dora], rooms };
}

try {
    await place.open();
    const { ann, here, rooms } = await scene(place.server);
    for (const person of here) {
        const visitor = await place.deviceOf(person);
        await visitor.opensChatWith("Tea house");
    }
    for (const theme of ["light", "dark"]) {
        const visitor = await place.deviceOf(ann, { theme });
        for (const seen of ["Release day", "Tea house"]) {
            await visitor.opensChatWith(seen);
            await visitor.messages.waitFor();
        }
        await visitor.reads("Then it is settled");
        await visitor.page.evaluate(() => document.fonts.ready);
        await visitor.page.waitForLoadState("networkidle");
        await visitor.page.screenshot({ path: join(directory, `${theme}.png`) });
    }
    await place.isLeftInOrder();
} finally {
    await place.close();
}
