import { expect, test } from "vitest";
import { placeFor } from "./picture";

test.each([
    ["as large as it is", 200, 150, { width: 200, height: 150 }],
    ["smaller, in its proportions", 1760, 880, { width: 352, height: 176 }],
    ["no higher than a screen", 1000, 4000, { width: 100, height: 400 }],
    ["not too thin to be hit", 4000, 40, { width: 352, height: 96 }],
    ["in a place of its own when its size is unknown", null, null, { width: 288, height: 216 }],
])("a picture is shown %s", (_rule, width, height, expected) => {
    expect(placeFor({ width, height })).toEqual(expected);
});
