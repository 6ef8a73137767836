// Registering, logging in, coming back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./support/suite.mjs";

suite("arriving", (place) => {
    test("somebody registers, and is still there after a reload", async () => {
        const ann = await place.visitor("Ann");
        await ann.registers();
        await ann.reloads();
        await ann.isAtHome();
    });

    test("whoever is not logged in lands on the login, and then where they wanted to go", async () => {
        const ann = await place.person("Ann");

        const later = await place.visitor("Later");
        await later.goesTo("settings");
        await later.heading("Welcome to Discuss").waitFor();
        await later.fills("Name", ann.name);
        await later.fills("Password", "correct horse");
        await later.clicks("Log in");
        await later.isAtHome();
        assert.match(later.page.url(), /\/settings/);
    });

    test("a wrong password is told, and what was typed stays", async () => {
        const ann = await place.person("Ann");

        const other = await place.visitor("Other");
        await other.logsIn(ann.name, "wrong horse");
        await other.page.getByRole("alert").first().waitFor();
        assert.equal(await other.field("Name").inputValue(), ann.name);
    });

    test("a name that is taken is told beside the field", async () => {
        const ann = await place.person("Ann");

        const double = await place.visitor("Double");
        await double.goesTo("register");
        await double.fills("Name", ann.name);
        await double.fills("Email", "double@example.org");
        await double.fills("Password", "correct horse");
        await double.clicks("Create account");
        const field = double.field("Name");
        await double.page.getByRole("alert").first().waitFor();
        assert.equal(await field.getAttribute("aria-invalid"), "true");
    });

    for (const screen of ["desk", "phone"]) {
        test(`nobody meets a barrier before the login (${screen})`, async () => {
            const guest = await place.visitor("Guest", { screen });
            for (const path of ["login", "register"]) {
                await guest.goesTo(path);
                await guest.heading().waitFor();
                await guest.findsNoBarrier();
            }
        });
    }

    test("a Chinese browser is spoken to in Chinese", async () => {
        const guest = await place.visitor("Guest", { language: "zh-CN" });
        await guest.goesTo("login");
        await guest.button("登录").waitFor();
        assert.equal(await guest.page.locator("html").getAttribute("lang"), "zh-CN");
    });
});
