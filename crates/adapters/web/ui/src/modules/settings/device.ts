const BROWSERS: [RegExp, string][] = [
    [/\bEdgA?\//, "Edge"],
    [/\bOPR\//, "Opera"],
    [/\bSamsungBrowser\//, "Samsung Internet"],
    [/\b(?:Firefox|FxiOS)\//, "Firefox"],
    [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
    [/\bSafari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
    [/\biPhone\b/, "iPhone"],
    [/\biPad\b/, "iPad"],
    [/\bAndroid\b/, "Android"],
    [/\bCrOS\b/, "ChromeOS"],
    [/\bWindows\b/, "Windows"],
    [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
    [/\bLinux\b|\bX11\b/, "Linux"],
];

export interface Device {
    /** `null` when nothing is known of it. */
    name: string | null;
    isHandheld: boolean;
}

/** What somebody has logged in with, by what it has said of itself. */
export function deviceOf(agent: string | null | undefined): Device {
    if (!agent) return { name: null, isHandheld: false };
    const named = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1];
    const parts = [named(BROWSERS), named(SYSTEMS)].filter((part) => part !== undefined);
    return {
        // Programs say what they are in their first word.
        name: parts.length > 0 ? parts.join(" · ") : agent.split(/[\s/]/, 1)[0] || null,
        isHandheld: /\b(?:Mobile|iPhone|iPad|Android)\b/.test(agent),
    };
}
