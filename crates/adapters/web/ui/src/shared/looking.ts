/** Whether somebody looks at this page, and not at another tab or window. */
export function isLooking(): boolean {
    return document.visibilityState === "visible" && document.hasFocus();
}
