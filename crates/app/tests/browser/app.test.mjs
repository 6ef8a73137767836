// The client as an app, which starts without a network.

import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("an app", (place) => {
    for (const screen of ["desk", "phone"]) {
        test(`it starts without a network, shows what it kept, and sends later (${screen})`, async () => {
            const [ann, ben] = await place.friends({ screen, app: true });
            await ann.opensChatWith(ben.name);
            await ben.account.says("Before the tunnel", { user: ann.account });
            await ann.reads("Before the tunnel");
            await ann.isInstalled();
            await ann.losesTheNetwork();
            await ann.reloads();
            await ann.reads("Before the tunnel");
            await ann.sees("Offline");
            await ann.fills("Write a message", "In the tunnel");
            await ann.clicks("Send");
            await ann.knowsToBe("Sending", "In the tunnel");
            await ben.account.says("Meanwhile", { user: ann.account });
            await ann.reloads();
            await ann.knowsToBe("Sending", "In the tunnel");
            await ann.hasTheNetworkAgain();
            await ann.knowsToBe(/Sent|Delivered|Read/, "In the tunnel");
            await ann.reads("Meanwhile");
            await ann.reads("In the tunnel");
        });
    }
});
