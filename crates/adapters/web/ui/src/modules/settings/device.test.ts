import { expect, test } from "vitest";
import { deviceOf } from "./device";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36`, "Chrome · Linux", false],
    [`Mozilla/5.0 (Windows NT 10.0; Win64) ${WEBKIT} Chrome/130 Safari/537 Edg/130`, "Edge · Windows", false],
    [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.1; rv:132.0) Gecko/2 Firefox/132.0",
        "Firefox · macOS",
        false,
    ],
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile/15E Safari/604",
        "Safari · iPhone",
        true,
    ],
    [
        `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/130 Mobile Safari/537`,
        "Chrome · Android",
        true,
    ],
    ["curl/7.88.1", "curl", false],
    ["", null, false],
    [null, null, false],
])("%j is %j", (agent, name, isHandheld) => {
    expect(deviceOf(agent)).toEqual({ name, isHandheld });
});
