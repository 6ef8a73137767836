import { expect, test } from "vitest";
import { iconFor } from "./title";

test("the page's icon says how many conversations wait, as far as there is room", () => {
    expect(iconFor(0)).toMatch(/favicon\.svg$/);
    expect(decodeURIComponent(iconFor(3))).toContain(">3</text>");
    expect(decodeURIComponent(iconFor(12))).toContain(">9+</text>");
});
