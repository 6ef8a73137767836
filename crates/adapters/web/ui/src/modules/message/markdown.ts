import { Marked, type Token, type Tokens } from "marked";
import { h, type VNodeChild } from "vue";

/** Longer texts are shown as they are: reading them as Markdown would take too long. */
const MOST_CHARACTERS = 20_000;

const nothing = (): undefined => undefined;
// What a chat needs. Everything else stays the text that it is.
const marked = new Marked({
    gfm: true,
    breaks: true,
    tokenizer: {
        heading: nothing,
        lheading: nothing,
        hr: nothing,
        html: nothing,
        tag: nothing,
        table: nothing,
        def: nothing,
        reflink: nothing,
    },
});

const SAFE_LINK = /^(?:https?:|mailto:)/i;

function link({ href, raw, tokens }: Tokens.Link): VNodeChild {
    if (!SAFE_LINK.test(href)) return raw;
    return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, inline(tokens));
}

function list({ ordered, start, items }: Tokens.List): VNodeChild {
    const rows = items.map((item) => h("li", blocks(item.tokens)));
    return ordered ? h("ol", { start: start === "" ? 1 : start }, rows) : h("ul", rows);
}

function node(token: Token): VNodeChild {
    switch (token.type) {
        case "strong":
            return h("strong", inline(token.tokens));
        case "em":
            return h("em", inline(token.tokens));
        case "del":
            return h("del", inline(token.tokens));
        case "codespan":
            return h("code", token["text"]);
        case "code":
            // Long lines are scrolled to, by keyboard too.
            return h("pre", { tabindex: 0 }, h("code", token["text"]));
        case "blockquote":
            return h("blockquote", blocks(token.tokens));
        case "list":
            return list(token as Tokens.List);
        case "link":
            return link(token as Tokens.Link);
        case "br":
            return h("br");
        case "space":
        case "checkbox":
            return null;
        case "paragraph":
            return h("p", inline(token.tokens));
        case "text":
            return "tokens" in token && token.tokens ? inline(token.tokens) : token["text"];
        case "escape":
            return token["text"];
        default:
            return token.raw;
    }
}

function inline(tokens: Token[] = []): VNodeChild[] {
    return tokens.map(node);
}

function blocks(tokens: Token[] = []): VNodeChild[] {
    return tokens.map(node);
}

/** A text as elements: bold, italics, code, lists, quotes, links. Nothing that was written becomes HTML. */
export function renderMarkdown(text: string): VNodeChild[] {
    if (text.length > MOST_CHARACTERS) return [h("p", text)];
    return blocks(marked.lexer(text));
}

/** The beginning of a text in one line, without its marks. */
export function excerpt(text: string, most = 160): string {
    return text
        .slice(0, most * 2)
        .replace(/```\w*|[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}|^\s*(?:>|[-*+]|\d+\.)\s+/gm, "")
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, most);
}
