import { useDropZone, useEventListener } from "@vueuse/core";
import type { Ref } from "vue";

/** The files of what is pasted; none when it is a text that a program has put a picture of itself beside. */
export function pastedFiles(data: Pick<DataTransfer, "types" | "files"> | null): File[] {
    const types = data?.types ?? [];
    const isFormattedText = types.includes("text/plain") && types.includes("text/html");
    return isFormattedText ? [] : [...(data?.files ?? [])];
}

/** Takes files that are dropped anywhere on the page, or pasted. Says whether some are held over it. */
export function useFileArrival(add: (files: File[]) => void): Ref<boolean> {
    // On the whole page: the browser would leave it for a file that is dropped beside the place for it.
    const { isOverDropZone } = useDropZone(document, {
        // Not by their types: a text file has that of a text. Some browsers say nothing before the drop.
        checkValidity: (items) => items.length === 0 || [...items].some(({ kind }) => kind === "file"),
        onDrop: (files) => add(files ?? []),
    });
    useEventListener(document, "paste", (event) => {
        const files = pastedFiles(event.clipboardData);
        if (files.length === 0) return;
        event.preventDefault();
        add(files);
    });
    return isOverDropZone;
}
