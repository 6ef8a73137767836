/** Lets somebody save what was made here. */
export function saveFile(file: Blob, name: string): void {
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    // Not at once: some browsers begin to read a little later.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
