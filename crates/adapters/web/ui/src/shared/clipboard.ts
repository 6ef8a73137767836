/** Copies a text, and says whether it could. Pages that are not served securely have only the old way. */
export async function copyText(text: string): Promise<boolean> {
    if (window.isSecureContext) {
        return navigator.clipboard.writeText(text).then(
            () => true,
            () => false,
        );
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "fixed opacity-0";
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
}
