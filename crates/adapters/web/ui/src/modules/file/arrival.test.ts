import { expect, test } from "vitest";
import { pastedFiles } from "./arrival";

const picture = new File(["x"], "picture.png");
const files = [picture] as unknown as FileList;

test.each([
    ["a picture", ["Files"], 1],
    ["a picture of a page", ["text/html", "Files"], 1],
    ["a file with its name", ["text/plain", "Files"], 1],
    ["a text with a picture of itself", ["text/plain", "text/html", "Files"], 0],
])("%s that is pasted", (_what, types, count) => {
    expect(pastedFiles({ types, files })).toHaveLength(count);
});
