import { describe, expect, test } from "vitest";
import { kindOf, parseAttachment } from "./attachment";

const PATH = "public/0190a-b/3f0a.png";

describe("what a message shows", () => {
    test("is an upload, with what its sender says of it", () => {
        const raw = { content: PATH, type: "image", size: 12, originalname: "茶.png", width: 3, height: 2 };
        expect(parseAttachment(raw)).toEqual({
            path: PATH,
            type: "image",
            name: "茶.png",
            size: 12,
            width: 3,
            height: 2,
        });
    });

    test("is named by its path when nothing else names it", () => {
        expect(parseAttachment({ content: `/${PATH}`, type: "image" })?.name).toBe("3f0a.png");
    });

    test("has a size only when it is one", () => {
        const raw = { content: PATH, type: "image", size: "1", width: -1, height: Infinity };
        expect(parseAttachment(raw)).toMatchObject({ size: 0, width: null, height: null });
    });

    test.each([
        "https://evil.example/public/a/b.png",
        "//evil.example/public/a/b.png",
        "public/a/../../api/session",
        "public/a/..\\..\\api\\session",
        "public/a/b.png?x=//evil.example",
        "public/a/..",
        "public/a/b.png#x",
        "public/a/b c.png",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "look: public/a/b.png",
    ])("is nothing for the content %j", (content) => {
        expect(parseAttachment({ content, type: "image" })).toBeNull();
    });

    test.each([undefined, "", "text", 7])("is nothing for the type %j", (type) => {
        expect(parseAttachment({ content: PATH, type })).toBeNull();
    });
});

test.each([
    ["image", "image"],
    ["image/png", "image"],
    ["image/svg+xml", "file"],
    ["video/mp4", "video"],
    ["audio", "audio"],
    ["application/pdf", "file"],
    ["imagery", "file"],
])("the type %j is shown as %s", (type, kind) => {
    expect(kindOf(type)).toBe(kind);
});
