// Captchas, as servers ask for them that nobody has configured.

import assert from "node:assert/strict";
import { test } from "node:test";
import { password } from "../client/support/account.mjs";
import { suite } from "./support/suite.mjs";

suite("captchas", (place) => {
    test("a captcha is asked for after a mistake, and another one after another", async () => {
        const ann = await place.person("Ann");
        const guest = await place.visitor("Guest");
        await guest.goesTo("login");
        const field = guest.field("Characters in the picture");
        assert.equal(await field.count(), 0);
        await guest.logsIn(ann.name, "wrong horse");
        await guest.page.getByRole("alert").first().waitFor();
        await guest.fills("Password", password);
        await guest.clicks("Log in");
        const picture = guest.page.getByAltText("A picture with four characters");
        await picture.waitFor();
        const first = await picture.getAttribute("src");

        await guest.findsNoBarrier();
        await field.fill("????");
        await guest.clicks("Log in");
        await guest.page.locator("[aria-invalid=true]").waitFor();
        assert.notEqual(await picture.getAttribute("src"), first);
        assert.equal(await guest.field("Password").inputValue(), password);
    });
}, { AUTH__CAPTCHA: "after-failures" });
