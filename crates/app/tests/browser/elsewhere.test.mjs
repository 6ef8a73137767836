// The client on a static host, and its server elsewhere, with the settings that the README names.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { StaticHost } from "./support/static_host.mjs";
import { suite } from "./support/suite.mjs";

const host = new StaticHost("/discuss/");
await host.listen();
const settings = { SERVER__CORS_ORIGINS: host.origin, AUTH__COOKIE_SAME_SITE: "none" };

suite("a client of another origin", (place) => {
    before(() => host.publish(place.server.url));
    after(() => host.close());

    test("somebody registers there, and is still there after a reload", async () => {
        const ann = await place.visitor("Ann", { client: host });
        await ann.registers();
        assert.ok(ann.page.url().startsWith(host.url), ann.page.url());
        const refreshes = (response) => response.url().endsWith("/session/refresh") && response.request().method() === "POST";
        const [refreshed] = await Promise.all([ann.page.waitForResponse(refreshes), ann.reloads()]);
        assert.ok(refreshed.ok(), `the cookie came along: ${refreshed.status()}`);
        await ann.isAtHome();
    });

    test("a newer client leaves the page alone, and is there from the next start on", async () => {
        const ben = await place.visitor("Ben", { client: host, app: true });
        await ben.registers();
        await ben.isInstalled();
        await ben.marksThePage();
        await host.renew();
        await ben.takesTheNewerClient();
        assert.ok(await ben.isOnTheMarkedPage());
        await ben.reloads();
        await ben.page.locator("meta[name=client][content=newer]").waitFor({ state: "attached" });
        await ben.isAtHome();
    });

    test("a part that is gone with an older client is fetched with the newer one", async () => {
        const cleo = await place.visitor("Cleo", { client: host });
        await cleo.registers();
        await cleo.goesTo("settings");
        await cleo.link("Appearance").waitFor();
        await cleo.marksThePage();
        await host.loses("AppearancePage");
        await cleo.link("Appearance").click();
        await cleo.page.waitForFunction(() => globalThis.isMarked === undefined);
        await cleo.link("Appearance").waitFor();
        cleo.expects(/Failed to fetch dynamically imported module.*AppearancePage/);
    });
}, settings);
