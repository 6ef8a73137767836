// What somebody sets for themselves, and how they go.

import assert from "node:assert/strict";
import { test } from "node:test";
import { password } from "../client/support/account.mjs";
import { suite } from "./support/suite.mjs";

suite("settings", (place) => {
    test("somebody changes name and address, and others see the name", async () => {
        const [ann, ben] = await place.friends();
        await ann.goesTo("settings/account");
        await ann.fills("Name", `${ann.name}-new`);
        await ann.fills("Email", `${ann.name}-new@example.org`);
        await ann.button("Save").click();
        await ann.sees("Saved");
        await ann.reloads();
        await ann.sees(`${ann.name}-new@example.org`);
        await ben.reloads();
        await ben.chatWith(`${ann.name}-new`).waitFor();
    });

    test("a name that is taken is told beside the field", async () => {
        const [ann, ben] = await place.friends();
        await ann.goesTo("settings/account");
        await ann.fills("Name", ben.name);
        await ann.button("Save").click();
        await ann.page.locator("[aria-invalid=true]").waitFor();
    });

    test("a new password logs out the other devices, and is what counts then", async () => {
        const ann = await place.person("Ann");
        const second = await place.deviceOf(ann.account);
        await ann.goesTo("settings/account");
        await ann.fills("New password", "better horse");
        await ann.clicks("Change password");
        await ann.sees("Password changed");
        await second.heading("Welcome to Discuss").waitFor();
        await second.logsIn(ann.name, "better horse");
        await second.isAtHome();
        await ann.reloads();
        await ann.isAtHome();
    });

    test("whoever logs out everywhere is out everywhere", async () => {
        const ann = await place.person("Ann");
        const second = await place.deviceOf(ann.account);
        await ann.goesTo("settings/devices");
        await ann.clicks("Log out everywhere");
        await ann.confirms("Log out everywhere");
        for (const device of [ann, second]) {
            await device.heading("Welcome to Discuss").waitFor();
        }
        await ann.keepsNothing();
    });

    test("one login is ended from another", async () => {
        const ann = await place.person("Ann");
        const second = await place.deviceOf(ann.account);
        await ann.goesTo("settings/devices");
        // The other is the account's own, with which tests prepare things.
        await ann.page.getByRole("button", { name: /^End:.*Chrome/ }).first().click();
        await ann.confirms("End");
        await second.heading("Welcome to Discuss").waitFor();
        await ann.isAtHome();
    });

    test("somebody logs out, and the next sees nothing of them", async () => {
        const [ann, ben] = await place.friends();
        await ann.opensChatWith(ben.name);
        await ann.writes("Secret");
        await ann.knowsToBe("Delivered", "Secret");
        await ann.logsOut();
        await ann.keepsNothing();
        const cleo = await place.person("Cleo");
        await ann.logsIn(cleo.name);
        await ann.isAtHome();
        await ann.sees("No conversations yet");
    });

    test("an account is deleted by whoever writes its name", async () => {
        const [ann, ben] = await place.friends();
        await ann.goesTo("settings/account");
        await ann.clicks("Delete account");
        await ann.fills(`Write your name, ${ann.name}, to confirm`, ann.name);
        await ann.clicks("Delete for good");
        await ann.heading("Welcome to Discuss").waitFor();
        await ann.keepsNothing();
        await ann.logsIn(ann.name, password);
        await ann.page.getByRole("alert").first().waitFor();
        await ben.chatWith(ann.name).waitFor({ state: "detached" });
    });

    test("whoever has chosen a theme and a language finds them again", async () => {
        const ann = await place.person("Ann");
        await ann.goesTo("settings/appearance");
        await ann.page.getByRole("radio", { name: "Dark" }).click();
        await ann.page.getByRole("radio", { name: "中文" }).click();
        await ann.page.getByRole("heading", { name: "外观" }).first().waitFor();
        await ann.reloads();
        await ann.page.getByRole("radio", { name: "深色", checked: true }).waitFor();
        const shown = await ann.page.evaluate(() => [document.documentElement.lang, document.documentElement.className]);
        assert.deepEqual(shown, ["zh-CN", "dark"]);
        await ann.goesTo("people");
        await ann.page.getByText("联系人").first().waitFor();
    });

    for (const screen of ["desk", "phone"]) {
        test(`nobody meets a barrier in the settings (${screen})`, async () => {
            const ann = await place.person("Ann", { screen });
            const pages = ["account", "appearance", "notifications", "devices", "data"];
            await ann.meetsNoBarrierOn("settings", ...pages.map((page) => `settings/${page}`));
            await ann.goesTo("settings/account");
            await ann.clicks("Delete account");
            await ann.meetsNoBarrier();
        });
    }
});
