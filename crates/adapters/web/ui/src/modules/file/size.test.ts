import { expect, test } from "vitest";
import { formatSize } from "./size";

test.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1_500, "1.5 kB"],
    [83_886_080, "84 MB"],
    [10_000_000_000, "10 GB"],
])("%d bytes are %j", (bytes, text) => {
    expect(formatSize(bytes, "en")).toBe(text);
});
