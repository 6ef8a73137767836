import { createApp, h } from "vue";
import { expect, test } from "vitest";
import { excerpt, renderMarkdown } from "./markdown";

function html(text: string): string {
    const root = document.createElement("div");
    createApp({ render: () => h("div", renderMarkdown(text)) }).mount(root);
    return root.firstElementChild?.innerHTML.replaceAll("<!---->", "") ?? "";
}

test.each([
    ["**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"],
    ["`a < b`", "<p><code>a &lt; b</code></p>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["> so it is", "<blockquote><p>so it is</p></blockquote>"],
    ["```js\nlet a;\n```", '<pre tabindex="0"><code>let a;</code></pre>'],
    ["# no heading", "<p># no heading</p>"],
    ["a & b < c", "<p>a &amp; b &lt; c</p>"],
])("%j becomes %j", (text, expected) => {
    expect(html(text)).toBe(expected);
});

test.each([
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,hi)",
    "![x](https://evil.example/a.png)",
])("%j stays text", (text) => {
    const root = document.createElement("div");
    root.innerHTML = html(text);
    expect(root.querySelectorAll("img, script, a")).toHaveLength(0);
    expect(root.textContent).toBe(text);
});

test("links leave no way back", () => {
    expect(html("https://example.org")).toContain('rel="noopener noreferrer nofollow"');
});

test.each([
    ["**hello** _you_\nthere", "hello you there"],
    ["> quoted", "quoted"],
    ["2 * 3 * 4", "2 * 3 * 4"],
])("%j in one line is %j", (text, expected) => {
    expect(excerpt(text)).toBe(expected);
});
